import { IamUser } from '@cspmexa/resources';
import { condition, definePolicy, denied, passIf, text } from '@cspmexa/policy-kit';
import { notReported } from './shared/access-keys.js';
import { freshKey, person, program } from './shared/sample-credentials.js';

export default definePolicy({
  id: 'aws-iam-user-has-password-or-keys',
  title: text('Users have a password or access keys, not both', 'Usuários têm senha ou chaves de acesso, não ambas'),
  // A peer says high. It opens nothing by itself: two ways in where one would do.
  severity: 'low',
  on: IamUser,
  needs: ['credentials'],
  sameAs: ['cloudsploit/usersPasswordAndKeys'],
  why: text(
    'A user shared by a person and a program has the permissions of both, and its log does not tell who acted.',
    'Um usuário dividido por uma pessoa e um programa soma as permissões dos dois, e o registro não diz quem agiu.',
  ),
  fix: {
    steps: [
      text(
        'Open IAM, Users, {{name}}, Security credentials.',
        'Abra IAM, Usuários, {{name}}, Credenciais de segurança.',
      ),
      text(
        'Keep the password for the person and move the program to a role; then delete the keys.',
        'Deixe a senha para a pessoa e leve o programa para uma função; depois exclua as chaves.',
      ),
    ],
    cli: `aws iam list-access-keys --user-name {{name}}
aws iam delete-access-key --user-name {{name}} --access-key-id KEY-ID`,
    terraform: '# remove "aws_iam_access_key" or "aws_iam_user_login_profile" of the user {{name}}',
  },
  check: ({ credentials }) => {
    if (credentials === null) return notReported;
    const { passwordEnabled, accessKeys } = credentials;
    const active = accessKeys.filter((key) => key.active).map(({ slot }) => slot);
    return passIf(
      [
        condition(!passwordEnabled || active.length === 0, text('One kind of credential', 'Um só tipo de credencial'), {
          path: 'credentials',
          actual: { passwordEnabled, active },
        }),
      ],
      text(`The user has a password and ${active.join(', ')}.`, `O usuário tem senha e ${active.join(', ')}.`),
    );
  },
  examples: {
    'a password': { outcome: 'pass' },
    'a key': { given: { credentials: { ...program, accessKeys: [freshKey] } }, outcome: 'pass' },
    'a password and a key': { given: { credentials: { ...person, accessKeys: [freshKey] } }, outcome: 'fail' },
    'a password and an inactive key': {
      given: { credentials: { ...person, accessKeys: [{ ...freshKey, active: false }] } },
      outcome: 'pass',
    },
    'it could not be read': { given: { credentials: denied }, outcome: 'unknown' },
  },
});
