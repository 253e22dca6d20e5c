import { IamAccount } from '@cspmexa/resources';
import { cannotTell, condition, definePolicy, denied, passIf, text } from '@cspmexa/policy-kit';
import { dayOf, isOlderThan } from './shared/dates.js';
import { days } from '../parameters.js';

const credentials = {
  createdAt: '2025-01-01T00:00:00.000Z',
  passwordEnabled: null,
  passwordLastUsed: null,
  passwordLastChanged: null,
  mfaActive: true,
  accessKeys: [],
  certificates: [],
};
const key = {
  slot: 'access_key_1',
  active: true,
  lastRotated: '2025-01-01T00:00:00.000Z',
  lastUsed: '2026-01-14T10:00:00.000Z',
  lastUsedService: 's3',
  lastUsedRegion: 'sa-east-1',
} as const;

export default definePolicy({
  id: 'aws-iam-root-not-used-recently',
  title: text('The root user is not used for daily work', 'O usuário root não é usado no dia a dia'),
  severity: 'high',
  on: IamAccount,
  needs: ['rootCredentials'],
  controls: ['cis-aws-5.0/1.6', 'cis-aws-7.0/2.7'],
  sameAs: ['prowler/iam_avoid_root_usage', 'cloudsploit/rootAccountInUse'],
  why: text(
    'What the root user does is bound by no policy and traced to no person; each use puts its password in reach.',
    'O que o root faz não é limitado por política nem ligado a uma pessoa; cada uso põe a senha em risco.',
  ),
  fix: {
    steps: [
      text(
        'Ask who signed in as root on that day, and why. Treat it as an incident if nobody did.',
        'Pergunte quem entrou como root naquele dia e por quê. Se ninguém entrou, trate como incidente.',
      ),
      text(
        'Do daily work by roles through IAM Identity Center, and keep root for the few tasks that need it.',
        'Faça o trabalho diário por funções via IAM Identity Center e deixe o root para as poucas tarefas que o exigem.',
      ),
    ],
    cli: `aws cloudtrail lookup-events --region us-east-1 --lookup-attributes AttributeKey=Username,AttributeValue=root`,
  },
  parameters: {
    // Peers look back between one day and a month. Two weeks: long enough to be seen and asked about, short enough to pass away.
    quietDays: days(text('How long it has to be unused', 'Por quanto tempo deve ficar sem uso'), 14),
  },
  check: ({ rootCredentials }, { now, parameters: { quietDays } }) => {
    if (rootCredentials === null)
      return cannotTell(
        text(
          'The credential report has no row for the root user.',
          'O relatório de credenciais não tem linha do usuário root.',
        ),
      );
    const uses = [
      { what: 'password', at: rootCredentials.passwordLastUsed },
      ...rootCredentials.accessKeys.map(({ slot, lastUsed }) => ({ what: slot, at: lastUsed })),
    ];
    const recent = uses.filter(({ at }) => at !== null && !isOlderThan(at, quietDays, now));
    const named = recent.map(({ what, at }) => `${what} ${dayOf(at ?? '')}`).join(', ');
    return passIf(
      uses.map(({ what, at }) =>
        condition(
          !recent.some((use) => use.what === what),
          text(`Not used recently: ${what}`, `Sem uso recente: ${what}`),
          {
            path: `rootCredentials.${what}`,
            actual: at,
          },
        ),
      ),
      text(`The root user was used: ${named}.`, `O usuário root foi usado: ${named}.`),
    );
  },
  examples: {
    'never used': { outcome: 'pass' },
    'signed in yesterday': {
      given: { rootCredentials: { ...credentials, passwordLastUsed: '2026-01-14T10:00:00.000Z' } },
      outcome: 'fail',
    },
    'signed in last year, where that counts': {
      given: { rootCredentials: { ...credentials, passwordLastUsed: '2025-03-01T10:00:00.000Z' } },
      parameters: { quietDays: 400 },
      outcome: 'fail',
    },
    'signed in last year': {
      given: { rootCredentials: { ...credentials, passwordLastUsed: '2025-03-01T10:00:00.000Z' } },
      outcome: 'pass',
    },
    'used by a key yesterday': { given: { rootCredentials: { ...credentials, accessKeys: [key] } }, outcome: 'fail' },
    'a report without root': { given: { rootCredentials: null }, outcome: 'unknown' },
    'it could not be read': { given: { rootCredentials: denied }, outcome: 'unknown' },
  },
});
