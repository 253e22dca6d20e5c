import { IamAccount } from '@cspmexa/resources';
import { condition, definePolicy, denied, passIf, text } from '@cspmexa/policy-kit';

const summary = { rootAccessKeys: 0, rootMfa: true, rootSigningCertificates: 1, rootPassword: true, users: 3 };

export default definePolicy({
  id: 'aws-iam-root-has-no-signing-certificates',
  title: text('The root user has no signing certificates', 'O usuário root não tem certificados de assinatura'),
  severity: 'high',
  on: IamAccount,
  needs: ['summary'],
  sameAs: ['cloudsploit/rootSigningCertificate'],
  why: text(
    'A signing certificate is a second, forgotten way to act as root: it signs requests of old APIs without password or MFA.',
    'Um certificado de assinatura é um segundo jeito, esquecido, de agir como root: assina requisições sem senha nem MFA.',
  ),
  fix: {
    steps: [
      text(
        'Sign in as the root user and open Security credentials.',
        'Entre como usuário root e abra Credenciais de segurança.',
      ),
      text('Delete the X.509 signing certificates.', 'Exclua os certificados de assinatura X.509.'),
    ],
    cli: `# as the root user
aws iam list-signing-certificates
aws iam delete-signing-certificate --certificate-id CERTIFICATE-ID`,
  },
  check: ({ summary: { rootSigningCertificates } }) =>
    passIf(
      [
        condition(rootSigningCertificates === 0, text('No signing certificate', 'Nenhum certificado de assinatura'), {
          path: 'summary.AccountSigningCertificatesPresent',
          actual: rootSigningCertificates,
          expected: 0,
        }),
      ],
      text('The root user has a signing certificate.', 'O usuário root tem um certificado de assinatura.'),
    ),
  examples: {
    'no certificate': { outcome: 'pass' },
    'a certificate': { given: { summary }, outcome: 'fail' },
    'it could not be read': { given: { summary: denied }, outcome: 'unknown' },
  },
});
