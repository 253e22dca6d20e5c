import { condition, definePolicy, passIf, text } from '@cspmexa/policy-kit';
import { VpcEndpointService } from '@cspmexa/resources';

export default definePolicy({
  id: 'aws-vpc-endpoint-service-asks-before-accepting',
  title: text(
    'Endpoint services ask before they accept a connection',
    'Serviços de endpoint perguntam antes de aceitar uma conexão',
  ),
  severity: 'medium',
  on: VpcEndpointService,
  needs: ['acceptance'],
  sameAs: ['cloudsploit/vpcEndpointAcceptance'],
  why: text(
    'Without it, everyone on the list of principals connects at once, also a compromised one.',
    'Sem isso, qualquer um da lista de entidades conecta na hora, inclusive uma comprometida.',
  ),
  fix: {
    steps: [
      text(
        'In the VPC console, open Endpoint services, {{serviceId}}, Modify endpoint acceptance setting, Acceptance required.',
        'No console da VPC, abra Serviços de endpoint, {{serviceId}}, Modificar configuração de aceitação, Aceitação obrigatória.',
      ),
    ],
    cli: 'aws ec2 modify-vpc-endpoint-service-configuration --region {{region}} --service-id {{serviceId}} --acceptance-required',
    terraform: `resource "aws_vpc_endpoint_service" "example" {
  # …
  acceptance_required = true
}`,
  },
  check: ({ acceptance: { required } }) =>
    passIf(
      [
        condition(required, text('Connections wait for acceptance', 'Conexões esperam aceitação'), {
          path: 'acceptance.required',
          actual: required,
          expected: true,
        }),
      ],
      text('Connections are accepted by themselves.', 'Conexões são aceitas automaticamente.'),
    ),
  examples: {
    'waits for acceptance': { outcome: 'pass' },
    'accepts by itself': { given: { acceptance: { required: false } }, outcome: 'fail' },
  },
});
