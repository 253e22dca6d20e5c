import { IamUser } from '@cspmexa/resources';
import { condition, definePolicy, denied, passIf, text } from '@cspmexa/policy-kit';
import { activeKey, notReported, slotTitle } from './shared/access-keys.js';
import { freshKey, person, program } from './shared/sample-credentials.js';

const unused = { ...freshKey, lastUsed: null, lastUsedService: null, lastUsedRegion: null };

export default definePolicy({
  id: 'aws-iam-user-console-has-no-spare-key',
  title: text(
    'Console users have no access key that was never used',
    'Usuários do console não têm chave de acesso nunca usada',
  ),
  severity: 'medium',
  on: IamUser,
  needs: ['credentials'],
  controls: ['cis-aws-5.0/1.10'],
  sameAs: ['prowler/iam_user_no_setup_initial_access_key'],
  why: text(
    'A key made along with the user and never used is needed by nobody, and lies in a download folder or a mail.',
    'Uma chave criada junto com o usuário e nunca usada não serve a ninguém, e está numa pasta de downloads ou num e-mail.',
  ),
  fix: {
    steps: [
      text(
        'Open IAM, Users, {{name}}, Security credentials.',
        'Abra IAM, Usuários, {{name}}, Credenciais de segurança.',
      ),
      text(
        'Deactivate and delete the key. Make one only when it is asked for.',
        'Desative e exclua a chave. Crie outra só quando for pedida.',
      ),
    ],
    cli: `aws iam list-access-keys --user-name {{name}}
aws iam delete-access-key --user-name {{name}} --access-key-id KEY-ID`,
    terraform: '# remove the resource "aws_iam_access_key" of the user {{name}}',
  },
  rows: {
    access_key_1: { title: slotTitle('access_key_1'), severity: 'medium' },
    access_key_2: { title: slotTitle('access_key_2'), severity: 'medium' },
  },
  check: ({ credentials }, { row }) => {
    if (credentials === null) return notReported;
    const key = activeKey(credentials, row.id);
    const spare = credentials.passwordEnabled === true && key !== undefined && key.lastUsed === null;
    return passIf(
      [
        condition(
          !spare,
          text('Not a spare key of a console user', 'Não é chave sobressalente de um usuário do console'),
          {
            path: `credentials.${row.id}`,
            actual: {
              passwordEnabled: credentials.passwordEnabled,
              active: key !== undefined,
              lastRotated: key?.lastRotated ?? null,
              lastUsed: key?.lastUsed ?? null,
            },
          },
        ),
      ],
      text(
        `The user has a console password, and ${row.title.en.toLowerCase()} is active and was never used.`,
        `O usuário tem senha do console, e a ${row.title.pt.toLowerCase()} está ativa e nunca foi usada.`,
      ),
    );
  },
  examples: {
    'no key': { outcome: 'pass', fails: [] },
    'a key that is used': { given: { credentials: { ...person, accessKeys: [freshKey] } }, outcome: 'pass' },
    'a key that was never used': {
      given: { credentials: { ...person, accessKeys: [unused] } },
      outcome: 'fail',
      fails: ['access_key_1'],
    },
    'a program with a key that was never used': {
      given: { credentials: { ...program, accessKeys: [unused] } },
      outcome: 'pass',
    },
    'an inactive key': {
      given: { credentials: { ...person, accessKeys: [{ ...unused, active: false }] } },
      outcome: 'pass',
    },
    'not in the report yet': { given: { credentials: null }, outcome: 'unknown' },
    'it could not be read': { given: { credentials: denied }, outcome: 'unknown' },
  },
});
