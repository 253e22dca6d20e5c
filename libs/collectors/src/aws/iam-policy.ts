import type { ManagedPolicyDetail } from '@aws-sdk/client-iam';
import { defineCollector, fromListing } from '@cspmexa/collector-kit';
import { IamPolicy } from '@cspmexa/resources';
import { documentOf } from './sources/document.js';
import { isAwsManaged, managedPolicies } from './sources/managed-policies.js';

/** The document of the version that is in force. */
const inForce = ({ DefaultVersionId, PolicyVersionList }: ManagedPolicyDetail): string | undefined =>
  PolicyVersionList?.find(({ VersionId }) => VersionId !== undefined && VersionId === DefaultVersionId)?.Document;

/** A policy's ARN ends in its name, after its path. */
const lastPartOf = (arn: string | undefined): string | undefined => arn?.slice(arn.lastIndexOf('/') + 1);

export const iamPolicy = defineCollector<ManagedPolicyDetail>()({
  collects: IamPolicy,
  list: managedPolicies,
  base: ({ Arn, PolicyName }) => ({ arn: Arn, name: PolicyName ?? lastPartOf(Arn), awsManaged: isAwsManaged(Arn) }),
  facets: {
    document: fromListing((policy) => documentOf(inForce(policy))),
    attachments: fromListing(({ AttachmentCount, PermissionsBoundaryUsageCount }) => ({
      count: AttachmentCount,
      asBoundary: PermissionsBoundaryUsageCount ?? 0,
    })),
  },
});
