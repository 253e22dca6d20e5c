import { IamAccount } from '@cspmexa/resources';
import { condition, definePolicy, denied, fail, pass, text } from '@cspmexa/policy-kit';
import { cannotSignIn } from './shared/root-user.js';

const summary = { rootAccessKeys: 0, rootMfa: true, rootSigningCertificates: 0, rootPassword: true, users: 3 };
const virtual = { serialNumbers: ['arn:aws:iam::111122223333:mfa/root-account-mfa-device'] };
const says = text('The MFA device is hardware', 'O dispositivo de MFA é físico');

export default definePolicy({
  id: 'aws-iam-root-has-hardware-mfa',
  title: text('The root user has a hardware MFA device', 'O usuário root tem um dispositivo físico de MFA'),
  // Peers say critical. Without any MFA it is, and another policy says so; a virtual device is a second factor all the same.
  severity: 'medium',
  on: IamAccount,
  needs: ['summary', 'rootVirtualMfa'],
  controls: ['cis-aws-5.0/1.5', 'cis-aws-7.0/2.6', 'fsbp/IAM.6'],
  sameAs: ['prowler/iam_root_hardware_mfa_enabled', 'cloudsploit/rootHardwareMfa'],
  why: text(
    'The secret of a virtual device can be copied off a phone or its backup; that of a hardware key cannot.',
    'O segredo de um dispositivo virtual pode ser copiado do telefone ou de seu backup; o de uma chave física, não.',
  ),
  fix: {
    steps: [
      text(
        'Sign in as the root user and open Security credentials.',
        'Entre como usuário root e abra Credenciais de segurança.',
      ),
      text(
        'Assign a FIDO2 security key or a hardware token, then remove the virtual device.',
        'Atribua uma chave de segurança FIDO2 ou um token físico e remova o dispositivo virtual.',
      ),
    ],
  },
  check: (facets, { resource }) => {
    const devices = resource.facets.rootVirtualMfa;
    // A virtual device that is there decides, whatever else could not be read.
    if (!(devices?.known && devices.value.serialNumbers.length > 0)) {
      if (cannotSignIn(facets.summary))
        return pass(
          condition(true, text('The root user has no password and no key', 'O root não tem senha nem chave'), {
            path: 'summary.AccountPasswordPresent',
            actual: 0,
          }),
        );
      if (!facets.summary.rootMfa)
        return fail(text('The root user has no MFA at all.', 'O usuário root não tem MFA nenhum.'), [
          condition(false, says, { path: 'summary.AccountMFAEnabled', actual: false, expected: true }),
        ]);
    }
    const { serialNumbers } = facets.rootVirtualMfa;
    const looked = condition(serialNumbers.length === 0, says, {
      path: 'rootVirtualMfa.serialNumbers',
      actual: serialNumbers,
    });
    return serialNumbers.length === 0
      ? pass(looked)
      : fail(text('The root user has a virtual MFA device.', 'O usuário root tem um dispositivo virtual de MFA.'), [
          looked,
        ]);
  },
  examples: {
    'a hardware device': { outcome: 'pass' },
    'a virtual device': { given: { rootVirtualMfa: virtual }, outcome: 'fail' },
    'no MFA': { given: { summary: { ...summary, rootMfa: false } }, outcome: 'fail' },
    'no MFA, and devices could not be listed': {
      given: { summary: { ...summary, rootMfa: false }, rootVirtualMfa: denied },
      outcome: 'fail',
    },
    'a virtual device, and the summary could not be read': {
      given: { summary: denied, rootVirtualMfa: virtual },
      outcome: 'fail',
    },
    'nothing to sign in with': {
      given: { summary: { ...summary, rootMfa: false, rootPassword: false }, rootVirtualMfa: denied },
      outcome: 'pass',
    },
    'MFA, but devices could not be listed': { given: { rootVirtualMfa: denied }, outcome: 'unknown' },
  },
});
