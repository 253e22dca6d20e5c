import { DescribeSnapshotAttributeCommand, DescribeSnapshotsCommand, type Snapshot } from '@aws-sdk/client-ec2';
import {
  defineCollector,
  defineSource,
  fromCall,
  fromListing,
  legible,
  malformed,
  tagsOf,
  whenOf,
  CallFailure,
  type FacetReader,
} from '@cspmexa/collector-kit';
import { Ec2Snapshot } from '@cspmexa/resources';
import { describe } from './sources/describe.js';
import { ownedHere } from './sources/owned-here.js';

const action = 'ec2:DescribeSnapshots';

const sharedWithAll = describe(
  action,
  1_000,
  (ec2, page, options) =>
    ec2.send(new DescribeSnapshotsCommand({ ...page, OwnerIds: ['self'], RestorableByUserIds: ['all'] }), options),
  ({ Snapshots }) => Snapshots,
);

/** Whether a snapshot may be public, so that its permissions have to be read: one call finds out for all of them. */
const maybePublic = defineSource<(snapshotId: string | undefined) => boolean>({
  actions: [action],
  load: async (aws) => {
    const { items, hole } = await aws.load(sharedWithAll);
    if (hole?.reason === 'denied' || hole?.reason === 'credentials') throw new CallFailure(hole, 'Incomplete');
    const ids = new Set(items.map(({ SnapshotId }) => SnapshotId));
    // The filter did not work to its end: each snapshot has to be looked at.
    return hole || [...ids].some((id) => typeof id !== 'string') ? () => true : (snapshotId) => ids.has(snapshotId);
  },
});

const permissions: FacetReader<Snapshot> = fromCall({
  action: 'ec2:DescribeSnapshotAttribute',
  alsoNeeds: [action],
  read: async (aws, { SnapshotId }, { region }) => {
    if (!(await aws.load(maybePublic))(SnapshotId)) return { public: false, accountIds: [] };
    const { CreateVolumePermissions } = await aws.call('ec2:DescribeSnapshotAttribute', (options) =>
      aws.clients
        .ec2(region)
        .send(new DescribeSnapshotAttributeCommand({ SnapshotId, Attribute: 'createVolumePermission' }), options),
    );
    if (!CreateVolumePermissions?.every(({ Group, UserId }) => legible(Group) || legible(UserId)))
      throw malformed('ec2:DescribeSnapshotAttribute', 'The answer does not say who may use the snapshot.');
    return {
      public: CreateVolumePermissions.some(({ Group }) => Group === 'all'),
      accountIds: CreateVolumePermissions.flatMap(({ UserId }) => (UserId ? [UserId] : [])),
    };
  },
});

export const ec2Snapshot = defineCollector<Snapshot>()({
  collects: Ec2Snapshot,
  list: ownedHere(
    describe(
      action,
      1_000,
      (ec2, page, options) => ec2.send(new DescribeSnapshotsCommand({ ...page, OwnerIds: ['self'] }), options),
      ({ Snapshots }) => Snapshots,
    ),
  ),
  base: ({ SnapshotId, VolumeId }) => ({ snapshotId: SnapshotId, volumeId: VolumeId ?? null }),
  tags: ({ Tags }) => tagsOf(Tags),
  facets: {
    encryption: fromListing(({ Encrypted, KmsKeyId }) => ({ encrypted: Encrypted, kmsKeyId: KmsKeyId ?? null })),
    age: fromListing(({ StartTime }) => ({ startedAt: whenOf(StartTime) })),
    permissions,
  },
});
