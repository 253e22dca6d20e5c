import { condition, definePolicy, passIf, sample, skip, text } from '@cspmexa/policy-kit';
import { Vpc, VpcSubnet } from '@cspmexa/resources';
import { subnetsByVpc } from '../indexes.js';
import { count } from '../parameters.js';

const elsewhere = sample(VpcSubnet, { base: { subnetId: 'subnet-0b1b2c3d', availabilityZone: 'sa-east-1c' } });

export default definePolicy({
  id: 'aws-vpc-subnets-in-several-zones',
  title: text(
    'Subnets of a VPC lie in {{minZones}} zones or more',
    'Sub-redes de uma VPC ficam em {{minZones}} zonas ou mais',
  ),
  severity: 'low',
  on: Vpc,
  needs: [],
  reads: { subnets: subnetsByVpc },
  sameAs: ['prowler/vpc_subnet_different_az'],
  why: text('A failure of the only zone stops everything in the VPC.', 'Uma falha na única zona para tudo na VPC.'),
  fix: {
    steps: [
      text(
        'Create subnets of {{vpcId}} in another zone and spread the workload.',
        'Crie sub-redes de {{vpcId}} em outra zona e distribua a carga.',
      ),
    ],
    cli: 'aws ec2 create-subnet --region {{region}} --vpc-id {{vpcId}} --availability-zone {{region}}b --cidr-block SUBNET_CIDR',
    terraform: `resource "aws_subnet" "b" {
  vpc_id            = "{{vpcId}}"
  availability_zone = "{{region}}b"
  cidr_block        = "10.0.2.0/24"
}`,
  },
  parameters: {
    minZones: count(text('Fewest zones', 'Mínimo de zonas'), text('zones', 'zonas'), 2, { min: 2, max: 6 }),
  },
  check: (_, { base, related, parameters: { minZones } }) => {
    const zones = related.subnets.of(base.vpcId).map(({ base: theirs }) => theirs.availabilityZone);
    if (zones.length === 0) return skip(text('The VPC has no subnets.', 'A VPC não tem sub-redes.'));
    const distinct = [...new Set(zones)].sort();
    return passIf(
      [
        condition(
          distinct.length >= minZones,
          text(`Its subnets lie in ${minZones} zones or more`, `Suas sub-redes ficam em ${minZones} zonas ou mais`),
          { actual: distinct },
        ),
      ],
      text(
        `All its subnets lie in ${distinct.join(', ')}.`,
        `Todas as suas sub-redes ficam em ${distinct.join(', ')}.`,
      ),
    );
  },
  examples: {
    'two zones': { others: [sample(VpcSubnet), elsewhere], outcome: 'pass' },
    'two zones, where three are asked for': {
      others: [sample(VpcSubnet), elsewhere],
      parameters: { minZones: 3 },
      outcome: 'fail',
    },
    'one zone': {
      others: [sample(VpcSubnet), sample(VpcSubnet, { base: { subnetId: 'subnet-0c1b2c3d' } })],
      outcome: 'fail',
    },
    'no subnets': { outcome: 'skip' },
    'subnets could not be listed': { unlisted: [VpcSubnet], outcome: 'unknown' },
  },
});
