import { DescribeImagesCommand, type Image } from '@aws-sdk/client-ec2';
import { defineCollector, fromListing, legible, tagsOf } from '@cspmexa/collector-kit';
import { Ec2Image } from '@cspmexa/resources';
import { describe } from './sources/describe.js';

/** AWS sends the dates of an image as text; undefined, which the schema refuses, for what is no date. */
const dateOf = (text: string | undefined): string | undefined =>
  Number.isNaN(Date.parse(legible(text) ?? '')) ? undefined : text;

export const ec2Image = defineCollector<Image>()({
  collects: Ec2Image,
  list: describe(
    'ec2:DescribeImages',
    1_000,
    (ec2, page, options) => ec2.send(new DescribeImagesCommand({ ...page, Owners: ['self'] }), options),
    ({ Images }) => Images,
  ),
  base: ({ ImageId, Name }) => ({ imageId: ImageId, imageName: Name ?? null }),
  tags: ({ Tags }) => tagsOf(Tags),
  facets: {
    permissions: fromListing(({ Public }) => ({ public: Public })),
    disks: fromListing(({ BlockDeviceMappings }) =>
      // A mapping without EBS is an instance store, or a device that is left out.
      BlockDeviceMappings?.flatMap(({ Ebs }) =>
        Ebs ? [{ snapshotId: Ebs.SnapshotId ?? null, encrypted: Ebs.Encrypted ?? null }] : [],
      ),
    ),
    age: fromListing(({ CreationDate, DeprecationTime }) => ({
      createdAt: dateOf(CreationDate),
      deprecatedAt: DeprecationTime === undefined ? null : dateOf(DeprecationTime),
    })),
  },
});
