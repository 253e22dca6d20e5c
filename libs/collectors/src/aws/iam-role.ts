import type { RoleDetail } from '@aws-sdk/client-iam';
import { defineCollector, fromListing, isoOf, tagsOf } from '@cspmexa/collector-kit';
import { IamRole } from '@cspmexa/resources';
import { roleDetails } from './sources/authorization-details.js';
import { documentOf } from './sources/document.js';
import { attachedOf, boundaryOf, inlineOf } from './sources/policies-of.js';

export const iamRole = defineCollector<RoleDetail>()({
  collects: IamRole,
  list: roleDetails,
  base: ({ RoleName, Path, RoleId, CreateDate }) => ({
    name: RoleName,
    path: Path,
    roleId: RoleId,
    createdAt: isoOf(CreateDate),
  }),
  tags: ({ Tags }) => tagsOf(Tags),
  facets: {
    trustPolicy: fromListing(({ AssumeRolePolicyDocument }) => documentOf(AssumeRolePolicyDocument)),
    attachedPolicies: fromListing(({ AttachedManagedPolicies }) => attachedOf(AttachedManagedPolicies)),
    inlinePolicies: fromListing(({ RolePolicyList }) => inlineOf(RolePolicyList)),
    permissionsBoundary: fromListing(({ PermissionsBoundary }) => boundaryOf(PermissionsBoundary)),
    // AWS sends the element empty, or leaves it out, for a role that was not used in the tracking period.
    lastUsed: fromListing(({ RoleLastUsed }) => ({
      at: isoOf(RoleLastUsed?.LastUsedDate),
      region: RoleLastUsed?.Region ?? null,
    })),
    instanceProfiles: fromListing(({ InstanceProfileList }) => InstanceProfileList?.map(({ Arn }) => Arn)),
  },
});
