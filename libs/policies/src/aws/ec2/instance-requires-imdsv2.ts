import { condition, definePolicy, passIf, text } from '@cspmexa/policy-kit';
import { Ec2Instance } from '@cspmexa/resources';
import { skipGone, stopped, terminated } from './instance/state.js';

export default definePolicy({
  id: 'aws-ec2-instance-requires-imdsv2',
  title: text(
    'Instances require version 2 of the metadata service',
    'Instâncias exigem a versão 2 do serviço de metadados',
  ),
  severity: 'high',
  on: Ec2Instance,
  needs: ['state', 'metadataOptions'],
  controls: ['cis-aws-5.0/5.7', 'cis-aws-7.0/6.7', 'fsbp/EC2.8'],
  sameAs: ['prowler/ec2_instance_imdsv2_enabled', 'cloudsploit/ec2MetadataOptions'],
  why: text(
    'Version 1 answers any plain request: a web application that can be tricked into fetching an address hands out the credentials of the role.',
    'A versão 1 responde a qualquer requisição simples: uma aplicação web induzida a buscar um endereço entrega as credenciais da função.',
  ),
  fix: {
    steps: [
      text(
        'Check with the metric MetadataNoToken that nothing uses version 1 any more.',
        'Confira na métrica MetadataNoToken que nada mais usa a versão 1.',
      ),
      text(
        'In the EC2 console, choose {{instanceId}}, Actions, Instance settings, Modify instance metadata options, IMDSv2 Required.',
        'No console do EC2, escolha {{instanceId}}, Ações, Configurações da instância, Modificar opções de metadados, IMDSv2 obrigatório.',
      ),
    ],
    cli: 'aws ec2 modify-instance-metadata-options --region {{region}} --instance-id {{instanceId}} --http-tokens required --http-endpoint enabled',
    terraform: `resource "aws_instance" "example" {
  # …
  metadata_options {
    http_endpoint = "enabled"
    http_tokens   = "required"
  }
}`,
  },
  check: ({ state, metadataOptions }) =>
    skipGone(state) ??
    passIf(
      [
        condition(
          metadataOptions?.httpEndpoint === 'disabled' || metadataOptions?.httpTokens === 'required',
          text(
            'The metadata service is off, or asks for a token',
            'O serviço de metadados está desligado ou exige token',
          ),
          {
            path: 'metadataOptions',
            actual: metadataOptions && {
              httpEndpoint: metadataOptions.httpEndpoint,
              httpTokens: metadataOptions.httpTokens,
            },
            expected: { httpTokens: 'required' },
          },
        ),
      ],
      text(
        'The metadata service answers version 1 requests.',
        'O serviço de metadados responde a requisições da versão 1.',
      ),
    ),
  examples: {
    'tokens required': { outcome: 'pass' },
    'tokens optional': {
      given: { metadataOptions: { httpEndpoint: 'enabled', httpTokens: 'optional', hopLimit: 1 } },
      outcome: 'fail',
    },
    'metadata service off': {
      given: { metadataOptions: { httpEndpoint: 'disabled', httpTokens: 'optional', hopLimit: 1 } },
      outcome: 'pass',
    },
    'no options, as on old instances': { given: { metadataOptions: null }, outcome: 'fail' },
    'stopped, but it starts again': {
      given: { ...stopped, metadataOptions: { httpEndpoint: 'enabled', httpTokens: 'optional', hopLimit: 1 } },
      outcome: 'fail',
    },
    terminated: { given: { ...terminated, metadataOptions: null }, outcome: 'skip' },
  },
});
