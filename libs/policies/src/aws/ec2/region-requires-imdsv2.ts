import { condition, definePolicy, passIf, text } from '@cspmexa/policy-kit';
import { Ec2Region } from '@cspmexa/resources';

export default definePolicy({
  id: 'aws-ec2-region-requires-imdsv2',
  title: text(
    'New instances require version 2 of the metadata service',
    'Novas instâncias exigem a versão 2 do serviço de metadados',
  ),
  severity: 'medium',
  on: Ec2Region,
  needs: ['metadataDefaults'],
  sameAs: ['prowler/ec2_instance_account_imdsv2_enabled'],
  why: text(
    'The default of the region decides for every instance that is started without saying. One forgotten option then leaks credentials.',
    'O padrão da região decide por toda instância iniciada sem indicar a opção. Uma opção esquecida então vaza credenciais.',
  ),
  fix: {
    steps: [
      text(
        'In the EC2 console of {{region}}, open Settings, Data protection and security, IMDS defaults, and set Metadata version to V2 only.',
        'No console do EC2 de {{region}}, abra Configurações, Proteção de dados e segurança, Padrões do IMDS, e defina a versão como somente V2.',
      ),
    ],
    cli: 'aws ec2 modify-instance-metadata-defaults --region {{region}} --http-tokens required',
    terraform: `resource "aws_ec2_instance_metadata_defaults" "this" {
  http_tokens = "required"
}`,
  },
  check: ({ metadataDefaults: { httpTokens, httpEndpoint } }) =>
    passIf(
      [
        condition(
          httpTokens === 'required' || httpEndpoint === 'disabled',
          text('The default asks for a token', 'O padrão exige token'),
          { path: 'metadataDefaults.httpTokens', actual: httpTokens, expected: 'required' },
        ),
      ],
      text(
        'New instances answer version 1 requests unless told otherwise.',
        'Novas instâncias respondem à versão 1, salvo indicação contrária.',
      ),
    ),
  examples: {
    'version 2 by default': { outcome: 'pass' },
    'nothing was set': {
      given: { metadataDefaults: { httpTokens: null, httpEndpoint: null, hopLimit: null } },
      outcome: 'fail',
    },
    optional: {
      given: { metadataDefaults: { httpTokens: 'optional', httpEndpoint: 'enabled', hopLimit: null } },
      outcome: 'fail',
    },
    'off by default': {
      given: { metadataDefaults: { httpTokens: null, httpEndpoint: 'disabled', hopLimit: null } },
      outcome: 'pass',
    },
  },
});
