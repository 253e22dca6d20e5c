import { IamUser } from '@cspmexa/resources';
import { condition, definePolicy, denied, fail, pass, passIf, skip, text } from '@cspmexa/policy-kit';
import { notReported } from './shared/access-keys.js';
import { person, program } from './shared/sample-credentials.js';

const virtual = { serialNumbers: ['arn:aws:iam::111122223333:mfa/maria'] };
const says = text('The MFA device is hardware', 'O dispositivo de MFA é físico');

export default definePolicy({
  id: 'aws-iam-user-console-has-hardware-mfa',
  title: text(
    'Users who sign in to the console have a hardware MFA device',
    'Usuários que entram no console têm um dispositivo físico de MFA',
  ),
  // A peer says high. A virtual device is a second factor all the same; having none is judged by itself.
  severity: 'low',
  on: IamUser,
  needs: ['credentials', 'virtualMfa'],
  sameAs: ['prowler/iam_user_hardware_mfa_enabled'],
  why: text(
    'Codes of a virtual device can be phished and its secret copied; a hardware key answers only the real site.',
    'Códigos de um dispositivo virtual podem ser pescados e seu segredo copiado; uma chave física só responde ao site real.',
  ),
  fix: {
    steps: [
      text(
        'Open IAM, Users, {{name}}, Security credentials.',
        'Abra IAM, Usuários, {{name}}, Credenciais de segurança.',
      ),
      text(
        'Let the person register a FIDO2 security key, then remove the virtual device.',
        'Peça à pessoa que registre uma chave de segurança FIDO2 e remova o dispositivo virtual.',
      ),
    ],
    cli: `aws iam deactivate-mfa-device --user-name {{name}} --serial-number arn:aws:iam::{{accountId}}:mfa/{{name}}`,
  },
  check: (facets) => {
    const { credentials } = facets;
    if (credentials === null) return notReported;
    if (!credentials.passwordEnabled)
      return skip(text('The user has no console password.', 'O usuário não tem senha do console.'));
    if (!credentials.mfaActive)
      return fail(text('The user has no MFA at all.', 'O usuário não tem MFA nenhum.'), [
        condition(false, says, { path: 'credentials.mfaActive', actual: false, expected: true }),
      ]);
    const { serialNumbers } = facets.virtualMfa;
    if (serialNumbers.length === 0)
      return pass(condition(true, says, { path: 'virtualMfa.serialNumbers', actual: [] }));
    return passIf(
      [condition(false, says, { path: 'virtualMfa.serialNumbers', actual: serialNumbers })],
      text('The user has a virtual MFA device.', 'O usuário tem um dispositivo virtual de MFA.'),
    );
  },
  examples: {
    'a hardware device': { outcome: 'pass' },
    'a virtual device': { given: { virtualMfa: virtual }, outcome: 'fail' },
    'no MFA': { given: { credentials: { ...person, mfaActive: false }, virtualMfa: denied }, outcome: 'fail' },
    'a program without password': { given: { credentials: program }, outcome: 'skip' },
    'not in the report yet': { given: { credentials: null }, outcome: 'unknown' },
    'devices could not be listed': { given: { virtualMfa: denied }, outcome: 'unknown' },
  },
});
