import { IamUser } from '@cspmexa/resources';
import { condition, definePolicy, denied, pass, passIf, text } from '@cspmexa/policy-kit';
import { notReported } from './shared/access-keys.js';
import { person, program } from './shared/sample-credentials.js';

export default definePolicy({
  id: 'aws-iam-user-console-has-mfa',
  title: text('Users who sign in to the console have MFA', 'Usuários que entram no console têm MFA'),
  severity: 'high',
  on: IamUser,
  needs: ['credentials'],
  controls: ['cis-aws-5.0/1.9', 'cis-aws-7.0/2.10', 'fsbp/IAM.5', 'fsbp/IAM.19'],
  sameAs: ['prowler/iam_user_mfa_enabled_console_access', 'cloudsploit/usersMfaEnabled'],
  why: text(
    'A guessed or phished password is enough to act as this user.',
    'Uma senha adivinhada ou obtida por phishing basta para agir como este usuário.',
  ),
  fix: {
    steps: [
      text(
        'Open IAM, Users, {{name}}, Security credentials.',
        'Abra IAM, Usuários, {{name}}, Credenciais de segurança.',
      ),
      text(
        'Let the person assign an MFA device, or take the password away and give access through IAM Identity Center.',
        'Peça à pessoa que atribua um dispositivo de MFA, ou remova a senha e dê acesso pelo IAM Identity Center.',
      ),
    ],
    cli: `aws iam create-virtual-mfa-device --virtual-mfa-device-name {{name}} --outfile qr.png --bootstrap-method QRCodePNG
aws iam enable-mfa-device --user-name {{name}} --serial-number arn:aws:iam::{{accountId}}:mfa/{{name}} --authentication-code1 111111 --authentication-code2 222222`,
    terraform: `resource "aws_iam_virtual_mfa_device" "this" {
  virtual_mfa_device_name = "{{name}}"
}`,
  },
  check: ({ credentials }) => {
    if (credentials === null) return notReported;
    const { passwordEnabled, mfaActive } = credentials;
    if (!passwordEnabled)
      return pass(
        condition(true, text('The user has no console password', 'O usuário não tem senha do console'), {
          path: 'credentials.passwordEnabled',
          actual: passwordEnabled,
        }),
      );
    return passIf(
      [
        condition(mfaActive, text('MFA is active', 'O MFA está ativo'), {
          path: 'credentials.mfaActive',
          actual: mfaActive,
          expected: true,
        }),
      ],
      text('The user has a console password and no MFA.', 'O usuário tem senha do console e não tem MFA.'),
    );
  },
  examples: {
    'password and MFA': { outcome: 'pass' },
    'password without MFA': { given: { credentials: { ...person, mfaActive: false } }, outcome: 'fail' },
    'a program without password': { given: { credentials: program }, outcome: 'pass' },
    'not in the report yet': { given: { credentials: null }, outcome: 'unknown' },
    'it could not be read': { given: { credentials: denied }, outcome: 'unknown' },
  },
});
