import { IamAccount, IamRole } from '@cspmexa/resources';
import { condition, definePolicy, denied, passIf, sample, text } from '@cspmexa/policy-kit';
import { rolesByPolicy } from '../indexes.js';
import { awsPolicyArn } from './shared/aws-policies.js';
import { rolesWith } from './shared/roles-with-policy.js';

const attachedPolicies = [{ name: 'AWSSupportAccess', arn: 'arn:aws:iam::aws:policy/AWSSupportAccess' }];

export default definePolicy({
  id: 'aws-iam-account-has-support-role',
  title: text(
    'A role exists to manage incidents with AWS Support',
    'Existe uma função para tratar incidentes com o AWS Support',
  ),
  severity: 'low',
  on: IamAccount,
  needs: [],
  reads: { roles: rolesByPolicy },
  controls: ['cis-aws-5.0/1.16', 'cis-aws-7.0/2.15'],
  sameAs: ['prowler/iam_support_role_created', 'cloudsploit/iamSupportPolicy'],
  why: text(
    'When something breaks or is attacked, nobody should have to ask for the right to call AWS first.',
    'Quando algo quebra ou é atacado, ninguém deveria ter que pedir antes o direito de chamar a AWS.',
  ),
  fix: {
    steps: [
      text(
        'Open IAM, Roles, and create a role for the people who call AWS Support.',
        'Abra IAM, Funções, e crie uma função para quem fala com o AWS Support.',
      ),
      text('Attach the AWS policy AWSSupportAccess to it.', 'Anexe a ela a política da AWS AWSSupportAccess.'),
    ],
    cli: `# trust.json names who may assume it
aws iam create-role --role-name support --assume-role-policy-document file://trust.json
aws iam attach-role-policy --role-name support --policy-arn arn:aws:iam::aws:policy/AWSSupportAccess`,
    terraform: `resource "aws_iam_role" "support" {
  name = "support"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "PRINCIPAL-ARN" }
      Action    = "sts:AssumeRole"
    }]
  })
}

resource "aws_iam_role_policy_attachment" "support" {
  role       = aws_iam_role.support.name
  policy_arn = "arn:aws:iam::aws:policy/AWSSupportAccess"
}`,
  },
  check: (_, { resource, related }) => {
    const policyArn = awsPolicyArn(resource.partition, 'AWSSupportAccess');
    const roles = rolesWith(policyArn, related.roles);
    return passIf(
      [
        condition(roles.length > 0, text('A role has AWSSupportAccess', 'Uma função tem AWSSupportAccess'), {
          actual: roles.slice(0, 5),
          expected: policyArn,
        }),
      ],
      text('AWSSupportAccess is attached to no role.', 'AWSSupportAccess não está anexada a nenhuma função.'),
    );
  },
  examples: {
    'a role has it': { others: [sample(IamRole, { facets: { attachedPolicies } })], outcome: 'pass' },
    'no role has it': { others: [sample(IamRole)], outcome: 'fail' },
    'no roles at all': { outcome: 'fail' },
    'a policy of the customer with that name': {
      others: [
        sample(IamRole, {
          facets: {
            attachedPolicies: [{ name: 'AWSSupportAccess', arn: 'arn:aws:iam::111122223333:policy/AWSSupportAccess' }],
          },
        }),
      ],
      outcome: 'fail',
    },
    'the policies of a role could not be read': {
      others: [sample(IamRole, { facets: { attachedPolicies: denied } })],
      outcome: 'unknown',
    },
    'one role has it, and another could not be read': {
      others: [
        sample(IamRole, { base: { name: 'hidden' }, facets: { attachedPolicies: denied } }),
        sample(IamRole, { facets: { attachedPolicies } }),
      ],
      outcome: 'pass',
    },
    'roles could not be listed': { unlisted: [IamRole], outcome: 'unknown' },
  },
});
