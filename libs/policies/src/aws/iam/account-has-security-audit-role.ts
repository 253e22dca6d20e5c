import { IamAccount, IamRole } from '@cspmexa/resources';
import { condition, definePolicy, denied, passIf, sample, text } from '@cspmexa/policy-kit';
import { rolesByPolicy } from '../indexes.js';
import { awsPolicyArn } from './shared/aws-policies.js';
import { rolesWith } from './shared/roles-with-policy.js';

const attachedPolicies = [{ name: 'SecurityAudit', arn: 'arn:aws:iam::aws:policy/SecurityAudit' }];

export default definePolicy({
  id: 'aws-iam-account-has-security-audit-role',
  title: text('A role exists to audit security', 'Existe uma função para auditar a segurança'),
  severity: 'low',
  on: IamAccount,
  needs: [],
  reads: { roles: rolesByPolicy },
  sameAs: ['prowler/iam_securityaudit_role_created'],
  why: text(
    'Auditors who have no role of their own get one that may do or read far more than they need.',
    'Auditores sem função própria acabam com uma que pode fazer ou ler muito mais do que precisam.',
  ),
  fix: {
    steps: [
      text(
        'Open IAM, Roles, and create a role for the people or tools that audit the account.',
        'Abra IAM, Funções, e crie uma função para as pessoas ou ferramentas que auditam a conta.',
      ),
      text('Attach the AWS policy SecurityAudit to it.', 'Anexe a ela a política da AWS SecurityAudit.'),
    ],
    cli: `# trust.json names who may assume it
aws iam create-role --role-name audit --assume-role-policy-document file://trust.json
aws iam attach-role-policy --role-name audit --policy-arn arn:aws:iam::aws:policy/SecurityAudit`,
    terraform: `resource "aws_iam_role" "audit" {
  name = "audit"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "PRINCIPAL-ARN" }
      Action    = "sts:AssumeRole"
    }]
  })
}

resource "aws_iam_role_policy_attachment" "audit" {
  role       = aws_iam_role.audit.name
  policy_arn = "arn:aws:iam::aws:policy/SecurityAudit"
}`,
  },
  check: (_, { resource, related }) => {
    const policyArn = awsPolicyArn(resource.partition, 'SecurityAudit');
    const roles = rolesWith(policyArn, related.roles);
    return passIf(
      [
        condition(roles.length > 0, text('A role has SecurityAudit', 'Uma função tem SecurityAudit'), {
          actual: roles.slice(0, 5),
          expected: policyArn,
        }),
      ],
      text('SecurityAudit is attached to no role.', 'SecurityAudit não está anexada a nenhuma função.'),
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
            attachedPolicies: [{ name: 'SecurityAudit', arn: 'arn:aws:iam::111122223333:policy/SecurityAudit' }],
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
