import { IamUser } from '@cspmexa/resources';
import { condition, definePolicy, denied, passIf, text } from '@cspmexa/policy-kit';
import { notReported } from './shared/access-keys.js';
import { freshKey, program } from './shared/sample-credentials.js';

const second = { ...freshKey, slot: 'access_key_2' } as const;

export default definePolicy({
  id: 'aws-iam-user-has-one-active-key',
  title: text('Users have at most one active access key', 'Usuários têm no máximo uma chave de acesso ativa'),
  severity: 'medium',
  on: IamUser,
  needs: ['credentials'],
  controls: ['cis-aws-5.0/1.12'],
  sameAs: ['prowler/iam_user_two_active_access_key', 'cloudsploit/accessKeysExtra'],
  why: text(
    'The second slot is for the days of a rotation. Two keys that stay active double what can leak, and one of them is forgotten.',
    'O segundo espaço serve aos dias de uma rotação. Duas chaves sempre ativas dobram o que pode vazar, e uma fica esquecida.',
  ),
  fix: {
    steps: [
      text(
        'Open IAM, Users, {{name}}, Security credentials.',
        'Abra IAM, Usuários, {{name}}, Credenciais de segurança.',
      ),
      text('Deactivate the older key, wait, and delete it.', 'Desative a chave mais antiga, espere e exclua-a.'),
    ],
    cli: `aws iam list-access-keys --user-name {{name}}
aws iam update-access-key --user-name {{name}} --access-key-id KEY-ID --status Inactive`,
    terraform: `resource "aws_iam_access_key" "old" {
  user   = "{{name}}"
  status = "Inactive"
}`,
  },
  check: ({ credentials }) => {
    if (credentials === null) return notReported;
    const active = credentials.accessKeys.filter((key) => key.active);
    return passIf(
      [
        condition(active.length < 2, text('At most one key is active', 'No máximo uma chave está ativa'), {
          path: 'credentials.accessKeys',
          actual: active.map(({ slot, lastRotated, lastUsed }) => ({ slot, lastRotated, lastUsed })),
        }),
      ],
      text('Both access keys are active.', 'As duas chaves de acesso estão ativas.'),
    );
  },
  examples: {
    'no key': { outcome: 'pass' },
    'one key': { given: { credentials: { ...program, accessKeys: [freshKey] } }, outcome: 'pass' },
    'two active keys': { given: { credentials: { ...program, accessKeys: [freshKey, second] } }, outcome: 'fail' },
    'the second is inactive': {
      given: { credentials: { ...program, accessKeys: [freshKey, { ...second, active: false }] } },
      outcome: 'pass',
    },
    'not in the report yet': { given: { credentials: null }, outcome: 'unknown' },
    'it could not be read': { given: { credentials: denied }, outcome: 'unknown' },
  },
});
