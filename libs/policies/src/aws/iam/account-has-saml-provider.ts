import { IamAccount, IamSamlProvider } from '@cspmexa/resources';
import { condition, definePolicy, passIf, sample, text } from '@cspmexa/policy-kit';
import { samlProviders } from '../indexes.js';

export default definePolicy({
  id: 'aws-iam-account-has-saml-provider',
  title: text('People sign in through an identity provider', 'Pessoas entram por um provedor de identidade'),
  severity: 'low',
  on: IamAccount,
  needs: [],
  reads: { providers: samlProviders },
  controls: ['cis-aws-5.0/1.20', 'cis-aws-7.0/2.19'],
  sameAs: ['prowler/iam_check_saml_providers_sts'],
  why: text(
    'Users of IAM outlive the people they were made for; a central provider closes all doors at once when somebody leaves.',
    'Usuários do IAM sobrevivem às pessoas; um provedor central fecha todas as portas quando alguém sai.',
  ),
  fix: {
    steps: [
      text(
        'Switch on IAM Identity Center for the organisation, or add your identity provider under IAM, Identity providers.',
        'Ative o IAM Identity Center na organização, ou adicione seu provedor em IAM, Provedores de identidade.',
      ),
      text(
        'Let people assume roles through it, and delete their IAM users.',
        'Faça as pessoas assumirem funções por ele e exclua seus usuários IAM.',
      ),
    ],
    cli: 'aws iam create-saml-provider --name corporate --saml-metadata-document file://metadata.xml',
    terraform: `resource "aws_iam_saml_provider" "corporate" {
  name                   = "corporate"
  saml_metadata_document = file("metadata.xml")
}`,
  },
  check: (_, { related }) => {
    const arns = related.providers.all().map(({ resource }) => resource.arn);
    return passIf(
      [
        condition(arns.length > 0, text('A SAML provider exists', 'Existe um provedor SAML'), {
          actual: arns.slice(0, 5),
        }),
      ],
      text('The account has no SAML provider.', 'A conta não tem provedor SAML.'),
    );
  },
  examples: {
    'a provider exists': { others: [sample(IamSamlProvider)], outcome: 'pass' },
    'there is none': { outcome: 'fail' },
    'providers could not be listed': { unlisted: [IamSamlProvider], outcome: 'unknown' },
  },
});
