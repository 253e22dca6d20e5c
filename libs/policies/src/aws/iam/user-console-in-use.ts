import { IamUser } from '@cspmexa/resources';
import { cannotTell, condition, definePolicy, denied, pass, passIf, text } from '@cspmexa/policy-kit';
import { notReported } from './shared/access-keys.js';
import { dayOf, isOlderThan } from './shared/dates.js';
import { person, program } from './shared/sample-credentials.js';
import { days, maxUnused } from '../parameters.js';

export default definePolicy({
  id: 'aws-iam-user-console-in-use',
  title: text(
    'Console passwords were used within {{maxUnusedDays}} days',
    'Senhas do console foram usadas nos últimos {{maxUnusedDays}} dias',
  ),
  severity: 'medium',
  on: IamUser,
  needs: ['credentials'],
  controls: ['cis-aws-5.0/1.11', 'cis-aws-7.0/2.11', 'fsbp/IAM.8', 'fsbp/IAM.22'],
  sameAs: ['prowler/iam_user_console_access_unused', 'cloudsploit/usersPasswordLastUsed'],
  why: text(
    'The password of somebody who left or forgot it is an open door that nobody watches.',
    'A senha de quem saiu ou a esqueceu é uma porta aberta que ninguém vigia.',
  ),
  fix: {
    steps: [
      text(
        'Open IAM, Users, {{name}}, Security credentials.',
        'Abra IAM, Usuários, {{name}}, Credenciais de segurança.',
      ),
      text('Under Console sign-in, disable console access.', 'Em Login no console, desative o acesso ao console.'),
    ],
    cli: 'aws iam delete-login-profile --user-name {{name}}',
    terraform: '# remove the resource "aws_iam_user_login_profile" of the user {{name}}',
  },
  parameters: { maxUnusedDays: days(maxUnused, 45) },
  check: ({ credentials }, { now, parameters: { maxUnusedDays } }) => {
    if (credentials === null) return notReported;
    const { passwordEnabled, passwordLastUsed, passwordLastChanged } = credentials;
    if (!passwordEnabled)
      return pass(
        condition(true, text('The user has no console password', 'O usuário não tem senha do console'), {
          path: 'credentials.passwordEnabled',
          actual: passwordEnabled,
        }),
      );
    // A password that was never used counts from the day it was set, as CIS says.
    const since = passwordLastUsed ?? passwordLastChanged;
    if (since === null)
      return cannotTell(
        text('The report does not say when the password was set.', 'O relatório não diz quando a senha foi definida.'),
      );
    const day = dayOf(since);
    return passIf(
      [
        condition(
          !isOlderThan(since, maxUnusedDays, now),
          text(`Used within ${maxUnusedDays} days`, `Usada nos últimos ${maxUnusedDays} dias`),
          {
            path: passwordLastUsed === null ? 'credentials.passwordLastChanged' : 'credentials.passwordLastUsed',
            actual: since,
          },
        ),
      ],
      passwordLastUsed === null
        ? text(`The password was set on ${day} and never used.`, `A senha foi definida em ${day} e nunca usada.`)
        : text(`The password was last used on ${day}.`, `A senha foi usada pela última vez em ${day}.`),
    );
  },
  examples: {
    'signed in last week': { outcome: 'pass' },
    'signed in last week, where a day is allowed': { parameters: { maxUnusedDays: 1 }, outcome: 'fail' },
    'signed in long ago': {
      given: { credentials: { ...person, passwordLastUsed: '2025-06-01T00:00:00.000Z' } },
      outcome: 'fail',
    },
    'never signed in, with an old password': {
      given: { credentials: { ...person, passwordLastUsed: null, passwordLastChanged: '2025-06-01T00:00:00.000Z' } },
      outcome: 'fail',
    },
    'never signed in, with a new password': {
      given: { credentials: { ...person, passwordLastUsed: null } },
      outcome: 'pass',
    },
    'no password': { given: { credentials: program }, outcome: 'pass' },
    'no dates at all': {
      given: { credentials: { ...person, passwordLastUsed: null, passwordLastChanged: null } },
      outcome: 'unknown',
    },
    'not in the report yet': { given: { credentials: null }, outcome: 'unknown' },
    'it could not be read': { given: { credentials: denied }, outcome: 'unknown' },
  },
});
