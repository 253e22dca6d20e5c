import { IamAccount } from '@cspmexa/resources';
import { condition, definePolicy, denied, pass, passIf, text } from '@cspmexa/policy-kit';
import { cannotSignIn } from './shared/root-user.js';

const summary = { rootAccessKeys: 0, rootMfa: false, rootSigningCertificates: 0, rootPassword: true, users: 3 };

export default definePolicy({
  id: 'aws-iam-root-has-mfa',
  title: text('The root user has MFA', 'O usuário root tem MFA'),
  severity: 'critical',
  on: IamAccount,
  needs: ['summary'],
  controls: ['cis-aws-5.0/1.4', 'cis-aws-7.0/2.5', 'fsbp/IAM.9'],
  sameAs: ['prowler/iam_root_mfa_enabled', 'cloudsploit/rootMfaEnabled'],
  why: text(
    'A guessed or phished password is enough to take the whole account.',
    'Uma senha adivinhada ou obtida por phishing basta para tomar a conta inteira.',
  ),
  fix: {
    steps: [
      text(
        'Sign in as the root user and open Security credentials.',
        'Entre como usuário root e abra Credenciais de segurança.',
      ),
      text(
        'Assign an MFA device, best a passkey or a security key.',
        'Atribua um dispositivo de MFA, de preferência uma chave de segurança.',
      ),
    ],
    cli: `# as the root user
aws iam enable-mfa-device --user-name root --serial-number SERIAL --authentication-code1 111111 --authentication-code2 222222`,
  },
  check: ({ summary: seen }) => {
    if (cannotSignIn(seen))
      return pass(
        condition(true, text('The root user has no password and no key', 'O root não tem senha nem chave'), {
          path: 'summary.AccountPasswordPresent',
          actual: 0,
        }),
      );
    return passIf(
      [
        condition(seen.rootMfa, text('MFA is on', 'O MFA está ligado'), {
          path: 'summary.AccountMFAEnabled',
          actual: seen.rootMfa,
          expected: true,
        }),
      ],
      text('The root user signs in without MFA.', 'O usuário root entra sem MFA.'),
    );
  },
  examples: {
    'with MFA': { outcome: 'pass' },
    'without MFA': { given: { summary }, outcome: 'fail' },
    'without MFA, and AWS does not say whether there is a password': {
      given: { summary: { ...summary, rootPassword: null } },
      outcome: 'fail',
    },
    'nothing to sign in with': { given: { summary: { ...summary, rootPassword: false } }, outcome: 'pass' },
    'no password, but a key': {
      given: { summary: { ...summary, rootPassword: false, rootAccessKeys: 1 } },
      outcome: 'fail',
    },
    'it could not be read': { given: { summary: denied }, outcome: 'unknown' },
  },
});
