import type { UserDetail } from '@aws-sdk/client-iam';
import { defineCollector, fromListing, fromSource, isoOf, malformed, tagsOf } from '@cspmexa/collector-kit';
import { IamUser } from '@cspmexa/resources';
import { userDetails } from './sources/authorization-details.js';
import { credentialReport, credentialsIn } from './sources/credential-report.js';
import { attachedOf, boundaryOf, inlineOf } from './sources/policies-of.js';
import { isOfRoot, serialNumbersOf, virtualMfaDevices } from './sources/virtual-mfa-devices.js';

export const iamUser = defineCollector<UserDetail>()({
  collects: IamUser,
  list: userDetails,
  base: ({ UserName, Path, UserId, CreateDate }) => ({
    name: UserName,
    path: Path,
    userId: UserId,
    createdAt: isoOf(CreateDate),
  }),
  tags: ({ Tags }) => tagsOf(Tags),
  facets: {
    credentials: fromSource(credentialReport, ({ rows, generatedAt }, { UserName, CreateDate }) => {
      const row = rows.get(UserName ?? '');
      if (row) return credentialsIn(row);
      // AWS keeps a report for four hours: it cannot know a user that is younger, and must know every other.
      if (generatedAt && CreateDate && CreateDate > generatedAt) return null;
      throw malformed('iam:GetCredentialReport', 'The report lacks a user that is older than it.');
    }),
    virtualMfa: fromSource(virtualMfaDevices, (devices, { UserName }) =>
      serialNumbersOf(devices, (device) => !isOfRoot(device) && device.User?.UserName === UserName),
    ),
    groups: fromListing(({ GroupList }) => GroupList),
    attachedPolicies: fromListing(({ AttachedManagedPolicies }) => attachedOf(AttachedManagedPolicies)),
    // AWS leaves the list out for a user without inline policies; for groups and roles it does not.
    inlinePolicies: fromListing(({ UserPolicyList }) => inlineOf(UserPolicyList ?? [])),
    permissionsBoundary: fromListing(({ PermissionsBoundary }) => boundaryOf(PermissionsBoundary)),
  },
});
