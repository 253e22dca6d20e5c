import { IamAccount } from '@cspmexa/resources';
import { condition, definePolicy, denied, passIf, skip, text } from '@cspmexa/policy-kit';

const wanted = 'RootCredentialsManagement';

export default definePolicy({
  id: 'aws-iam-root-managed-by-organization',
  title: text(
    'The organisation manages root access of its accounts',
    'A organização gerencia o acesso root de suas contas',
  ),
  // A peer says high. It hardens member accounts, whose root users are judged by themselves.
  severity: 'medium',
  on: IamAccount,
  needs: ['organizationsFeatures'],
  controls: ['cis-aws-7.0/2.1.1'],
  sameAs: ['prowler/iam_root_credentials_management_enabled'],
  why: text(
    'Each member account keeps a root user with its own password, which somebody has to guard and nobody does.',
    'Cada conta-membro mantém um root com senha própria, que alguém deveria guardar e ninguém guarda.',
  ),
  fix: {
    steps: [
      text(
        'In the management account, open IAM, Root access management, and enable it.',
        'Na conta de gerenciamento, abra IAM, Gerenciamento de acesso raiz, e habilite-o.',
      ),
      text(
        'Then delete the root credentials of the member accounts there.',
        'Depois exclua ali as credenciais root das contas-membro.',
      ),
    ],
    cli: `aws organizations enable-aws-service-access --service-principal iam.amazonaws.com
aws iam enable-organizations-root-credentials-management`,
    terraform: `resource "aws_iam_organizations_features" "this" {
  enabled_features = ["RootCredentialsManagement", "RootSessions"]
}`,
  },
  check: ({ organizationsFeatures }) => {
    if (organizationsFeatures === null)
      return skip(
        text('Not the management account of an organisation.', 'Não é a conta de gerenciamento de uma organização.'),
      );
    const { enabled } = organizationsFeatures;
    return passIf(
      [
        condition(
          enabled.includes(wanted),
          text('Root credentials are managed centrally', 'Credenciais root são geridas centralmente'),
          {
            path: 'organizationsFeatures.enabled',
            actual: enabled,
            expected: [wanted],
          },
        ),
      ],
      text(
        'Root credentials of member accounts are not managed centrally.',
        'Credenciais root das contas-membro não são geridas centralmente.',
      ),
    );
  },
  examples: {
    'managed centrally': { given: { organizationsFeatures: { enabled: [wanted, 'RootSessions'] } }, outcome: 'pass' },
    'not managed': { given: { organizationsFeatures: { enabled: [] } }, outcome: 'fail' },
    'sessions only': { given: { organizationsFeatures: { enabled: ['RootSessions'] } }, outcome: 'fail' },
    'a member account': { outcome: 'skip' },
    'it could not be read': { given: { organizationsFeatures: denied }, outcome: 'unknown' },
  },
});
