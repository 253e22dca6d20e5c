import { condition, definePolicy, passIf, skip, text } from '@cspmexa/policy-kit';
import { VpcEndpoint } from '@cspmexa/resources';

export default definePolicy({
  id: 'aws-vpc-endpoint-in-several-zones',
  title: text('Interface endpoints stand in more than one zone', 'Endpoints de interface ficam em mais de uma zona'),
  severity: 'low',
  on: VpcEndpoint,
  needs: ['placement'],
  sameAs: ['prowler/vpc_endpoint_multi_az_enabled'],
  why: text(
    'When its only zone fails, nothing in the VPC reaches the service any more.',
    'Se a única zona falha, nada na VPC alcança mais o serviço.',
  ),
  fix: {
    steps: [
      text('Add a subnet of another zone to {{endpointId}}.', 'Adicione a {{endpointId}} uma sub-rede de outra zona.'),
    ],
    cli: 'aws ec2 modify-vpc-endpoint --region {{region}} --vpc-endpoint-id {{endpointId}} --add-subnet-ids SUBNET_ID',
    terraform: `resource "aws_vpc_endpoint" "example" {
  # …
  subnet_ids = [aws_subnet.a.id, aws_subnet.b.id]
}`,
  },
  check: ({ placement: { subnetIds, state } }, { base }) => {
    if (base.type !== 'Interface') return skip(text('Not an interface endpoint.', 'Não é um endpoint de interface.'));
    if (/^delet/i.test(state ?? '')) return skip(text('The endpoint is gone.', 'O endpoint não existe mais.'));
    // AWS takes one subnet a zone.
    return passIf(
      [
        condition(
          subnetIds.length > 1,
          text('It has subnets in more than one zone', 'Tem sub-redes em mais de uma zona'),
          {
            path: 'placement.subnetIds',
            actual: subnetIds,
          },
        ),
      ],
      text('It stands in one zone only.', 'Fica em uma só zona.'),
    );
  },
  examples: {
    'two zones': { outcome: 'pass' },
    'one zone': { given: { placement: { subnetIds: ['subnet-0a1b2c3d'], state: 'available' } }, outcome: 'fail' },
    'a gateway endpoint': {
      base: { type: 'Gateway' },
      given: { placement: { subnetIds: [], state: 'available' } },
      outcome: 'skip',
    },
    deleted: { given: { placement: { subnetIds: [], state: 'deleted' } }, outcome: 'skip' },
  },
});
