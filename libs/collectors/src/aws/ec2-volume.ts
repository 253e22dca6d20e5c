import { DescribeVolumesCommand, type Volume } from '@aws-sdk/client-ec2';
import { defineCollector, fromListing, legible, tagsOf, whenOf } from '@cspmexa/collector-kit';
import { Ec2Volume } from '@cspmexa/resources';
import { describe } from './sources/describe.js';

export const ec2Volume = defineCollector<Volume>()({
  collects: Ec2Volume,
  list: describe(
    'ec2:DescribeVolumes',
    500,
    (ec2, page, options) => ec2.send(new DescribeVolumesCommand(page), options),
    ({ Volumes }) => Volumes,
  ),
  base: ({ VolumeId }) => ({ volumeId: VolumeId }),
  tags: ({ Tags }) => tagsOf(Tags),
  facets: {
    encryption: fromListing(({ Encrypted, KmsKeyId }) => ({ encrypted: Encrypted, kmsKeyId: KmsKeyId ?? null })),
    usage: fromListing(({ State, Attachments, CreateTime }) => ({
      state: State,
      // A volume can be attached to something that is not an instance of ours, such as a task.
      instanceIds: Attachments?.flatMap(({ InstanceId }) => (legible(InstanceId) ? [InstanceId] : [])),
      createdAt: whenOf(CreateTime),
    })),
  },
});
