import { IamGroup } from '@cspmexa/resources';
import { condition, definePolicy, denied, passIf, text } from '@cspmexa/policy-kit';
import { administratorPolicies } from './shared/aws-policies.js';

const attached = (arn: string) => ({ attachedPolicies: [{ name: 'AdministratorAccess', arn }] });

export default definePolicy({
  id: 'aws-iam-group-is-not-administrator',
  title: text('Groups do without AdministratorAccess', 'Grupos dispensam AdministratorAccess'),
  severity: 'high',
  on: IamGroup,
  needs: ['attachedPolicies'],
  sameAs: ['prowler/iam_group_administrator_access_policy'],
  why: text(
    'Whoever gets these credentials owns the whole account; hardly any task needs that much.',
    'Quem obtém estas credenciais é dono da conta inteira; quase nenhuma tarefa precisa de tanto.',
  ),
  fix: {
    steps: [
      text('Attach a policy with what {{name}} really does.', 'Anexe uma política com o que {{name}} realmente faz.'),
      text('Detach AdministratorAccess from {{name}}.', 'Desanexe AdministratorAccess de {{name}}.'),
    ],
    cli: 'aws iam detach-group-policy --group-name {{name}} --policy-arn arn:aws:iam::aws:policy/AdministratorAccess',
    terraform: `resource "aws_iam_group_policy_attachment" "this" {
  group      = "{{name}}"
  policy_arn = "arn:aws:iam::aws:policy/PowerUserAccess" # or one with less
}`,
  },
  check: ({ attachedPolicies }) => {
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
