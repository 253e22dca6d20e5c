/** Amazon EC2: instances, their disks, images and templates, and the settings of a region. */
import { z } from 'zod';
import { defineKind } from '../kind.js';
import { arnOf, When } from './shapes.js';

/** Text that was base64 at AWS; null where there is none. Kept as text: a policy looks for secrets in it, the inventory stores only its hash. */
const UserData = z.string().nullable();

export const MetadataOptions = z.object({
  httpEndpoint: z.string().nullable().describe('enabled or disabled.'),
  httpTokens: z.string().nullable().describe('required (IMDSv2 only) or optional.'),
  hopLimit: z.int().nullable(),
});

export const Ec2Instance = defineKind({
  kind: 'aws.ec2.instance',
  service: 'ec2',
  cardinality: 'many',
  scope: 'regional',
  base: z.object({
    instanceId: z.string(),
    vpcId: z.string().nullable(),
    subnetId: z.string().nullable(),
    securityGroupIds: z.array(z.string()).describe('Of all its network interfaces.'),
    imageId: z.string().nullable(),
  }),
  facets: {
    state: z.object({
      name: z.string().describe('pending, running, stopping, stopped, shutting-down or terminated.'),
      stoppedAt: When.nullable().describe('From the transition reason; null while it runs or where AWS does not say.'),
    }),
    metadataOptions: MetadataOptions.nullable(),
    network: z.object({
      publicIp: z.string().nullable(),
      publicIpv6: z.array(z.string()),
      publicDnsName: z.string().nullable(),
      interfaces: z.array(
        z.object({
          id: z.string().nullable(),
          subnetId: z.string().nullable(),
          securityGroupIds: z.array(z.string()),
          publicIp: z.string().nullable(),
        }),
      ),
    }),
    profile: z.object({ arn: z.string() }).nullable(),
    volumes: z.array(z.string()),
    monitoring: z.object({ detailed: z.boolean() }),
    launch: z.object({
      launchedAt: When.nullable(),
      type: z.string().nullable(),
      keyName: z.string().nullable(),
      virtualization: z.string().nullable().describe('hvm or paravirtual.'),
      platform: z.string().nullable(),
      lifecycle: z.string().nullable().describe('spot, scheduled or null.'),
    }),
    enclave: z.object({ enabled: z.boolean() }),
    userData: UserData,
  },
  id: ({ instanceId }) => instanceId,
  arn: arnOf('ec2', (id) => `instance/${id}`),
  example: {
    base: {
      instanceId: 'i-0a1b2c3d4e5f60718',
      vpcId: 'vpc-0a1b2c3d',
      subnetId: 'subnet-0a1b2c3d',
      securityGroupIds: ['sg-0a1b2c3d'],
      imageId: 'ami-0a1b2c3d',
    },
    facets: {
      state: { name: 'running', stoppedAt: null },
      metadataOptions: { httpEndpoint: 'enabled', httpTokens: 'required', hopLimit: 1 },
      network: {
        publicIp: null,
        publicIpv6: [],
        publicDnsName: null,
        interfaces: [
          { id: 'eni-0a1b2c3d', subnetId: 'subnet-0a1b2c3d', securityGroupIds: ['sg-0a1b2c3d'], publicIp: null },
        ],
      },
      profile: { arn: 'arn:aws:iam::111122223333:instance-profile/reports' },
      volumes: ['vol-0a1b2c3d'],
      monitoring: { detailed: true },
      launch: {
        launchedAt: '2026-01-01T00:00:00.000Z',
        type: 't3.micro',
        keyName: null,
        virtualization: 'hvm',
        platform: null,
        lifecycle: null,
      },
      enclave: { enabled: false },
      userData: null,
    },
  },
});

/** One rule. Ports are null for all ports (and for protocols without ports); `protocol` is '-1' for all, else tcp, udp, icmp, icmpv6 or a number. */
export const SecurityGroupRule = z.object({
  protocol: z.string(),
  fromPort: z.int().nullable(),
  toPort: z.int().nullable(),
  ipv4: z.array(z.string()),
  ipv6: z.array(z.string()),
  prefixLists: z.array(z.string()),
  groups: z.array(z.object({ groupId: z.string().nullable(), accountId: z.string().nullable() })),
});
export type SecurityGroupRule = z.infer<typeof SecurityGroupRule>;

export const Ec2SecurityGroup = defineKind({
  kind: 'aws.ec2.security-group',
  service: 'ec2',
  cardinality: 'many',
  scope: 'regional',
  base: z.object({ groupId: z.string(), groupName: z.string(), vpcId: z.string().nullable() }),
  facets: {
    rules: z.object({ ingress: z.array(SecurityGroupRule), egress: z.array(SecurityGroupRule) }),
    description: z.string(),
  },
  id: ({ groupId }) => groupId,
  name: ({ groupName }) => groupName,
  arn: arnOf('ec2', (id) => `security-group/${id}`),
  example: {
    base: { groupId: 'sg-0a1b2c3d', groupName: 'web', vpcId: 'vpc-0a1b2c3d' },
    facets: {
      rules: {
        ingress: [
          { protocol: 'tcp', fromPort: 443, toPort: 443, ipv4: ['10.0.0.0/16'], ipv6: [], prefixLists: [], groups: [] },
        ],
        egress: [
          {
            protocol: '-1',
            fromPort: null,
            toPort: null,
            ipv4: ['10.0.0.0/16'],
            ipv6: [],
            prefixLists: [],
            groups: [],
          },
        ],
      },
      description: 'Web servers',
    },
  },
});

export const Ec2NetworkInterface = defineKind({
  kind: 'aws.ec2.network-interface',
  service: 'ec2',
  cardinality: 'many',
  scope: 'regional',
  base: z.object({
    interfaceId: z.string(),
    vpcId: z.string().nullable(),
    subnetId: z.string().nullable(),
    securityGroupIds: z.array(z.string()),
  }),
  facets: {
    attachment: z.object({
      status: z.string().describe('in-use or available.'),
      type: z.string().nullable().describe('interface, lambda, nat_gateway, ...'),
      instanceId: z.string().nullable(),
      managedBy: z.string().nullable().describe('The requester, for interfaces that a service manages.'),
      publicIp: z.string().nullable(),
    }),
  },
  id: ({ interfaceId }) => interfaceId,
  arn: arnOf('ec2', (id) => `network-interface/${id}`),
  example: {
    base: {
      interfaceId: 'eni-0a1b2c3d',
      vpcId: 'vpc-0a1b2c3d',
      subnetId: 'subnet-0a1b2c3d',
      securityGroupIds: ['sg-0a1b2c3d'],
    },
    facets: {
      attachment: {
        status: 'in-use',
        type: 'interface',
        instanceId: 'i-0a1b2c3d4e5f60718',
        managedBy: null,
        publicIp: null,
      },
    },
  },
});

export const Ec2Volume = defineKind({
  kind: 'aws.ec2.volume',
  service: 'ec2',
  cardinality: 'many',
  scope: 'regional',
  base: z.object({ volumeId: z.string() }),
  facets: {
    encryption: z.object({ encrypted: z.boolean(), kmsKeyId: z.string().nullable() }),
    usage: z.object({ state: z.string().nullable(), instanceIds: z.array(z.string()), createdAt: When.nullable() }),
  },
  id: ({ volumeId }) => volumeId,
  arn: arnOf('ec2', (id) => `volume/${id}`),
  example: {
    base: { volumeId: 'vol-0a1b2c3d' },
    facets: {
      encryption: { encrypted: true, kmsKeyId: null },
      usage: { state: 'in-use', instanceIds: ['i-0a1b2c3d4e5f60718'], createdAt: '2026-01-01T00:00:00.000Z' },
    },
  },
});

export const Ec2Snapshot = defineKind({
  kind: 'aws.ec2.snapshot',
  service: 'ec2',
  cardinality: 'many',
  scope: 'regional',
  base: z.object({ snapshotId: z.string(), volumeId: z.string().nullable() }),
  facets: {
    encryption: z.object({ encrypted: z.boolean(), kmsKeyId: z.string().nullable() }),
    age: z.object({ startedAt: When.nullable() }),
    permissions: z.object({
      public: z.boolean(),
      accountIds: z
        .array(z.string())
        .describe('Accounts that it is shared with; read only for snapshots that may be public.'),
    }),
  },
  id: ({ snapshotId }) => snapshotId,
  arn: ({ partition, region, accountId }, id) => `arn:${partition}:ec2:${region}:${accountId}:snapshot/${id}`,
  example: {
    base: { snapshotId: 'snap-0a1b2c3d', volumeId: 'vol-0a1b2c3d' },
    facets: {
      encryption: { encrypted: true, kmsKeyId: null },
      age: { startedAt: '2026-01-10T00:00:00.000Z' },
      permissions: { public: false, accountIds: [] },
    },
  },
});

export const Ec2Image = defineKind({
  kind: 'aws.ec2.image',
  service: 'ec2',
  cardinality: 'many',
  scope: 'regional',
  base: z.object({ imageId: z.string(), imageName: z.string().nullable() }),
  facets: {
    permissions: z.object({ public: z.boolean() }),
    disks: z.array(z.object({ snapshotId: z.string().nullable(), encrypted: z.boolean().nullable() })),
    age: z.object({ createdAt: z.string().nullable(), deprecatedAt: z.string().nullable() }),
  },
  id: ({ imageId }) => imageId,
  name: ({ imageName }) => imageName,
  arn: arnOf('ec2', (id) => `image/${id}`),
  example: {
    base: { imageId: 'ami-0a1b2c3d', imageName: 'reports-2026-01' },
    facets: {
      permissions: { public: false },
      disks: [{ snapshotId: 'snap-0a1b2c3d', encrypted: true }],
      age: { createdAt: '2026-01-01T00:00:00.000Z', deprecatedAt: null },
    },
  },
});

export const Ec2ElasticIp = defineKind({
  kind: 'aws.ec2.elastic-ip',
  service: 'ec2',
  cardinality: 'many',
  scope: 'regional',
  base: z.object({ allocationId: z.string(), publicIp: z.string() }),
  facets: {
    association: z.object({
      id: z.string().nullable(),
      interfaceId: z.string().nullable(),
      instanceId: z.string().nullable(),
    }),
  },
  id: ({ allocationId }) => allocationId,
  name: ({ publicIp }) => publicIp,
  arn: arnOf('ec2', (id) => `eip-allocation/${id}`),
  example: {
    base: { allocationId: 'eipalloc-0a1b2c3d', publicIp: '203.0.113.10' },
    facets: { association: { id: 'eipassoc-0a1b2c3d', interfaceId: 'eni-0a1b2c3d', instanceId: null } },
  },
});

export const LaunchTemplateVersion = z.object({
  version: z.int(),
  isDefault: z.boolean(),
  metadataOptions: MetadataOptions.nullable(),
  publicIp: z.boolean().nullable().describe('AssociatePublicIpAddress on any interface; null where no interface says.'),
  interfaceIds: z.array(z.string()),
  encryptedDisks: z.array(z.object({ device: z.string().nullable(), encrypted: z.boolean().nullable() })),
  userData: UserData,
});

export const Ec2LaunchTemplate = defineKind({
  kind: 'aws.ec2.launch-template',
  service: 'ec2',
  cardinality: 'many',
  scope: 'regional',
  base: z.object({ templateId: z.string(), templateName: z.string() }),
  facets: {
    versions: z.array(LaunchTemplateVersion).min(1).describe('The default and the latest version.'),
  },
  id: ({ templateId }) => templateId,
  name: ({ templateName }) => templateName,
  arn: arnOf('ec2', (id) => `launch-template/${id}`),
  example: {
    base: { templateId: 'lt-0a1b2c3d', templateName: 'workers' },
    facets: {
      versions: [
        {
          version: 1,
          isDefault: true,
          metadataOptions: { httpEndpoint: 'enabled', httpTokens: 'required', hopLimit: 1 },
          publicIp: false,
          interfaceIds: [],
          encryptedDisks: [],
          userData: null,
        },
      ],
    },
  },
});

export const Ec2KeyPair = defineKind({
  kind: 'aws.ec2.key-pair',
  service: 'ec2',
  cardinality: 'many',
  scope: 'regional',
  base: z.object({ keyPairId: z.string(), keyName: z.string() }),
  facets: { properties: z.object({ type: z.string().nullable(), createdAt: When.nullable() }) },
  id: ({ keyPairId }) => keyPairId,
  name: ({ keyName }) => keyName,
  arn: arnOf('ec2', (id) => `key-pair/${id}`),
  example: {
    base: { keyPairId: 'key-0a1b2c3d', keyName: 'ops' },
    facets: { properties: { type: 'ed25519', createdAt: '2025-01-01T00:00:00.000Z' } },
  },
});

/** The EC2 settings of one region. */
export const Ec2Region = defineKind({
  kind: 'aws.ec2.region',
  service: 'ec2',
  cardinality: 'region',
  scope: 'regional',
  base: z.object({ region: z.string() }),
  facets: {
    ebsEncryption: z.object({ byDefault: z.boolean() }),
    snapshotPublicAccess: z.object({
      state: z.string().describe('block-all-sharing, block-new-sharing or unblocked.'),
    }),
    imagePublicAccess: z.object({ state: z.string().describe('block-new-sharing or unblocked.') }),
    metadataDefaults: z
      .object({ httpTokens: z.string().nullable(), httpEndpoint: z.string().nullable(), hopLimit: z.int().nullable() })
      .describe('null: no preference was set.'),
  },
  id: ({ region }) => region,
  arn: ({ partition, accountId }, id) => `arn:${partition}:ec2:${id}:${accountId}:account`,
  example: {
    base: { region: 'sa-east-1' },
    facets: {
      ebsEncryption: { byDefault: true },
      snapshotPublicAccess: { state: 'block-all-sharing' },
      imagePublicAccess: { state: 'block-new-sharing' },
      metadataDefaults: { httpTokens: 'required', httpEndpoint: 'enabled', hopLimit: null },
    },
  },
});

export const Ec2TransitGateway = defineKind({
  kind: 'aws.ec2.transit-gateway',
  service: 'ec2',
  cardinality: 'many',
  scope: 'regional',
  base: z.object({ gatewayId: z.string() }),
  facets: { options: z.object({ autoAcceptSharedAttachments: z.string().nullable() }) },
  id: ({ gatewayId }) => gatewayId,
  arn: arnOf('ec2', (id) => `transit-gateway/${id}`),
  example: { base: { gatewayId: 'tgw-0a1b2c3d' }, facets: { options: { autoAcceptSharedAttachments: 'disable' } } },
});
