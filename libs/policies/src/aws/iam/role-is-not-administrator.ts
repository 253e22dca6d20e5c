import { IamRole } from '@cspmexa/resources';
import { condition, definePolicy, denied, passIf, skip, text } from '@cspmexa/policy-kit';
import { administratorPolicies } from './shared/aws-policies.js';
import { isServiceLinked } from './shared/service-linked-role.js';

const attached = (arn: string) => ({ attachedPolicies: [{ name: 'AdministratorAccess', arn }] });

export default definePolicy({
  id: 'aws-iam-role-is-not-administrator',
  title: text('Roles do without AdministratorAccess', 'Funções dispensam AdministratorAccess'),
  severity: 'high',
  on: IamRole,
  needs: ['attachedPolicies'],
  sameAs: ['prowler/iam_role_administratoraccess_policy', 'cloudsploit/iamRolePolicies'],
  why: text(
    'Whoever gets these credentials owns the whole account; hardly any task needs that much.',
    'Quem obtém estas credenciais é dono da conta inteira; quase nenhuma tarefa precisa de tanto.',
  ),
  fix: {
    steps: [
      text('Attach a policy with what {{name}} really does.', 'Anexe uma política com o que {{name}} realmente faz.'),
      text('Detach AdministratorAccess from {{name}}.', 'Desanexe AdministratorAccess de {{name}}.'),
    ],
    cli: 'aws iam detach-role-policy --role-name {{name}} --policy-arn arn:aws:iam::aws:policy/AdministratorAccess',
    terraform: `resource "aws_iam_role_policy_attachment" "this" {
  role       = "{{name}}"
  policy_arn = "arn:aws:iam::aws:policy/PowerUserAccess" # or one with less
}`,
  },
  check: ({ attachedPolicies }, { base }) => {
    if (base.path.startsWith('/aws-reserved/') || isServiceLinked(base))
      return skip(text('The role belongs to AWS.', 'A função pertence à AWS.'));
    const found = administratorPolicies(attachedPolicies).map(({ arn }) => arn);
    return passIf(
      [
        condition(
          found.length === 0,
          text('AdministratorAccess is not attached', 'AdministratorAccess não está anexada'),
          {
            path: 'attachedPolicies',
            actual: found,
          },
        ),
      ],
      text('AdministratorAccess is attached to it.', 'AdministratorAccess está anexada.'),
    );
  },
  examples: {
    'other policies': { outcome: 'pass' },
    AdministratorAccess: { given: attached('arn:aws:iam::aws:policy/AdministratorAccess'), outcome: 'fail' },
    'AdministratorAccess of another partition': {
      given: attached('arn:aws-us-gov:iam::aws:policy/AdministratorAccess'),
      outcome: 'fail',
    },
    'a policy of the customer with that name': {
      given: attached('arn:aws:iam::111122223333:policy/AdministratorAccess'),
      outcome: 'pass',
    },
    'could not be read': { given: { attachedPolicies: denied }, outcome: 'unknown' },
  },
});
