import { condition, definePolicy, passIf, skip, text } from '@cspmexa/policy-kit';
import { VpcEndpoint } from '@cspmexa/resources';
import { count } from '../parameters.js';

export default definePolicy({
  id: 'aws-vpc-endpoint-in-several-zones',
  title: text(
    'Interface endpoints stand in {{minZones}} zones or more',
    'Endpoints de interface ficam em {{minZones}} zonas ou mais',
  ),
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
  parameters: {
    minZones: count(text('Fewest zones', 'Mínimo de zonas'), text('zones', 'zonas'), 2, { min: 2, max: 6 }),
  },
  check: ({ placement: { subnetIds, state } }, { base, parameters: { minZones } }) => {
    if (base.type !== 'Interface') return skip(text('Not an interface endpoint.', 'Não é um endpoint de interface.'));
    if (/^delet/i.test(state ?? '')) return skip(text('The endpoint is gone.', 'O endpoint não existe mais.'));
    // AWS takes one subnet a zone.
    return passIf(
      [
        condition(
          subnetIds.length >= minZones,
          text(`It has subnets in ${minZones} zones or more`, `Tem sub-redes em ${minZones} zonas ou mais`),
          {
            path: 'placement.subnetIds',
            actual: subnetIds,
          },
        ),
      ],
      subnetIds.length === 1
        ? text('It stands in one zone only.', 'Fica em uma só zona.')
        : text(`It stands in ${subnetIds.length} zones.`, `Fica em ${subnetIds.length} zonas.`),
    );
  },
  examples: {
    'two zones': { outcome: 'pass' },
    'two zones, where three are asked for': { parameters: { minZones: 3 }, outcome: 'fail' },
    'one zone': { given: { placement: { subnetIds: ['subnet-0a1b2c3d'], state: 'available' } }, outcome: 'fail' },
    'a gateway endpoint': {
      base: { type: 'Gateway' },
      given: { placement: { subnetIds: [], state: 'available' } },
      outcome: 'skip',
    },
    deleted: { given: { placement: { subnetIds: [], state: 'deleted' } }, outcome: 'skip' },
  },
});
