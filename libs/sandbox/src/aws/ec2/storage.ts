import {
  Image$,
  Snapshot$,
  Volume$,
  type DescribeImageAttributeRequest,
  type DescribeImagesRequest,
  type DescribeImagesResult,
  type DescribeSnapshotAttributeRequest,
  type DescribeSnapshotAttributeResult,
  type DescribeSnapshotsRequest,
  type DescribeSnapshotsResult,
  type Image,
  type ImageAttribute,
  type Snapshot,
} from '@aws-sdk/client-ec2';
import type { Ec2Context, Handlers } from '../context.js';
import { AwsError } from '../errors.js';
import { describe, listingHandler, need, type Listing } from './describe.js';
import type { ImageRecord, SnapshotRecord } from './state.js';

/** The error and noun of a snapshot that does not exist. */
export const NO_SNAPSHOT = { code: 'InvalidSnapshot.NotFound', noun: 'snapshot' };
/** The error and noun of an image that does not exist. */
export const NO_IMAGE = { code: 'InvalidAMIID.NotFound', noun: 'image id' };

const snapshots: Listing<Snapshot> = {
  schema: Snapshot$,
  id: (snapshot) => snapshot.SnapshotId,
  notFound: NO_SNAPSHOT,
  filters: { status: (snapshot) => snapshot.State, 'owner-alias': (snapshot) => snapshot.OwnerAlias },
};

const images: Listing<Image> = {
  schema: Image$,
  id: (image) => image.ImageId,
  notFound: NO_IMAGE,
  filters: {
    'is-public': (image) => image.Public,
    'owner-alias': (image) => image.ImageOwnerAlias,
    'block-device-mapping.snapshot-id': (image) => image.BlockDeviceMappings?.map((device) => device.Ebs?.SnapshotId),
  },
  pageRange: [1, 1000],
};

const sharedWithAll = (permissions: readonly { Group?: string | undefined }[]): boolean =>
  permissions.some((permission) => permission.Group === 'all');

/** Whether an owner that a listing asks for (`self`, `amazon`, an account id) is the owner of an item. */
function ownedBy(owners: readonly string[], self: string, owner: string | undefined, alias: string | undefined) {
  return owners.some((wanted) => (wanted === 'self' ? owner === self : wanted === owner || wanted === alias));
}

/** Whether an account that a listing asks for (`self`, `all`, an account id) is among those that an item is shared with. */
function sharedWith(
  wanted: readonly string[],
  self: string,
  permissions: readonly { Group?: string | undefined; UserId?: string | undefined }[],
  owner: string | undefined,
) {
  return wanted.some((who) => {
    const id = who === 'self' ? self : who;
    return who === 'all' ? sharedWithAll(permissions) : owner === id || permissions.some((each) => each.UserId === id);
  });
}

const PUBLIC = [{ Group: 'all' as const }];

function describeSnapshots(call: Ec2Context, input: DescribeSnapshotsRequest): DescribeSnapshotsResult {
  const own: SnapshotRecord[] = [...call.ec2.snapshots.values()];
  const foreign = call.ec2.foreignSnapshots.map((snapshot) => ({ snapshot, createVolumePermissions: PUBLIC }));
  const { OwnerIds: owners = [], RestorableByUserIds: restorable = [] } = input;
  const visible = [...own, ...foreign].filter(
    ({ snapshot, createVolumePermissions }) =>
      (owners.length === 0 || ownedBy(owners, call.account.id, snapshot.OwnerId, snapshot.OwnerAlias)) &&
      (restorable.length === 0 || sharedWith(restorable, call.account.id, createVolumePermissions, snapshot.OwnerId)),
  );
  const page = describe(
    call,
    visible.map(({ snapshot }) => snapshot),
    input.SnapshotIds,
    input,
    snapshots,
  );
  return { Snapshots: page.items, NextToken: page.next };
}

function describeSnapshotAttribute(
  call: Ec2Context,
  input: DescribeSnapshotAttributeRequest,
): DescribeSnapshotAttributeResult {
  const record = need(call.ec2.snapshots, input.SnapshotId, NO_SNAPSHOT.code, NO_SNAPSHOT.noun);
  if (input.Attribute === 'productCodes') return { SnapshotId: input.SnapshotId, ProductCodes: [] };
  if (input.Attribute !== 'createVolumePermission') throw badAttribute(input.Attribute);
  return { SnapshotId: input.SnapshotId, CreateVolumePermissions: record.createVolumePermissions };
}

/** The image as listings tell it: public when everybody may launch it. */
function imageView({ image, launchPermissions }: ImageRecord): Image {
  return { ...image, Public: sharedWithAll(launchPermissions) };
}

function describeImages(call: Ec2Context, input: DescribeImagesRequest): DescribeImagesResult {
  const own = [...call.ec2.images.values()];
  const foreign = call.ec2.foreignImages.map((image) => ({ image, launchPermissions: PUBLIC }));
  const { Owners: owners = [], ExecutableUsers: executable = [] } = input;
  const visible = [...own, ...foreign].filter(
    ({ image, launchPermissions }) =>
      (owners.length === 0 || ownedBy(owners, call.account.id, image.OwnerId, image.ImageOwnerAlias)) &&
      (executable.length === 0 || sharedWith(executable, call.account.id, launchPermissions, image.OwnerId)),
  );
  const page = describe(call, visible.map(imageView), input.ImageIds, input, images);
  return { Images: page.items, NextToken: page.next };
}

function describeImageAttribute(call: Ec2Context, input: DescribeImageAttributeRequest): ImageAttribute {
  const record = need(call.ec2.images, input.ImageId, NO_IMAGE.code, NO_IMAGE.noun);
  const { image, launchPermissions } = record;
  if (input.Attribute === 'launchPermission') return { ImageId: input.ImageId, LaunchPermissions: launchPermissions };
  if (input.Attribute === 'description') return { ImageId: input.ImageId, Description: { Value: image.Description } };
  if (input.Attribute === 'blockDeviceMapping') {
    return { ImageId: input.ImageId, BlockDeviceMappings: image.BlockDeviceMappings ?? [] };
  }
  throw badAttribute(input.Attribute);
}

function badAttribute(attribute: string | undefined): AwsError {
  return new AwsError('InvalidParameterValue', `Value (${attribute}) for parameter attribute is invalid.`);
}

/** Operations that read volumes, snapshots and images. */
export const storageReads: Handlers<Ec2Context> = {
  DescribeVolumes: listingHandler((call) => call.ec2.volumes.values(), 'Volumes', 'VolumeIds', {
    schema: Volume$,
    id: (volume) => volume.VolumeId,
    notFound: { code: 'InvalidVolume.NotFound', noun: 'volume' },
    filters: { status: (volume) => volume.State },
  }),
  DescribeSnapshots: describeSnapshots,
  DescribeSnapshotAttribute: describeSnapshotAttribute,
  DescribeImages: describeImages,
  DescribeImageAttribute: describeImageAttribute,
};
