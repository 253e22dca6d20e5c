import { IamAccount } from '@cspmexa/resources';
import { condition, definePolicy, denied, passIf, text } from '@cspmexa/policy-kit';

const summary = { rootAccessKeys: 0, rootMfa: true, rootSigningCertificates: 0, rootPassword: true, users: 3 };

export default definePolicy({
  id: 'aws-iam-root-has-no-access-keys',
  title: text('The root user has no access keys', 'O usuário root não tem chaves de acesso'),
  severity: 'critical',
  on: IamAccount,
  needs: ['summary'],
  controls: ['cis-aws-5.0/1.3', 'cis-aws-7.0/2.4', 'fsbp/IAM.4'],
  sameAs: ['prowler/iam_no_root_access_key', 'cloudsploit/rootAccessKeys'],
  why: text(
    'A key of the root user can do everything in the account, is bound by no policy, and asks for no MFA: who finds it owns the account.',
    'Uma chave do root pode tudo na conta, nenhuma política a limita e ela não pede MFA: quem a encontra é dono da conta.',
  ),
  fix: {
    steps: [
      text(
        'Sign in as the root user and open Security credentials.',
        'Entre como usuário root e abra Credenciais de segurança.',
      ),
      text(
        'Move whatever uses the key to a role, deactivate the key, wait, and delete it.',
        'Leve o que usa a chave para uma função, desative a chave, espere e exclua-a.',
      ),
    ],
    cli: `# as the root user
aws iam list-access-keys
aws iam delete-access-key --access-key-id KEY-ID`,
  },
  check: ({ summary: { rootAccessKeys } }) =>
    passIf(
      [
        condition(rootAccessKeys === 0, text('The root user has no access key', 'O root não tem chave de acesso'), {
          path: 'summary.AccountAccessKeysPresent',
          actual: rootAccessKeys,
          expected: 0,
        }),
      ],
      text('The root user has an access key.', 'O usuário root tem uma chave de acesso.'),
    ),
  examples: {
    'no key': { outcome: 'pass' },
    'a key': { given: { summary: { ...summary, rootAccessKeys: 1 } }, outcome: 'fail' },
    'it could not be read': { given: { summary: denied }, outcome: 'unknown' },
  },
});
