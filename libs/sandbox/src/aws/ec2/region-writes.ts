import type {
  EnableImageBlockPublicAccessRequest,
  EnableSnapshotBlockPublicAccessRequest,
  InstanceMetadataDefaultsResponse,
  ModifyInstanceMetadataDefaultsRequest,
} from '@aws-sdk/client-ec2';
import type { Ec2Context, Handlers } from '../context.js';
import { AwsError } from '../errors.js';

function modifyDefaults({ ec2 }: Ec2Context, input: ModifyInstanceMetadataDefaultsRequest): object {
  const { HttpTokens, HttpPutResponseHopLimit, HttpEndpoint, InstanceMetadataTags } = input;
  const asked = { HttpTokens, HttpPutResponseHopLimit, HttpEndpoint, InstanceMetadataTags };
  // `no-preference` and -1 take a default back.
  const entries = Object.entries({ ...ec2.settings.metadataDefaults, ...definedOnly(asked) });
  ec2.settings.metadataDefaults = Object.fromEntries(
    entries.filter(([, value]) => value !== 'no-preference' && value !== -1),
  ) as InstanceMetadataDefaultsResponse; // the entries are those of the type itself
  return { Return: true };
}

function definedOnly(values: object): object {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

/** Operations that change what holds for a whole region. */
export const regionWrites: Handlers<Ec2Context> = {
  EnableEbsEncryptionByDefault: ({ ec2 }) => {
    ec2.settings.ebsEncryptionByDefault = true;
    return { EbsEncryptionByDefault: true };
  },
  DisableEbsEncryptionByDefault: ({ ec2 }) => {
    ec2.settings.ebsEncryptionByDefault = false;
    return { EbsEncryptionByDefault: false };
  },
  EnableSnapshotBlockPublicAccess: ({ ec2 }, { State }: EnableSnapshotBlockPublicAccessRequest) => {
    if (State !== 'block-all-sharing' && State !== 'block-new-sharing') {
      throw new AwsError('InvalidParameterValue', `Value (${State}) for parameter State is invalid.`);
    }
    ec2.settings.snapshotBlockPublicAccess = State;
    return { State };
  },
  DisableSnapshotBlockPublicAccess: ({ ec2 }) => {
    ec2.settings.snapshotBlockPublicAccess = 'unblocked';
    return { State: 'unblocked' };
  },
  EnableImageBlockPublicAccess: ({ ec2 }, input: EnableImageBlockPublicAccessRequest) => {
    if (input.ImageBlockPublicAccessState !== 'block-new-sharing') {
      throw new AwsError('InvalidParameterValue', 'ImageBlockPublicAccessState must be block-new-sharing.');
    }
    ec2.settings.imageBlockPublicAccess = 'block-new-sharing';
    return { ImageBlockPublicAccessState: 'block-new-sharing' };
  },
  DisableImageBlockPublicAccess: ({ ec2 }) => {
    ec2.settings.imageBlockPublicAccess = 'unblocked';
    return { ImageBlockPublicAccessState: 'unblocked' };
  },
  ModifyInstanceMetadataDefaults: modifyDefaults,
};
