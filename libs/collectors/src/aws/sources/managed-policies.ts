/** Managed policies: every one of the account's own, and those of AWS that are attached to something. */
import { GetPolicyCommand, GetPolicyVersionCommand, type ManagedPolicyDetail } from '@aws-sdk/client-iam';
import { defineSource, failureOf, malformed, type Aws, type Listing } from '@cspmexa/collector-kit';
import type { Unknown } from '@cspmexa/resources';
import {
  authorizationDetailsAction,
  groupDetails,
  managedPolicyDetails,
  roleDetails,
  userDetails,
} from './authorization-details.js';

/** True for a policy that AWS maintains. */
export const isAwsManaged = (arn: string | undefined): boolean => /^arn:[a-z-]+:iam::aws:policy\//.test(arn ?? '');

/** What AWS says nothing of could be attached. */
const isAttached = ({ AttachmentCount = 1, PermissionsBoundaryUsageCount = 0 }: ManagedPolicyDetail): boolean =>
  AttachmentCount > 0 || PermissionsBoundaryUsageCount > 0;

export const managedPolicies = defineSource<Listing<ManagedPolicyDetail>>({
  actions: [authorizationDetailsAction, 'iam:GetPolicy', 'iam:GetPolicyVersion'],
  load: async (aws) => {
    const { items: described, hole } = await aws.load(managedPolicyDetails);
    const kept = described.filter((policy) => !isAwsManaged(policy.Arn) || isAttached(policy));
    if (hole) return { items: kept, hole };
    const known = new Set(described.map(({ Arn }) => Arn));
    const missing = [...(await attachedArns(aws))].filter((arn) => !known.has(arn));
    const found = await Promise.all(missing.map((arn) => fetchPolicy(aws, arn)));
    const holes = found.flatMap(({ hole: why }) => (why ? [why] : []));
    const items = [...kept, ...found.flatMap(({ policy }) => (policy ? [policy] : []))];
    return holes[0] ? { items, hole: holes[0] } : { items };
  },
});

async function attachedArns(aws: Aws): Promise<Set<string>> {
  const [users, groups, roles] = await Promise.all([
    aws.load(userDetails),
    aws.load(groupDetails),
    aws.load(roleDetails),
  ]);
  const attached = [...users.items, ...groups.items, ...roles.items].flatMap(({ AttachedManagedPolicies }) =>
    Array.isArray(AttachedManagedPolicies) ? AttachedManagedPolicies : [],
  );
  return new Set(attached.flatMap(({ PolicyArn }) => (typeof PolicyArn === 'string' ? [PolicyArn] : [])));
}

/** For a policy that something is attached to and that the list did not describe. */
async function fetchPolicy(aws: Aws, PolicyArn: string): Promise<{ policy?: ManagedPolicyDetail; hole?: Unknown }> {
  try {
    const iam = aws.clients.iam();
    const { Policy } = await aws.call('iam:GetPolicy', (options) =>
      iam.send(new GetPolicyCommand({ PolicyArn }), options),
    );
    const VersionId = Policy?.DefaultVersionId;
    if (!VersionId) throw malformed('iam:GetPolicy', 'The answer names no default version.');
    const { PolicyVersion } = await aws.call('iam:GetPolicyVersion', (options) =>
      iam.send(new GetPolicyVersionCommand({ PolicyArn, VersionId }), options),
    );
    return { policy: { ...Policy, PolicyVersionList: PolicyVersion ? [PolicyVersion] : [] } };
  } catch (thrown) {
    return { hole: failureOf('iam:GetPolicy', thrown).unknown };
  }
}
