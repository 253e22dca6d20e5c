/** Making instances, volumes, snapshots and images. */
import type {
  Image,
  Instance,
  InstanceMetadataOptionsResponse,
  NetworkInterface,
  Snapshot,
  Volume,
} from '@aws-sdk/client-ec2';
import type { ImageRecord, InstanceRecord, SnapshotRecord } from '../ec2/state.js';
import { ec2Arn, ec2At, tagsOf, type Place, type TagMap } from './place.js';

/** Makes a volume that no instance has yet. */
export function makeVolume(
  place: Place,
  size: number,
  encrypted: boolean,
  tags: TagMap = {},
): Volume & { VolumeId: string } {
  const { account, region } = place;
  const id = account.ids.ec2('vol');
  const volume = {
    VolumeId: id,
    VolumeArn: ec2Arn(place, 'volume', id),
    OwnerId: account.id,
    AvailabilityZone: `${region}a`,
    Attachments: [],
    CreateTime: place.at,
    Encrypted: encrypted,
    ...(encrypted ? { KmsKeyId: kmsKey(place), SseType: 'sse-kms' as const } : {}),
    Iops: 3000,
    MultiAttachEnabled: false,
    Size: size,
    SnapshotId: '',
    State: 'available' as const,
    Throughput: 125,
    VolumeType: 'gp3' as const,
    ...tagsOf(tags),
  };
  ec2At(place).volumes.set(id, volume);
  return volume;
}

/** The ARN of the account's key for volumes in a region. */
export function kmsKey({ account, region }: Place): string {
  return `arn:aws:kms:${region}:${account.id}:key/5a4d0000-1111-4222-a333-444455556666`;
}

/** What an instance is made of. */
export interface InstanceOptions {
  subnet: { SubnetId: string; VpcId?: string | undefined; AvailabilityZone?: string | undefined };
  groups: readonly { id: string; group: { GroupName?: string | undefined } }[];
  /** The instance's public address, if it has one. */
  publicIp?: string;
  privateIp?: string;
  type?: Instance['InstanceType'];
  imageId?: string;
  /** `required` is IMDSv2 alone. */
  httpTokens?: 'required' | 'optional';
  /** Text, which EC2 keeps as base64. */
  userData?: string;
  profile?: string;
  keyName?: string;
  encryptedRoot?: boolean;
  monitoring?: boolean;
  tags?: TagMap;
}

function metadataOptions(tokens: 'required' | 'optional'): InstanceMetadataOptionsResponse {
  return {
    State: 'applied',
    HttpTokens: tokens,
    HttpPutResponseHopLimit: tokens === 'required' ? 2 : 1,
    HttpEndpoint: 'enabled',
    HttpProtocolIpv6: 'disabled',
    InstanceMetadataTags: 'disabled',
  };
}

/** Makes a running instance with its network interface and its root volume. */
export function makeInstance(place: Place, options: InstanceOptions): InstanceRecord & { id: string } {
  const { account, region } = place;
  const id = account.ids.ec2('i');
  const root = makeVolume(place, 30, options.encryptedRoot ?? true, options.tags);
  const attached = { AttachTime: place.at, DeleteOnTermination: true, VolumeId: root.VolumeId };
  const volume: Volume = root;
  volume.State = 'in-use';
  volume.Attachments = [{ ...attached, Device: '/dev/xvda', InstanceId: id, State: 'attached' }];
  const card = makeNetworkInterface(place, id, options);
  const instance: Instance = {
    InstanceId: id,
    AmiLaunchIndex: 0,
    ClientToken: '',
    CpuOptions: { CoreCount: 1, ThreadsPerCore: 2 },
    EnclaveOptions: { Enabled: false },
    HibernationOptions: { Configured: false },
    Architecture: 'x86_64',
    BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { ...attached, Status: 'attached' } }],
    EbsOptimized: true,
    EnaSupport: true,
    Hypervisor: 'xen',
    ImageId: options.imageId ?? 'ami-0f00000000000a0a0',
    InstanceType: options.type ?? 't3.medium',
    LaunchTime: place.at,
    MetadataOptions: metadataOptions(options.httpTokens ?? 'required'),
    Monitoring: { State: options.monitoring === true ? 'enabled' : 'disabled' },
    NetworkInterfaces: [card],
    Placement: { AvailabilityZone: options.subnet.AvailabilityZone ?? `${region}a`, GroupName: '', Tenancy: 'default' },
    PrivateIpAddress: card.PrivateIpAddress,
    PrivateDnsName: card.PrivateDnsName,
    PublicDnsName: options.publicIp === undefined ? '' : dnsName(options.publicIp, region),
    ProductCodes: [],
    RootDeviceName: '/dev/xvda',
    RootDeviceType: 'ebs',
    SecurityGroups: options.groups.map(({ id: GroupId, group }) => ({ GroupId, GroupName: group.GroupName })),
    SourceDestCheck: true,
    State: { Code: 16, Name: 'running' },
    StateTransitionReason: '',
    SubnetId: options.subnet.SubnetId,
    VirtualizationType: 'hvm',
    VpcId: options.subnet.VpcId,
    ...(options.publicIp === undefined ? {} : { PublicIpAddress: options.publicIp }),
    ...(options.keyName === undefined ? {} : { KeyName: options.keyName }),
    ...(options.profile === undefined ? {} : { IamInstanceProfile: profileOf(place, options.profile) }),
    ...tagsOf(options.tags),
  };
  const record = {
    id,
    instance,
    reservationId: account.ids.ec2('r'),
    ...(options.userData === undefined ? {} : { userData: Buffer.from(options.userData).toString('base64') }),
  };
  ec2At(place).instances.set(id, record);
  return record;
}

function profileOf({ account }: Place, name: string): { Arn: string; Id: string } {
  return { Arn: `arn:aws:iam::${account.id}:instance-profile/${name}`, Id: account.ids.iam('AIPA') };
}

function dnsName(ip: string, region: string): string {
  const zone = region === 'us-east-1' ? 'compute-1' : `${region}.compute`;
  return `ec2-${ip.replaceAll('.', '-')}.${zone}.amazonaws.com`;
}

function makeNetworkInterface(place: Place, instanceId: string, options: InstanceOptions): NetworkInterface {
  const { account, region } = place;
  const { ids } = account;
  const id = ids.ec2('eni');
  const privateIp = options.privateIp ?? `10.${ids.integer(250)}.${ids.integer(250)}.${4 + ids.integer(250)}`;
  const card: NetworkInterface = {
    NetworkInterfaceId: id,
    AvailabilityZone: options.subnet.AvailabilityZone ?? `${region}a`,
    Attachment: {
      AttachTime: place.at,
      AttachmentId: ids.ec2('eni-attach'),
      DeleteOnTermination: true,
      DeviceIndex: 0,
      NetworkCardIndex: 0,
      InstanceId: instanceId,
      InstanceOwnerId: account.id,
      Status: 'attached',
    },
    Description: '',
    Groups: options.groups.map(({ id: GroupId, group }) => ({ GroupId, GroupName: group.GroupName })),
    InterfaceType: 'interface',
    Ipv6Addresses: [],
    MacAddress: `0a:${ids.hex(10).replace(/(..)(?=.)/g, '$1:')}`,
    OwnerId: account.id,
    PrivateIpAddress: privateIp,
    PrivateDnsName: `ip-${privateIp.replaceAll('.', '-')}.ec2.internal`,
    PrivateIpAddresses: [{ Primary: true, PrivateIpAddress: privateIp }],
    RequesterManaged: false,
    SourceDestCheck: true,
    Status: 'in-use',
    SubnetId: options.subnet.SubnetId,
    TagSet: [],
    VpcId: options.subnet.VpcId,
    ...(options.publicIp === undefined
      ? {}
      : {
          Association: {
            PublicIp: options.publicIp,
            PublicDnsName: dnsName(options.publicIp, region),
            IpOwnerId: 'amazon',
          },
        }),
  };
  ec2At(place).networkInterfaces.set(id, card);
  return card;
}

/** Makes the network interface of a load balancer, which AWS itself manages. */
export function makeBalancerInterface(
  place: Place,
  subnet: InstanceOptions['subnet'],
  group: InstanceOptions['groups'][number],
  publicIp: string,
): NetworkInterface {
  const card = makeNetworkInterface(place, '', { subnet, groups: [group], publicIp });
  card.Description = 'ELB app/public/50dc6c495c0c9188';
  card.RequesterId = 'amazon-elb';
  card.RequesterManaged = true;
  card.Attachment = {
    AttachmentId: place.account.ids.ec2('eni-attach'),
    DeleteOnTermination: false,
    DeviceIndex: 1,
    InstanceOwnerId: 'amazon-elb',
    Status: 'attached',
  };
  return card;
}

/** Makes a snapshot; `sharedWith` are account ids, or `all` for everybody. */
export function makeSnapshot(
  place: Place,
  volumeId: string,
  encrypted: boolean,
  sharedWith: readonly string[] = [],
  description = '',
  tags: TagMap = {},
): SnapshotRecord & { id: string } {
  const id = place.account.ids.ec2('snap');
  const snapshot: Snapshot = {
    SnapshotId: id,
    OwnerId: place.account.id,
    Description: description,
    Encrypted: encrypted,
    ...(encrypted ? { KmsKeyId: kmsKey(place) } : {}),
    Progress: '100%',
    StartTime: place.at,
    State: 'completed',
    StorageTier: 'standard',
    VolumeId: volumeId,
    VolumeSize: 30,
    ...tagsOf(tags),
  };
  const createVolumePermissions = sharedWith.map((who) =>
    who === 'all' ? { Group: 'all' as const } : { UserId: who },
  );
  const record = { id, snapshot, createVolumePermissions };
  ec2At(place).snapshots.set(id, record);
  return record;
}

/** Makes an image of a snapshot; `sharedWith` as for a snapshot. */
export function makeImage(
  place: Place,
  name: string,
  snapshotId: string,
  encrypted: boolean,
  sharedWith: readonly string[] = [],
  tags: TagMap = {},
): ImageRecord & { id: string } {
  const id = place.account.ids.ec2('ami');
  const image: Image = {
    ImageId: id,
    Architecture: 'x86_64',
    BlockDeviceMappings: [
      {
        DeviceName: '/dev/xvda',
        Ebs: {
          DeleteOnTermination: true,
          Encrypted: encrypted,
          SnapshotId: snapshotId,
          VolumeSize: 30,
          VolumeType: 'gp3',
        },
      },
    ],
    CreationDate: place.at.toISOString(),
    EnaSupport: true,
    Hypervisor: 'xen',
    ImageLocation: `${place.account.id}/${name}`,
    ImageType: 'machine',
    Name: name,
    OwnerId: place.account.id,
    PlatformDetails: 'Linux/UNIX',
    Public: false,
    RootDeviceName: '/dev/xvda',
    RootDeviceType: 'ebs',
    State: 'available',
    VirtualizationType: 'hvm',
    ...tagsOf(tags),
  };
  const launchPermissions = sharedWith.map((who) => (who === 'all' ? { Group: 'all' as const } : { UserId: who }));
  const record = { id, image, launchPermissions };
  ec2At(place).images.set(id, record);
  return record;
}
