/** Amazon VPC: networks, what they route and filter, and who may reach in. All of it is read through the EC2 API. */
import { z } from 'zod';
import { defineKind } from '../kind.js';
import { arnOf, Document } from './shapes.js';

export const FlowLog = z.object({
  id: z.string(),
  status: z.string().nullable().describe('ACTIVE, ...'),
  trafficType: z.string().nullable().describe('ACCEPT, REJECT or ALL.'),
  deliveryStatus: z.string().nullable().describe('SUCCESS, FAILED or null where nothing was delivered yet.'),
});

export const Vpc = defineKind({
  kind: 'aws.vpc.vpc',
  service: 'ec2',
  cardinality: 'many',
  scope: 'regional',
  base: z.object({ vpcId: z.string(), isDefault: z.boolean(), cidr: z.string().nullable() }),
  facets: { flowLogs: z.array(FlowLog).describe('Of the VPC itself.') },
  id: ({ vpcId }) => vpcId,
  arn: arnOf('ec2', (id) => `vpc/${id}`),
  example: {
    base: { vpcId: 'vpc-0a1b2c3d', isDefault: false, cidr: '10.0.0.0/16' },
    facets: { flowLogs: [{ id: 'fl-0a1b2c3d', status: 'ACTIVE', trafficType: 'ALL', deliveryStatus: 'SUCCESS' }] },
  },
});

export const VpcSubnet = defineKind({
  kind: 'aws.vpc.subnet',
  service: 'ec2',
  cardinality: 'many',
  scope: 'regional',
  base: z.object({ subnetId: z.string(), vpcId: z.string(), availabilityZone: z.string().nullable() }),
  facets: {
    addressing: z.object({
      publicIpOnLaunch: z.boolean(),
      ipv6OnCreation: z.boolean(),
      cidr: z.string().nullable(),
      availableIps: z.int().nullable(),
    }),
  },
  id: ({ subnetId }) => subnetId,
  arn: arnOf('ec2', (id) => `subnet/${id}`),
  example: {
    base: { subnetId: 'subnet-0a1b2c3d', vpcId: 'vpc-0a1b2c3d', availabilityZone: 'sa-east-1a' },
    facets: { addressing: { publicIpOnLaunch: false, ipv6OnCreation: false, cidr: '10.0.1.0/24', availableIps: 250 } },
  },
});

/** One route; `target` is the id of what it leads to (igw-…, nat-…, pcx-…, tgw-…, eni-…, vgw-…, eigw-…, vpce-…) or 'local'. */
export const RouteEntry = z.object({
  destination: z.string().nullable().describe('An IPv4 or IPv6 CIDR, or a prefix list id.'),
  target: z.string().nullable(),
  state: z.string().nullable().describe('active or blackhole.'),
});

export const VpcRouteTable = defineKind({
  kind: 'aws.vpc.route-table',
  service: 'ec2',
  cardinality: 'many',
  scope: 'regional',
  base: z.object({
    routeTableId: z.string(),
    vpcId: z.string(),
    isMain: z.boolean(),
    subnetIds: z.array(z.string()).describe('Explicitly associated; other subnets of the VPC use the main table.'),
  }),
  facets: { routes: z.array(RouteEntry) },
  id: ({ routeTableId }) => routeTableId,
  arn: arnOf('ec2', (id) => `route-table/${id}`),
  example: {
    base: { routeTableId: 'rtb-0a1b2c3d', vpcId: 'vpc-0a1b2c3d', isMain: true, subnetIds: [] },
    facets: { routes: [{ destination: '10.0.0.0/16', target: 'local', state: 'active' }] },
  },
});

export const VpcInternetGateway = defineKind({
  kind: 'aws.vpc.internet-gateway',
  service: 'ec2',
  cardinality: 'many',
  scope: 'regional',
  base: z.object({ gatewayId: z.string() }),
  facets: { attachments: z.array(z.object({ vpcId: z.string(), state: z.string().nullable() })) },
  id: ({ gatewayId }) => gatewayId,
  arn: arnOf('ec2', (id) => `internet-gateway/${id}`),
  example: {
    base: { gatewayId: 'igw-0a1b2c3d' },
    facets: { attachments: [{ vpcId: 'vpc-0a1b2c3d', state: 'available' }] },
  },
});

/** One entry. They are judged in the order of `number`, the first that matches decides; 32767 is AWS's own last "deny all". */
export const NetworkAclEntry = z.object({
  number: z.int(),
  egress: z.boolean(),
  allow: z.boolean(),
  protocol: z.string().describe("'-1' for all, '6' tcp, '17' udp, ..."),
  fromPort: z.int().nullable(),
  toPort: z.int().nullable(),
  ipv4: z.string().nullable(),
  ipv6: z.string().nullable(),
});
export type NetworkAclEntry = z.infer<typeof NetworkAclEntry>;

export const VpcNetworkAcl = defineKind({
  kind: 'aws.vpc.network-acl',
  service: 'ec2',
  cardinality: 'many',
  scope: 'regional',
  base: z.object({ aclId: z.string(), vpcId: z.string(), isDefault: z.boolean(), subnetIds: z.array(z.string()) }),
  facets: { entries: z.array(NetworkAclEntry) },
  id: ({ aclId }) => aclId,
  arn: arnOf('ec2', (id) => `network-acl/${id}`),
  example: {
    base: { aclId: 'acl-0a1b2c3d', vpcId: 'vpc-0a1b2c3d', isDefault: false, subnetIds: ['subnet-0a1b2c3d'] },
    facets: {
      entries: [
        {
          number: 100,
          egress: false,
          allow: true,
          protocol: '6',
          fromPort: 443,
          toPort: 443,
          ipv4: '10.0.0.0/8',
          ipv6: null,
        },
        {
          number: 32767,
          egress: false,
          allow: false,
          protocol: '-1',
          fromPort: null,
          toPort: null,
          ipv4: '0.0.0.0/0',
          ipv6: null,
        },
      ],
    },
  },
});

export const VpcEndpoint = defineKind({
  kind: 'aws.vpc.endpoint',
  service: 'ec2',
  cardinality: 'many',
  scope: 'regional',
  base: z.object({ endpointId: z.string(), vpcId: z.string(), serviceName: z.string(), type: z.string() }),
  facets: {
    policy: Document.nullable(),
    placement: z.object({ subnetIds: z.array(z.string()), state: z.string().nullable() }),
  },
  id: ({ endpointId }) => endpointId,
  arn: arnOf('ec2', (id) => `vpc-endpoint/${id}`),
  example: {
    base: {
      endpointId: 'vpce-0a1b2c3d',
      vpcId: 'vpc-0a1b2c3d',
      serviceName: 'com.amazonaws.sa-east-1.ec2',
      type: 'Interface',
    },
    facets: {
      policy: JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          { Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::111122223333:root' }, Action: '*', Resource: '*' },
        ],
      }),
      placement: { subnetIds: ['subnet-0a1b2c3d', 'subnet-0b1b2c3d'], state: 'available' },
    },
  },
});

/** A service of ours that others reach through PrivateLink. */
export const VpcEndpointService = defineKind({
  kind: 'aws.vpc.endpoint-service',
  service: 'ec2',
  cardinality: 'many',
  scope: 'regional',
  base: z.object({ serviceId: z.string(), serviceName: z.string() }),
  facets: {
    acceptance: z.object({ required: z.boolean() }),
    allowedPrincipals: z.array(z.string()).describe('ARNs, or * for everyone.'),
  },
  id: ({ serviceId }) => serviceId,
  name: ({ serviceName }) => serviceName,
  arn: arnOf('ec2', (id) => `vpc-endpoint-service/${id}`),
  example: {
    base: { serviceId: 'vpce-svc-0a1b2c3d', serviceName: 'com.amazonaws.vpce.sa-east-1.vpce-svc-0a1b2c3d' },
    facets: { acceptance: { required: true }, allowedPrincipals: ['arn:aws:iam::111122223333:root'] },
  },
});

export const VpcPeering = defineKind({
  kind: 'aws.vpc.peering-connection',
  service: 'ec2',
  cardinality: 'many',
  scope: 'regional',
  base: z.object({
    peeringId: z.string(),
    requester: z.object({ vpcId: z.string().nullable(), accountId: z.string().nullable(), cidrs: z.array(z.string()) }),
    accepter: z.object({ vpcId: z.string().nullable(), accountId: z.string().nullable(), cidrs: z.array(z.string()) }),
  }),
  facets: { status: z.object({ code: z.string() }) },
  id: ({ peeringId }) => peeringId,
  arn: arnOf('ec2', (id) => `vpc-peering-connection/${id}`),
  example: {
    base: {
      peeringId: 'pcx-0a1b2c3d',
      requester: { vpcId: 'vpc-0a1b2c3d', accountId: '111122223333', cidrs: ['10.0.0.0/16'] },
      accepter: { vpcId: 'vpc-0b1b2c3d', accountId: '111122223333', cidrs: ['10.1.0.0/16'] },
    },
    facets: { status: { code: 'active' } },
  },
});

export const VpnConnection = defineKind({
  kind: 'aws.vpc.vpn-connection',
  service: 'ec2',
  cardinality: 'many',
  scope: 'regional',
  base: z.object({ connectionId: z.string() }),
  facets: { tunnels: z.array(z.object({ outsideIp: z.string().nullable(), status: z.string().nullable() })) },
  id: ({ connectionId }) => connectionId,
  arn: arnOf('ec2', (id) => `vpn-connection/${id}`),
  example: {
    base: { connectionId: 'vpn-0a1b2c3d' },
    facets: {
      tunnels: [
        { outsideIp: '203.0.113.20', status: 'UP' },
        { outsideIp: '203.0.113.21', status: 'UP' },
      ],
    },
  },
});
