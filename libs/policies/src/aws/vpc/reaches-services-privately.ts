import type { ControlId, PeerCheck } from '@cspmexa/frameworks';
import { condition, definePolicy, passIf, sample, skip, text, type Row, type Severity } from '@cspmexa/policy-kit';
import { Ec2NetworkInterface, Vpc, VpcEndpoint } from '@cspmexa/resources';
import { endpointsByVpc, interfacesByVpc } from '../indexes.js';

interface ServiceRow extends Row {
  readonly service: string;
}

const row = (
  service: string,
  name: string,
  severity: Severity,
  control: ControlId,
  sameAs: readonly PeerCheck[] = [],
): ServiceRow => ({
  title: text(`${name} is reached through an endpoint in the VPC`, `${name} é alcançado por um endpoint na VPC`),
  severity,
  service,
  controls: [control],
  sameAs,
});

const rows = {
  ec2: row('ec2', 'Amazon EC2', 'medium', 'fsbp/EC2.10', ['prowler/vpc_endpoint_for_ec2_enabled']),
  'ecr-api': row('ecr.api', 'Amazon ECR (API)', 'low', 'fsbp/EC2.55'),
  'ecr-registry': row('ecr.dkr', 'Amazon ECR (registry)', 'low', 'fsbp/EC2.56'),
  ssm: row('ssm', 'Systems Manager', 'low', 'fsbp/EC2.57'),
  'ssm-contacts': row('ssm-contacts', 'Incident Manager contacts', 'low', 'fsbp/EC2.58'),
  'ssm-incidents': row('ssm-incidents', 'Incident Manager', 'low', 'fsbp/EC2.60'),
} satisfies Record<string, ServiceRow>;

const all = ['ec2', 'ecr.api', 'ecr.dkr', 'ssm', 'ssm-contacts', 'ssm-incidents'];
const endpoint = (service: string, state: string | null = 'available') =>
  sample(VpcEndpoint, {
    base: { endpointId: `vpce-${service}`, serviceName: `com.amazonaws.sa-east-1.${service}` },
    facets: { placement: { subnetIds: ['subnet-0a1b2c3d'], state } },
  });
const inUse = sample(Ec2NetworkInterface);
const others = ['ecr-api', 'ecr-registry', 'ssm', 'ssm-contacts', 'ssm-incidents'] as const;

export default definePolicy({
  id: 'aws-vpc-reaches-services-privately',
  title: text('VPCs in use reach AWS services through endpoints', 'VPCs em uso alcançam serviços da AWS por endpoints'),
  severity: 'medium',
  on: Vpc,
  needs: [],
  reads: { endpoints: endpointsByVpc, interfaces: interfacesByVpc },
  rows,
  why: text(
    'Without an endpoint, calls to the service need a way to the internet, and that way is open to other traffic too.',
    'Sem endpoint, as chamadas ao serviço precisam de um caminho para a internet, que fica aberto também a outro tráfego.',
  ),
  fix: {
    steps: [
      text(
        'In the VPC console, open Endpoints, Create endpoint, choose the service, {{vpcId}}, a subnet in each zone, and private DNS.',
        'No console da VPC, abra Endpoints, Criar endpoint, escolha o serviço, {{vpcId}}, uma sub-rede por zona e DNS privado.',
      ),
    ],
    cli: 'aws ec2 create-vpc-endpoint --region {{region}} --vpc-id {{vpcId}} --vpc-endpoint-type Interface --service-name com.amazonaws.{{region}}.ec2 --subnet-ids SUBNET_A SUBNET_B --security-group-ids GROUP_ID --private-dns-enabled',
    terraform: `resource "aws_vpc_endpoint" "ec2" {
  vpc_id              = "{{vpcId}}"
  service_name        = "com.amazonaws.{{region}}.ec2"
  vpc_endpoint_type   = "Interface"
  subnet_ids          = [aws_subnet.a.id, aws_subnet.b.id]
  security_group_ids  = [aws_security_group.endpoints.id]
  private_dns_enabled = true
}`,
  },
  check: (_, { base, resource, related, row: { service } }) => {
    const endpoints = related.endpoints
      .of(base.vpcId)
      .filter(
        ({ base: theirs }) =>
          theirs.type === 'Interface' && theirs.serviceName.endsWith(`.${resource.region}.${service}`),
      )
      .filter(({ facets }) => /^available$/i.test(facets.placement.state ?? 'available'));
    if (endpoints.length === 0 && related.interfaces.of(base.vpcId).length === 0)
      return skip(text('Nothing uses this VPC.', 'Nada usa esta VPC.'));
    return passIf(
      [
        condition(
          endpoints.length > 0,
          text(`It has an interface endpoint for ${service}`, `Tem um endpoint de interface para ${service}`),
          {
            actual: endpoints.map(({ base: theirs }) => theirs.endpointId),
          },
        ),
      ],
      text(`It has no interface endpoint for ${service}.`, `Não tem endpoint de interface para ${service}.`),
    );
  },
  examples: {
    'all endpoints': { others: [inUse, ...all.map((service) => endpoint(service))], outcome: 'pass', fails: [] },
    'only the one for EC2': { others: [inUse, endpoint('ec2')], outcome: 'fail', fails: [...others] },
    none: { others: [inUse], outcome: 'fail', fails: ['ec2', ...others] },
    'a VPC that nothing uses': { outcome: 'skip' },
    'an endpoint that waits for acceptance': {
      others: [inUse, endpoint('ec2', 'pendingAcceptance'), ...all.slice(1).map((service) => endpoint(service))],
      outcome: 'fail',
      fails: ['ec2'],
    },
    'ec2messages is another service': {
      others: [inUse, endpoint('ec2messages'), ...all.slice(1).map((service) => endpoint(service))],
      outcome: 'fail',
      fails: ['ec2'],
    },
    'endpoints could not be listed': { others: [inUse], unlisted: [VpcEndpoint], outcome: 'unknown' },
  },
});
