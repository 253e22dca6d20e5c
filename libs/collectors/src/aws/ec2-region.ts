import {
  GetEbsEncryptionByDefaultCommand,
  GetImageBlockPublicAccessStateCommand,
  GetInstanceMetadataDefaultsCommand,
  GetSnapshotBlockPublicAccessStateCommand,
  type EC2Client,
} from '@aws-sdk/client-ec2';
import { defineCollector, fromCall, type CallOptions, type FacetReader } from '@cspmexa/collector-kit';
import { Ec2Region, type Place } from '@cspmexa/resources';
import { thisPlace } from './sources/this-place.js';

const setting = <T>(
  action: string,
  send: (ec2: EC2Client, options: CallOptions) => Promise<T>,
  read: (answer: T) => unknown,
): FacetReader<Place> =>
  fromCall({
    action,
    read: async (aws, { region }) => read(await aws.call(action, (options) => send(aws.clients.ec2(region), options))),
  });

export const ec2Region = defineCollector<Place>()({
  collects: Ec2Region,
  list: thisPlace,
  base: ({ region }) => ({ region }),
  facets: {
    ebsEncryption: setting(
      'ec2:GetEbsEncryptionByDefault',
      (ec2, options) => ec2.send(new GetEbsEncryptionByDefaultCommand({}), options),
      ({ EbsEncryptionByDefault }) => ({ byDefault: EbsEncryptionByDefault }),
    ),
    snapshotPublicAccess: setting(
      'ec2:GetSnapshotBlockPublicAccessState',
      (ec2, options) => ec2.send(new GetSnapshotBlockPublicAccessStateCommand({}), options),
      ({ State }) => ({ state: State }),
    ),
    imagePublicAccess: setting(
      'ec2:GetImageBlockPublicAccessState',
      (ec2, options) => ec2.send(new GetImageBlockPublicAccessStateCommand({}), options),
      ({ ImageBlockPublicAccessState }) => ({ state: ImageBlockPublicAccessState }),
    ),
    metadataDefaults: setting(
      'ec2:GetInstanceMetadataDefaults',
      (ec2, options) => ec2.send(new GetInstanceMetadataDefaultsCommand({}), options),
      // AWS leaves out what was never set, but not the element around it.
      ({ AccountLevel }) =>
        AccountLevel && {
          httpTokens: AccountLevel.HttpTokens ?? null,
          httpEndpoint: AccountLevel.HttpEndpoint ?? null,
          hopLimit: AccountLevel.HttpPutResponseHopLimit ?? null,
        },
    ),
  },
});
