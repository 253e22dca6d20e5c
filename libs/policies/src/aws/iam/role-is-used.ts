import { IamRole } from '@cspmexa/resources';
import { cannotTell, condition, definePolicy, denied, passIf, skip, text } from '@cspmexa/policy-kit';
import { dayOf, isOlderThan } from './shared/dates.js';
import { isServiceLinked } from './shared/service-linked-role.js';
import { days, maxUnused } from '../parameters.js';

const never = { at: null, region: null };

export default definePolicy({
  id: 'aws-iam-role-is-used',
  title: text('Roles are in use', 'Funções estão em uso'),
  severity: 'low',
  on: IamRole,
  needs: ['lastUsed'],
  sameAs: ['cloudsploit/iamRoleLastUsed'],
  why: text(
    'A role that nobody uses keeps its permissions for whoever finds a way to assume it, and nobody would notice.',
    'Uma função que ninguém usa guarda permissões para quem conseguir assumi-la, e ninguém perceberia.',
  ),
  fix: {
    steps: [
      text(
        'Ask its owner whether {{name}} is still needed.',
        'Pergunte ao responsável se {{name}} ainda é necessária.',
      ),
      text(
        'If not, detach its policies and delete it in IAM, Roles.',
        'Se não, desanexe suas políticas e exclua-a em IAM, Funções.',
      ),
    ],
    cli: `aws iam list-attached-role-policies --role-name {{name}}
aws iam delete-role --role-name {{name}}`,
  },
  // CloudSploit's limit.
  parameters: { maxUnusedDays: days(maxUnused, 90) },
  check: ({ lastUsed }, { base, now, parameters: { maxUnusedDays } }) => {
    if (isServiceLinked(base) || base.path.startsWith('/aws-reserved/'))
      return skip(text('The role belongs to AWS.', 'A função pertence à AWS.'));
    const since = lastUsed.at ?? base.createdAt;
    if (since === null)
      return cannotTell(
        text('AWS says neither when it was used nor when it was made.', 'A AWS não diz quando foi usada nem criada.'),
      );
    return passIf(
      [
        condition(
          !isOlderThan(since, maxUnusedDays, now),
          text('It was used or made recently', 'Foi usada ou criada há pouco'),
          {
            path: lastUsed.at === null ? 'createdAt' : 'lastUsed.at',
            actual: since,
          },
        ),
      ],
      lastUsed.at === null
        ? text(`It was never used since ${dayOf(since)}.`, `Nunca foi usada desde ${dayOf(since)}.`)
        : text(`It was last used on ${dayOf(since)}.`, `Foi usada pela última vez em ${dayOf(since)}.`),
    );
  },
  examples: {
    'used last week': { outcome: 'pass' },
    'used last week, where a day is allowed': { parameters: { maxUnusedDays: 1 }, outcome: 'fail' },
    'last used half a year ago': {
      given: { lastUsed: { at: '2025-07-01T00:00:00.000Z', region: 'sa-east-1' } },
      outcome: 'fail',
    },
    'never used, and old': { given: { lastUsed: never }, outcome: 'fail' },
    'never used, and new': {
      given: { lastUsed: never },
      base: { createdAt: '2026-01-10T00:00:00.000Z' },
      outcome: 'pass',
    },
    'of a service': {
      given: { lastUsed: never },
      base: { path: '/aws-service-role/x.amazonaws.com/' },
      outcome: 'skip',
    },
    'of Identity Center': {
      given: { lastUsed: never },
      base: { path: '/aws-reserved/sso.amazonaws.com/' },
      outcome: 'skip',
    },
    'no date at all': { given: { lastUsed: never }, base: { createdAt: null }, outcome: 'unknown' },
    'could not be read': { given: { lastUsed: denied }, outcome: 'unknown' },
  },
});
