/** Units with resources to judge. */
import { resourceOfSample, sample } from '@cspmexa/policy-kit';
import {
  Ec2NetworkInterface,
  Ec2SecurityGroup,
  S3Bucket,
  unknown,
  type Resource,
  type SecurityGroupRule,
} from '@cspmexa/resources';
import type { UnitGiven } from './engine-under-test.js';

/** A bucket that lives in us-east-1 and is listed globally. `unseen`: its versioning could not be read. */
export const bucket = (name: string, versioning: 'Enabled' | 'Never' | 'Suspended' | 'unseen'): Resource =>
  resourceOfSample(
    sample(S3Bucket, {
      base: { name, createdAt: null },
      region: 'us-east-1',
      facets: {
        versioning:
          versioning === 'unseen'
            ? unknown('denied', 's3:GetBucketVersioning', 'No.')
            : { status: versioning, mfaDelete: false },
      },
    }),
  );

export const buckets = (resources: readonly Resource[], holes: readonly string[] = []): UnitGiven => ({
  ...{ service: 's3', region: 'global', kinds: [S3Bucket.kind], resources, holes },
});

const openPort = (port: number | null): SecurityGroupRule => ({
  ...{ protocol: 'tcp', fromPort: port, toPort: port, ipv4: ['0.0.0.0/0'], ipv6: [], prefixLists: [], groups: [] },
});

/** A security group that opens ports to the internet; null is every port. */
export const group = (groupId: string, region: string, ...ports: (number | null)[]): Resource =>
  resourceOfSample(
    sample(Ec2SecurityGroup, {
      base: { groupId, groupName: groupId, vpcId: null },
      region,
      facets: { rules: { ingress: ports.map(openPort), egress: [] } },
    }),
  );

/** A network interface behind a security group. */
export const networkInterface = (id: string, region: string, groupId: string): Resource =>
  resourceOfSample(
    sample(Ec2NetworkInterface, {
      base: { interfaceId: id, vpcId: null, subnetId: null, securityGroupIds: [groupId] },
      region,
    }),
  );

export const network = (region: string, resources: readonly Resource[], holes: readonly string[] = []): UnitGiven => ({
  ...{ service: 'ec2', region, kinds: [Ec2SecurityGroup.kind, Ec2NetworkInterface.kind], resources, holes },
});
