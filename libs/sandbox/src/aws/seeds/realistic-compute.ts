/** The instances, volumes, snapshots and images of the realistic account. */
import type { Address, LaunchTemplate, VpcEndpoint } from '@aws-sdk/client-ec2';
import {
  makeBalancerInterface,
  makeImage,
  makeInstance,
  makeSnapshot,
  makeVolume,
  type InstanceOptions,
} from '../make/compute.js';
import { ec2Arn, ec2At, tagsOf, type Place } from '../make/place.js';
import type { Network } from './realistic-network.js';
import { daysAgo, plant, type Problem, type Seeding } from './seeding.js';

// The access key is the one that AWS's own documentation shows; the password never protected anything.
const LEAKY_USER_DATA = `#!/bin/bash
export AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE
export AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY
export DB_PASSWORD=not-a-real-password-1234
systemctl start tucanuva-worker
`;

const PLAIN_USER_DATA = `#!/bin/bash
yum install -y amazon-cloudwatch-agent
systemctl enable --now tucanuva-app
`;

interface InstancePlan extends Omit<InstanceOptions, 'subnet' | 'groups'> {
  name: string;
  days: number;
  group: string;
  problems?: readonly Problem[];
}

function addInstance(seeding: Seeding, network: Network, plan: InstancePlan): string {
  const place = { ...network.place, at: daysAgo(seeding, plan.days) };
  const [subnet] = plan.publicIp === undefined ? network.privateSubnets : network.publicSubnets;
  const group = network.groups[plan.group];
  if (subnet === undefined || group === undefined) throw new Error(`The seed has no subnet or group for ${plan.name}.`);
  const made = makeInstance(place, { ...plan, subnet, groups: [group], tags: { Name: plan.name, ...plan.tags } });
  for (const problem of plan.problems ?? []) plant(seeding, ec2Arn(place, 'instance', made.id), problem);
  if (plan.encryptedRoot === false) {
    const root = made.instance.BlockDeviceMappings?.[0]?.Ebs?.VolumeId ?? '';
    plant(seeding, ec2Arn(place, 'volume', root), 'volume-unencrypted');
  }
  if (plan.publicIp !== undefined) addAddress(place, made.id, plan.publicIp, plan.name);
  return made.id;
}

function addAddress(place: Place, instanceId: string | undefined, publicIp: string, name: string): void {
  const { ids, id: owner } = place.account;
  const allocationId = ids.ec2('eipalloc');
  const instance = ec2At(place).instances.get(instanceId ?? '')?.instance;
  const address: Address = {
    AllocationId: allocationId,
    Domain: 'vpc',
    PublicIp: publicIp,
    PublicIpv4Pool: 'amazon',
    NetworkBorderGroup: place.region,
    ...(instance === undefined
      ? {}
      : {
          AssociationId: ids.ec2('eipassoc'),
          InstanceId: instanceId,
          NetworkInterfaceId: instance.NetworkInterfaces?.[0]?.NetworkInterfaceId,
          NetworkInterfaceOwnerId: owner,
          PrivateIpAddress: instance.PrivateIpAddress,
        }),
    ...tagsOf({ Name: name }),
  };
  ec2At(place).addresses.set(allocationId, address);
}

/** Production's machines. */
export function seedProductionCompute(seeding: Seeding, network: Network): void {
  const add = (plan: InstancePlan): string => addInstance(seeding, network, plan);
  const app = { group: 'prod-app', profile: 'prod-app', userData: PLAIN_USER_DATA, monitoring: true };
  add({ ...app, name: 'app-1', days: 40, tags: { team: 'orders' } });
  add({ ...app, name: 'app-2', days: 40, tags: { team: 'orders' } });
  add({
    name: 'app-worker',
    days: 200,
    group: 'prod-app',
    userData: LEAKY_USER_DATA,
    problems: ['instance-user-data-secret'],
  });
  add({ name: 'db-replica', days: 380, group: 'prod-db', encryptedRoot: false });
  add({
    name: 'bastion',
    days: 600,
    group: 'prod-bastion',
    publicIp: '203.0.113.10',
    keyName: 'ops-2023',
    httpTokens: 'optional',
    problems: ['instance-allows-imdsv1', 'instance-exposed'],
  });
  add({
    name: 'legacy-erp',
    days: 900,
    group: 'legacy-erp',
    publicIp: '203.0.113.11',
    type: 'm5.xlarge',
    problems: ['instance-exposed'],
  });
  const [alb, [edge]] = [network.groups['prod-alb'], network.publicSubnets];
  if (alb !== undefined && edge !== undefined) makeBalancerInterface(network.place, edge, alb, '203.0.113.13');
  addAddress(network.place, undefined, '203.0.113.12', 'campanha-antiga');

  const place = { ...network.place, at: daysAgo(seeding, 90) };
  const loose = makeVolume(place, 500, false, { Name: 'old-data' });
  plant(seeding, ec2Arn(place, 'volume', loose.VolumeId), 'volume-unencrypted');
  const shared = makeSnapshot(place, loose.VolumeId, false, ['all'], 'for the migration partner');
  plant(seeding, ec2Arn(place, 'snapshot', shared.id), 'snapshot-public');
  const golden = makeSnapshot(place, 'vol-ffffffff', true, [], 'golden image');
  makeImage(place, 'tucanuva-golden-2026', golden.id, true, ['444455556666'], { Name: 'golden' });
  const old = makeSnapshot(place, 'vol-ffffffff', false, [], 'old web image');
  const image = makeImage(place, 'tucanuva-web-old', old.id, false, ['all']);
  plant(seeding, ec2Arn(place, 'image', image.id), 'image-public');
  seedLaunchTemplate(place, network);
  seedEndpoint(place, network);
}

function seedLaunchTemplate(place: Place, network: Network): void {
  const { ids, id: owner } = place.account;
  const id = ids.ec2('lt');
  const template: LaunchTemplate = {
    LaunchTemplateId: id,
    LaunchTemplateName: 'prod-app',
    CreateTime: place.at,
    CreatedBy: `arn:aws:iam::${owner}:user/marina.alves`,
    DefaultVersionNumber: 2,
    LatestVersionNumber: 2,
    ...tagsOf({ team: 'orders' }),
  };
  const group = network.groups['prod-app']?.id ?? '';
  const versions = [1, 2].map((VersionNumber) => ({
    LaunchTemplateId: id,
    LaunchTemplateName: 'prod-app',
    VersionNumber,
    CreateTime: place.at,
    CreatedBy: `arn:aws:iam::${owner}:user/marina.alves`,
    DefaultVersion: VersionNumber === 2,
    LaunchTemplateData: {
      ImageId: 'ami-0f00000000000a0a0',
      InstanceType: 't3.medium' as const,
      SecurityGroupIds: [group],
      UserData: Buffer.from(PLAIN_USER_DATA).toString('base64'),
      MetadataOptions: { HttpTokens: VersionNumber === 2 ? ('required' as const) : ('optional' as const) },
    },
  }));
  ec2At(place).launchTemplates.set(id, { template, versions });
  const keyId = ids.ec2('key');
  ec2At(place).keyPairs.set(keyId, {
    KeyPairId: keyId,
    KeyName: 'ops-2023',
    KeyType: 'ed25519',
    KeyFingerprint: 'SHA256:sandboxFingerprint',
    CreateTime: place.at,
    Tags: [],
  });
}

function seedEndpoint(place: Place, network: Network): void {
  const id = place.account.ids.ec2('vpce');
  const policy = {
    Statement: [{ Action: '*', Effect: 'Allow', Principal: '*', Resource: '*' }],
    Version: '2008-10-17',
  };
  const endpoint: VpcEndpoint = {
    VpcEndpointId: id,
    VpcEndpointType: 'Gateway',
    VpcId: network.vpc.id,
    ServiceName: `com.amazonaws.${place.region}.s3`,
    State: 'available' as VpcEndpoint['State'], // the wire's spelling; the SDK's enumeration capitalises it
    PolicyDocument: JSON.stringify(policy),
    RouteTableIds: [network.vpc.mainRouteTable.RouteTableId ?? ''],
    SubnetIds: [],
    Groups: [],
    NetworkInterfaceIds: [],
    DnsEntries: [],
    PrivateDnsEnabled: false,
    RequesterManaged: false,
    OwnerId: place.account.id,
    CreationTimestamp: place.at,
    Tags: [],
  };
  ec2At(place).vpcEndpoints.set(id, endpoint);
}

/** Brazil's and Europe's machines. */
export function seedOtherCompute(seeding: Seeding, brazil: Network, europe: Network): void {
  addInstance(seeding, brazil, { name: 'pdv-api-1', days: 120, group: 'pdv-api', profile: 'prod-app' });
  addInstance(seeding, brazil, {
    name: 'pdv-mysql',
    days: 450,
    group: 'pdv-mysql',
    publicIp: '203.0.113.40',
    encryptedRoot: false,
    httpTokens: 'optional',
    problems: ['instance-allows-imdsv1', 'instance-exposed'],
  });
  addInstance(seeding, europe, { name: 'partners-api', days: 60, group: 'partners-api', userData: PLAIN_USER_DATA });
  const place = { ...brazil.place, at: daysAgo(seeding, 30) };
  makeSnapshot(place, 'vol-ffffffff', true, [], 'pdv backup', { backup: 'daily' });
}

/** Public snapshots and images of other accounts, which any listing without an owner returns. */
export function seedForeign(seeding: Seeding, networks: readonly Network[]): void {
  for (const { place } of networks) {
    const ec2 = ec2At(place);
    ec2.foreignSnapshots = ['all-the-worlds-data', 'sample dataset', 'census 2020'].map((Description) => ({
      SnapshotId: place.account.ids.ec2('snap'),
      OwnerId: '999988887777',
      Description,
      Encrypted: false,
      Progress: '100%',
      StartTime: daysAgo(seeding, 2000),
      State: 'completed' as const,
      StorageTier: 'standard' as const,
      VolumeId: 'vol-ffffffff',
      VolumeSize: 100,
    }));
    ec2.foreignImages = [
      {
        ImageId: 'ami-0f00000000000a0a0',
        Name: 'al2023-ami-2023.6-x86_64',
        OwnerId: '137112412989',
        ImageOwnerAlias: 'amazon',
        ImageLocation: 'amazon/al2023-ami-2023.6-x86_64',
        CreationDate: daysAgo(seeding, 100).toISOString(),
        Architecture: 'x86_64',
        BlockDeviceMappings: [],
        ImageType: 'machine',
        RootDeviceType: 'ebs',
        State: 'available',
        VirtualizationType: 'hvm',
      },
    ];
  }
}
