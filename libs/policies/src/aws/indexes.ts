/** Ways to find other resources. Each index is built once, however many policies read it. */
import {
  Ec2Image,
  Ec2NetworkInterface,
  Ec2Region,
  Ec2SecurityGroup,
  Ec2Snapshot,
  VpcEndpoint,
  VpcNetworkAcl,
  VpcRouteTable,
  VpcSubnet,
} from '@cspmexa/resources';
import { IamGroup, IamRole, IamSamlProvider, IamUser, S3Account, S3Bucket, type Facet } from '@cspmexa/resources';
import { indexOf } from '@cspmexa/policy-kit';

/** Network interfaces by the security groups that protect them. */
export const interfacesByGroup = indexOf(Ec2NetworkInterface, {
  needs: ['attachment'],
  by: ({ securityGroupIds }) => securityGroupIds,
});

/** Network interfaces by VPC. */
export const interfacesByVpc = indexOf(Ec2NetworkInterface, { by: ({ vpcId }) => vpcId ?? [] });

/** Security groups, with their rules. */
export const groupsById = indexOf(Ec2SecurityGroup, { needs: ['rules'], by: ({ groupId }) => groupId });

/** Images of the account. */
export const imagesById = indexOf(Ec2Image, { needs: ['age'], by: ({ imageId }) => imageId });

/** Snapshots by the volume from which they were taken. */
export const snapshotsByVolume = indexOf(Ec2Snapshot, { needs: ['age'], by: ({ volumeId }) => volumeId ?? [] });

/** The EC2 settings of a region. */
export const regionSettings = indexOf(Ec2Region, {
  needs: ['metadataDefaults', 'ebsEncryption'],
  by: ({ region }) => region,
});

/** Subnets by VPC. */
export const subnetsByVpc = indexOf(VpcSubnet, { needs: ['addressing'], by: ({ vpcId }) => vpcId });

/** Route tables by VPC. */
export const routeTablesByVpc = indexOf(VpcRouteTable, { needs: ['routes'], by: ({ vpcId }) => vpcId });

/** Network ACLs by the subnets that they filter. */
export const aclsBySubnet = indexOf(VpcNetworkAcl, { needs: ['entries'], by: ({ subnetIds }) => subnetIds });

/** Endpoints by VPC. */
export const endpointsByVpc = indexOf(VpcEndpoint, { needs: ['placement'], by: ({ vpcId }) => vpcId });

/** The S3 settings of an account, by its id. */
export const settingsByAccount = indexOf(S3Account, { needs: ['publicAccessBlock'], by: ({ accountId }) => accountId });

/** Buckets by name. */
export const bucketsByName = indexOf(S3Bucket, { by: ({ name }) => name });

/** The key of users, groups and roles of which the related facet could not be read: whoever finds nothing looks there too. */
export const unreadable = '(unreadable)';

const known = <T>(facet: Facet<T> | undefined, keys: (value: T) => readonly string[]): readonly string[] =>
  facet?.known ? keys(facet.value) : [unreadable];
const arns = (attached: readonly { readonly arn: string }[]) => attached.map(({ arn }) => arn);

/** Users by the names of their groups. */
export const usersByGroup = indexOf(IamUser, {
  needs: ['groups', 'credentials'],
  by: (_, { facets }) => known(facets.groups, (groups) => groups),
});

/** Users, groups and roles by the ARNs of the managed policies attached to them. */
export const usersByPolicy = indexOf(IamUser, {
  needs: ['attachedPolicies'],
  by: (_, { facets }) => known(facets.attachedPolicies, arns),
});
export const groupsByPolicy = indexOf(IamGroup, {
  needs: ['attachedPolicies'],
  by: (_, { facets }) => known(facets.attachedPolicies, arns),
});
export const rolesByPolicy = indexOf(IamRole, {
  needs: ['attachedPolicies'],
  by: (_, { facets }) => known(facets.attachedPolicies, arns),
});

/** SAML providers of the account. */
export const samlProviders = indexOf(IamSamlProvider, { by: ({ arn }) => arn });
