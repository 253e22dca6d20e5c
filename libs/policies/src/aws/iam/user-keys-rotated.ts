import { IamUser } from '@cspmexa/resources';
import { cannotTell, condition, definePolicy, denied, pass, passIf, text } from '@cspmexa/policy-kit';
import { activeKey, notReported, slotTitle } from './shared/access-keys.js';
import { dayOf, isOlderThan } from './shared/dates.js';
import { freshKey, program } from './shared/sample-credentials.js';
import { days, maxAge } from '../parameters.js';

const oldKey = { ...freshKey, lastRotated: '2025-06-01T00:00:00.000Z' };

export default definePolicy({
  id: 'aws-iam-user-keys-rotated',
  title: text(
    'Access keys are rotated every {{maxAgeDays}} days',
    'Chaves de acesso são trocadas a cada {{maxAgeDays}} dias',
  ),
  severity: 'medium',
  on: IamUser,
  needs: ['credentials'],
  controls: ['cis-aws-5.0/1.13', 'cis-aws-7.0/2.12', 'fsbp/IAM.3'],
  sameAs: ['prowler/iam_rotate_access_key_90_days', 'cloudsploit/accessKeysRotated'],
  why: text(
    'A key that leaked into a log, a laptop or a repository works until it is replaced.',
    'Uma chave que vazou em um log, um notebook ou um repositório funciona até ser trocada.',
  ),
  fix: {
    steps: [
      text(
        'Open IAM, Users, {{name}}, Security credentials, and create a second key.',
        'Abra IAM, Usuários, {{name}}, Credenciais de segurança, e crie uma segunda chave.',
      ),
      text(
        'Put it where the old one is used, deactivate the old one, and delete it when nothing breaks. Better: use a role.',
        'Coloque-a onde a antiga é usada, desative a antiga e exclua-a quando nada quebrar. Melhor: use uma função.',
      ),
    ],
    cli: `aws iam create-access-key --user-name {{name}}
aws iam update-access-key --user-name {{name}} --access-key-id OLD-KEY-ID --status Inactive
aws iam delete-access-key --user-name {{name}} --access-key-id OLD-KEY-ID`,
    terraform: `resource "aws_iam_access_key" "new" {
  user = "{{name}}"
}`,
  },
  rows: {
    access_key_1: { title: slotTitle('access_key_1'), severity: 'medium' },
    access_key_2: { title: slotTitle('access_key_2'), severity: 'medium' },
  },
  parameters: { maxAgeDays: days(maxAge, 90) },
  check: ({ credentials }, { now, row, parameters: { maxAgeDays } }) => {
    if (credentials === null) return notReported;
    const key = activeKey(credentials, row.id);
    const path = `credentials.${row.id}`;
    if (key === undefined)
      return pass(condition(true, text('The key is not active', 'A chave não está ativa'), { path, actual: null }));
    const { lastRotated } = key;
    if (lastRotated === null)
      return cannotTell(
        text('The report does not say when the key was made.', 'O relatório não diz quando a chave foi criada.'),
      );
    return passIf(
      [
        condition(
          !isOlderThan(lastRotated, maxAgeDays, now),
          text(`Rotated within ${maxAgeDays} days`, `Trocada nos últimos ${maxAgeDays} dias`),
          { path: `${path}.lastRotated`, actual: lastRotated },
        ),
      ],
      text(
        `${row.title.en} was last rotated on ${dayOf(lastRotated)}.`,
        `${row.title.pt} foi trocada pela última vez em ${dayOf(lastRotated)}.`,
      ),
    );
  },
  examples: {
    'no key': { outcome: 'pass', fails: [] },
    'a fresh key': { given: { credentials: { ...program, accessKeys: [freshKey] } }, outcome: 'pass' },
    'an old key': {
      given: { credentials: { ...program, accessKeys: [oldKey] } },
      outcome: 'fail',
      fails: ['access_key_1'],
    },
    'an old key, where a year is allowed': {
      given: { credentials: { ...program, accessKeys: [oldKey] } },
      parameters: { maxAgeDays: 365 },
      outcome: 'pass',
    },
    'two old keys': {
      given: { credentials: { ...program, accessKeys: [oldKey, { ...oldKey, slot: 'access_key_2' }] } },
      outcome: 'fail',
      fails: ['access_key_1', 'access_key_2'],
    },
    'an old key that is inactive': {
      given: { credentials: { ...program, accessKeys: [{ ...oldKey, active: false }] } },
      outcome: 'pass',
    },
    'ninety days to the hour': {
      given: { credentials: { ...program, accessKeys: [{ ...freshKey, lastRotated: '2025-10-17T12:00:00.000Z' }] } },
      outcome: 'pass',
    },
    'no date': {
      given: { credentials: { ...program, accessKeys: [{ ...freshKey, lastRotated: null }] } },
      outcome: 'unknown',
    },
    'not in the report yet': { given: { credentials: null }, outcome: 'unknown' },
    'it could not be read': { given: { credentials: denied }, outcome: 'unknown' },
  },
});
