import {
  AvailabilityZone$,
  Region$,
  type AvailabilityZone,
  type DescribeAvailabilityZonesRequest,
  type DescribeAvailabilityZonesResult,
  type DescribeRegionsRequest,
  type DescribeRegionsResult,
  type Region,
} from '@aws-sdk/client-ec2';
import type { Ec2Context, Handlers } from '../context.js';
import { AwsError } from '../errors.js';
import { OPT_IN_REGIONS } from '../regions.js';
import { describe } from './describe.js';

function describeRegions(call: Ec2Context, input: DescribeRegionsRequest): DescribeRegionsResult {
  const enabled = call.account.settings.regions;
  const optIn: readonly string[] = OPT_IN_REGIONS;
  const known = [...new Set([...enabled, ...(input.AllRegions === true ? optIn : [])])].sort();
  const regions = known.map((name): Region => ({
    RegionName: name,
    Endpoint: `ec2.${name}.amazonaws.com`,
    OptInStatus: !optIn.includes(name) ? 'opt-in-not-required' : enabled.includes(name) ? 'opted-in' : 'not-opted-in',
  }));
  const { items } = describe(
    call,
    regions,
    input.RegionNames,
    { Filters: input.Filters },
    {
      schema: Region$,
      id: (region) => region.RegionName,
      notFound: { code: 'InvalidParameterValue', noun: 'region' },
      paged: false,
    },
  );
  return { Regions: items };
}

function describeAvailabilityZones(
  call: Ec2Context,
  input: DescribeAvailabilityZonesRequest,
): DescribeAvailabilityZonesResult {
  const zones = ['a', 'b', 'c'].map((letter, index): AvailabilityZone => ({
    ZoneName: `${call.region}${letter}`,
    ZoneId: `${zonePrefix(call.region)}-az${index + 1}`,
    RegionName: call.region,
    GroupName: call.region,
    NetworkBorderGroup: call.region,
    ZoneType: 'availability-zone',
    OptInStatus: 'opt-in-not-required',
    State: 'available',
    Messages: [],
  }));
  const { items } = describe(
    call,
    zones,
    input.ZoneNames,
    { Filters: input.Filters },
    {
      schema: AvailabilityZone$,
      id: (zone) => zone.ZoneName,
      notFound: { code: 'InvalidParameterValue', noun: 'availability zone' },
      paged: false,
    },
  );
  return { AvailabilityZones: items };
}

/** `use1` for `us-east-1`, as AWS shortens regions in the ids of zones. */
export function zonePrefix(region: string): string {
  const [area = '', direction = '', number = ''] = region.split('-');
  const short = direction.replace(/north|south|east|west|central/g, (word) => word.charAt(0));
  return `${area}${short}${number}`;
}

/** Throws for a region that the account has not enabled, as every EC2 call there does. */
export function assertRegionEnabled(call: { account: Ec2Context['account']; region: string }): void {
  if (call.account.settings.regions.includes(call.region)) return;
  const message = 'AWS was not able to validate the provided access credentials';
  throw new AwsError('AuthFailure', message, 401);
}

/** Operations that read what holds for a whole region. */
export const regionReads: Handlers<Ec2Context> = {
  DescribeRegions: describeRegions,
  DescribeAvailabilityZones: describeAvailabilityZones,
  GetEbsEncryptionByDefault: ({ ec2 }) => ({
    EbsEncryptionByDefault: ec2.settings.ebsEncryptionByDefault,
    SseType: ec2.settings.ebsEncryptionByDefault ? 'sse-ebs' : 'none',
  }),
  GetSnapshotBlockPublicAccessState: ({ ec2 }) => ({
    State: ec2.settings.snapshotBlockPublicAccess,
    ManagedBy: 'account',
  }),
  GetImageBlockPublicAccessState: ({ ec2 }) => ({
    ImageBlockPublicAccessState: ec2.settings.imageBlockPublicAccess,
    ManagedBy: 'account',
  }),
  GetInstanceMetadataDefaults: ({ ec2 }) => ({ AccountLevel: ec2.settings.metadataDefaults }),
};
