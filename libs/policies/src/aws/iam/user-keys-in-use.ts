import { IamUser } from '@cspmexa/resources';
import { cannotTell, condition, definePolicy, denied, pass, passIf, text } from '@cspmexa/policy-kit';
import { activeKey, notReported, slotTitle } from './shared/access-keys.js';
import { dayOf, isOlderThan } from './shared/dates.js';
import { freshKey, program } from './shared/sample-credentials.js';
import { days, maxUnused } from '../parameters.js';

const never = { ...freshKey, lastUsed: null, lastUsedService: null, lastUsedRegion: null };
const made = (lastRotated: string) => ({ credentials: { ...program, accessKeys: [{ ...never, lastRotated }] } });

export default definePolicy({
  id: 'aws-iam-user-keys-in-use',
  title: text(
    'Active access keys were used within {{maxUnusedDays}} days',
    'Chaves de acesso ativas foram usadas nos últimos {{maxUnusedDays}} dias',
  ),
  severity: 'medium',
  on: IamUser,
  needs: ['credentials'],
  controls: ['cis-aws-5.0/1.11', 'cis-aws-7.0/2.11', 'fsbp/IAM.8', 'fsbp/IAM.22'],
  sameAs: ['prowler/iam_user_accesskey_unused', 'cloudsploit/accessKeysLastUsed'],
  why: text(
    'Nobody misses an unused key, and nobody notices when a thief uses it.',
    'Ninguém sente falta de uma chave sem uso, e ninguém percebe quando um ladrão a usa.',
  ),
  fix: {
    steps: [
      text(
        'Open IAM, Users, {{name}}, Security credentials.',
        'Abra IAM, Usuários, {{name}}, Credenciais de segurança.',
      ),
      text('Deactivate the key, wait, and delete it.', 'Desative a chave, espere e exclua-a.'),
    ],
    cli: `aws iam list-access-keys --user-name {{name}}
aws iam update-access-key --user-name {{name}} --access-key-id KEY-ID --status Inactive`,
    terraform: `resource "aws_iam_access_key" "unused" {
  user   = "{{name}}"
  status = "Inactive"
}`,
  },
  rows: {
    access_key_1: { title: slotTitle('access_key_1'), severity: 'medium' },
    access_key_2: { title: slotTitle('access_key_2'), severity: 'medium' },
  },
  parameters: { maxUnusedDays: days(maxUnused, 45) },
  check: ({ credentials }, { now, row, parameters: { maxUnusedDays } }) => {
    if (credentials === null) return notReported;
    const key = activeKey(credentials, row.id);
    const path = `credentials.${row.id}`;
    if (key === undefined)
      return pass(condition(true, text('The key is not active', 'A chave não está ativa'), { path, actual: null }));
    // A key that was never used counts from the day it was made, as CIS says.
    const since = key.lastUsed ?? key.lastRotated;
    if (since === null)
      return cannotTell(
        text('The report does not say when the key was made.', 'O relatório não diz quando a chave foi criada.'),
      );
    const { en, pt } = row.title;
    const day = dayOf(since);
    return passIf(
      [
        condition(
          !isOlderThan(since, maxUnusedDays, now),
          text(`Used within ${maxUnusedDays} days`, `Usada nos últimos ${maxUnusedDays} dias`),
          {
            path: key.lastUsed === null ? `${path}.lastRotated` : `${path}.lastUsed`,
            actual: since,
          },
        ),
      ],
      key.lastUsed === null
        ? text(`${en} was made on ${day} and never used.`, `${pt} foi criada em ${day} e nunca usada.`)
        : text(`${en} was last used on ${day}.`, `${pt} foi usada pela última vez em ${day}.`),
    );
  },
  examples: {
    'no key': { outcome: 'pass', fails: [] },
    'used yesterday': { given: { credentials: { ...program, accessKeys: [freshKey] } }, outcome: 'pass' },
    'used long ago, where keys may rest for a year': {
      given: { credentials: { ...program, accessKeys: [{ ...freshKey, lastUsed: '2025-10-01T00:00:00.000Z' }] } },
      parameters: { maxUnusedDays: 365 },
      outcome: 'pass',
    },
    'used long ago': {
      given: { credentials: { ...program, accessKeys: [{ ...freshKey, lastUsed: '2025-10-01T00:00:00.000Z' }] } },
      outcome: 'fail',
      fails: ['access_key_1'],
    },
    'never used, and made long ago': {
      given: made('2025-06-01T00:00:00.000Z'),
      outcome: 'fail',
      fails: ['access_key_1'],
    },
    'never used, and made last week': { given: made('2026-01-10T00:00:00.000Z'), outcome: 'pass' },
    'inactive and never used': {
      given: {
        credentials: { ...program, accessKeys: [{ ...never, active: false, lastRotated: '2024-01-01T00:00:00.000Z' }] },
      },
      outcome: 'pass',
    },
    'no dates at all': {
      given: { credentials: { ...program, accessKeys: [{ ...never, lastRotated: null }] } },
      outcome: 'unknown',
    },
    'it could not be read': { given: { credentials: denied }, outcome: 'unknown' },
  },
});
