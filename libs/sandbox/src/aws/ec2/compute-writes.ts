import type {
  CreateVolumeRequest,
  DeleteSnapshotRequest,
  DeleteVolumeRequest,
  DeregisterImageRequest,
  ModifyImageAttributeRequest,
  ModifyInstanceAttributeRequest,
  ModifyInstanceMetadataOptionsRequest,
  ModifySnapshotAttributeRequest,
  TerminateInstancesRequest,
} from '@aws-sdk/client-ec2';
import type { Ec2Context, Handlers } from '../context.js';
import { AwsError } from '../errors.js';
import { makeVolume } from '../make/compute.js';
import { need } from './describe.js';
import { NO_INSTANCE } from './instances.js';
import { NO_IMAGE, NO_SNAPSHOT } from './storage.js';
import { givenTags } from './tags.js';

function modifyMetadataOptions(call: Ec2Context, input: ModifyInstanceMetadataOptionsRequest): object {
  const { instance } = need(call.ec2.instances, input.InstanceId, NO_INSTANCE.code, NO_INSTANCE.noun);
  const { HttpTokens, HttpPutResponseHopLimit, HttpEndpoint, HttpProtocolIpv6, InstanceMetadataTags } = input;
  const given = { HttpTokens, HttpPutResponseHopLimit, HttpEndpoint, HttpProtocolIpv6, InstanceMetadataTags };
  const changes = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  instance.MetadataOptions = { ...instance.MetadataOptions, ...changes, State: 'applied' };
  return { InstanceId: input.InstanceId, InstanceMetadataOptions: instance.MetadataOptions };
}

function modifyInstanceAttribute(call: Ec2Context, input: ModifyInstanceAttributeRequest): object {
  const record = need(call.ec2.instances, input.InstanceId, NO_INSTANCE.code, NO_INSTANCE.noun);
  const { instance } = record;
  const asked = input.UserData?.Value ?? (input.Attribute === 'userData' ? input.Value : undefined);
  if (asked !== undefined) {
    if (instance.State?.Name !== 'stopped') {
      const message = `The instance '${input.InstanceId}' is not in the 'stopped' state.`;
      throw new AwsError('IncorrectInstanceState', message);
    }
    const text = typeof asked === 'string' ? asked : Buffer.from(asked).toString('base64');
    if (text === '') delete record.userData;
    else record.userData = text;
  }
  if (input.Groups !== undefined) {
    instance.SecurityGroups = input.Groups.map((GroupId) => ({
      GroupId,
      GroupName: call.ec2.securityGroups.get(GroupId)?.group.GroupName,
    }));
    for (const { NetworkInterfaceId } of instance.NetworkInterfaces ?? []) {
      const card = call.ec2.networkInterfaces.get(NetworkInterfaceId ?? '');
      if (card !== undefined) card.Groups = instance.SecurityGroups;
    }
  }
  return {};
}

const STATES = { stopped: 80, running: 16, terminated: 48 } as const;

function setState(call: Ec2Context, ids: readonly string[], state: keyof typeof STATES): object[] {
  return ids.map((id) => {
    const { instance } = need(call.ec2.instances, id, NO_INSTANCE.code, NO_INSTANCE.noun);
    const PreviousState = instance.State;
    instance.State = { Code: STATES[state], Name: state };
    return { InstanceId: id, PreviousState, CurrentState: instance.State };
  });
}

/** Terminates: the instance stays visible as terminated, as it does for about an hour; what hung on it is released. */
function terminate(call: Ec2Context, input: TerminateInstancesRequest): object {
  const ids = input.InstanceIds ?? [];
  const TerminatingInstances = setState(call, ids, 'terminated');
  for (const id of ids) {
    const instance = call.ec2.instances.get(id)?.instance;
    if (instance === undefined) continue;
    for (const card of instance.NetworkInterfaces ?? [])
      call.ec2.networkInterfaces.delete(card.NetworkInterfaceId ?? '');
    for (const device of instance.BlockDeviceMappings ?? []) call.ec2.volumes.delete(device.Ebs?.VolumeId ?? '');
    for (const address of call.ec2.addresses.values()) {
      if (address.InstanceId !== id) continue;
      for (const field of ['AssociationId', 'InstanceId', 'NetworkInterfaceId', 'PrivateIpAddress'] as const) {
        delete address[field];
      }
    }
    instance.NetworkInterfaces = [];
    instance.BlockDeviceMappings = [];
    instance.SecurityGroups = [];
    instance.PublicDnsName = '';
    for (const field of ['PublicIpAddress', 'PrivateIpAddress', 'SubnetId', 'VpcId'] as const) delete instance[field];
  }
  return { TerminatingInstances };
}

type Permission = { Group?: 'all' | undefined; UserId?: string | undefined };

const samePermission = (a: Permission, b: Permission): boolean => a.Group === b.Group && a.UserId === b.UserId;

/** Adds and removes permissions that come as a structure or in the flat form. */
function changePermissions<Each extends Permission>(
  current: readonly Each[],
  change: { Add?: Each[] | undefined; Remove?: Each[] | undefined } | undefined,
  flat: { operation: string | undefined; users: readonly string[] | undefined; groups: readonly string[] | undefined },
): (Each | Permission)[] {
  const listed: Permission[] = [
    ...(flat.users ?? []).map((UserId) => ({ UserId })),
    ...(flat.groups ?? []).map(() => ({ Group: 'all' as const })),
  ];
  const add: (Each | Permission)[] = [...(change?.Add ?? []), ...(flat.operation === 'add' ? listed : [])];
  const remove: Permission[] = [...(change?.Remove ?? []), ...(flat.operation === 'remove' ? listed : [])];
  const kept = current.filter((each) => !remove.some((gone) => samePermission(each, gone)));
  return [...kept, ...add.filter((fresh) => !kept.some((each) => samePermission(each, fresh)))];
}

function modifySnapshot(call: Ec2Context, input: ModifySnapshotAttributeRequest): object {
  const record = need(call.ec2.snapshots, input.SnapshotId, NO_SNAPSHOT.code, NO_SNAPSHOT.noun);
  const flat = { operation: input.OperationType, users: input.UserIds, groups: input.GroupNames };
  const permissions = changePermissions(record.createVolumePermissions, input.CreateVolumePermission, flat);
  const isPublic = permissions.some((each) => each.Group === 'all');
  const wasPublic = record.createVolumePermissions.some((each) => each.Group === 'all');
  if (isPublic && !wasPublic && call.ec2.settings.snapshotBlockPublicAccess !== 'unblocked') {
    const message =
      'The request to share the snapshot publicly is blocked by the account-level block public access setting.';
    throw new AwsError('OperationNotPermitted', message);
  }
  record.createVolumePermissions = permissions;
  return {};
}

function modifyImage(call: Ec2Context, input: ModifyImageAttributeRequest): object {
  const record = need(call.ec2.images, input.ImageId, NO_IMAGE.code, NO_IMAGE.noun);
  const flat = { operation: input.OperationType, users: input.UserIds, groups: input.UserGroups };
  const permissions = changePermissions(record.launchPermissions, input.LaunchPermission, flat);
  const isPublic = permissions.some((each) => each.Group === 'all');
  const wasPublic = record.launchPermissions.some((each) => each.Group === 'all');
  if (isPublic && !wasPublic && call.ec2.settings.imageBlockPublicAccess !== 'unblocked') {
    const message =
      'You can’t publicly share this AMI because block public access for AMIs is enabled for this account.';
    throw new AwsError('OperationNotPermitted', message);
  }
  record.launchPermissions = permissions;
  if (input.Description?.Value !== undefined) record.image.Description = input.Description.Value;
  return {};
}

/** Operations that change instances, volumes, snapshots and images. */
export const computeWrites: Handlers<Ec2Context> = {
  ModifyInstanceMetadataOptions: modifyMetadataOptions,
  ModifyInstanceAttribute: modifyInstanceAttribute,
  StopInstances: (call, input: TerminateInstancesRequest) => ({
    StoppingInstances: setState(call, input.InstanceIds ?? [], 'stopped'),
  }),
  StartInstances: (call, input: TerminateInstancesRequest) => ({
    StartingInstances: setState(call, input.InstanceIds ?? [], 'running'),
  }),
  TerminateInstances: terminate,
  ModifySnapshotAttribute: modifySnapshot,
  ModifyImageAttribute: modifyImage,
  CreateVolume: (call, input: CreateVolumeRequest) => {
    const encrypted = input.Encrypted ?? call.ec2.settings.ebsEncryptionByDefault;
    const place = { account: call.account, region: call.region, at: call.now };
    return makeVolume(place, input.Size ?? 8, encrypted, givenTags(input.TagSpecifications));
  },
  DeleteVolume: (call, input: DeleteVolumeRequest) => {
    const volume = need(call.ec2.volumes, input.VolumeId, 'InvalidVolume.NotFound', 'volume');
    if (volume.State === 'in-use') {
      throw new AwsError('VolumeInUse', `Volume ${input.VolumeId} is currently attached to an instance`);
    }
    call.ec2.volumes.delete(input.VolumeId ?? '');
    return {};
  },
  DeleteSnapshot: (call, input: DeleteSnapshotRequest) => {
    need(call.ec2.snapshots, input.SnapshotId, NO_SNAPSHOT.code, NO_SNAPSHOT.noun);
    call.ec2.snapshots.delete(input.SnapshotId ?? '');
    return {};
  },
  DeregisterImage: (call, input: DeregisterImageRequest) => {
    need(call.ec2.images, input.ImageId, NO_IMAGE.code, NO_IMAGE.noun);
    call.ec2.images.delete(input.ImageId ?? '');
    return { Return: true };
  },
};
