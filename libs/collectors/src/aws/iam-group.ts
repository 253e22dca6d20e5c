import type { GroupDetail } from '@aws-sdk/client-iam';
import { defineCollector, fromListing, isoOf } from '@cspmexa/collector-kit';
import { IamGroup } from '@cspmexa/resources';
import { groupDetails } from './sources/authorization-details.js';
import { attachedOf, inlineOf } from './sources/policies-of.js';

export const iamGroup = defineCollector<GroupDetail>()({
  collects: IamGroup,
  list: groupDetails,
  base: ({ GroupName, Path, CreateDate }) => ({ name: GroupName, path: Path, createdAt: isoOf(CreateDate) }),
  facets: {
    attachedPolicies: fromListing(({ AttachedManagedPolicies }) => attachedOf(AttachedManagedPolicies)),
    inlinePolicies: fromListing(({ GroupPolicyList }) => inlineOf(GroupPolicyList)),
  },
});
