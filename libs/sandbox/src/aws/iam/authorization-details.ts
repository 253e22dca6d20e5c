import type {
  GetAccountAuthorizationDetailsRequest,
  GetAccountAuthorizationDetailsResponse,
  GroupDetail,
  ManagedPolicyDetail,
  RoleDetail,
  UserDetail,
} from '@aws-sdk/client-iam';
import type { CallContext } from '../context.js';
import { AwsError } from '../errors.js';
import { iamPage } from './paging.js';
import { groupDetail, policyDetail, policyUses, roleDetail, userDetail } from './views.js';

const FILTERS = ['User', 'Role', 'Group', 'LocalManagedPolicy', 'AWSManagedPolicy'];

type Row =
  | { kind: 'user'; make: () => UserDetail }
  | { kind: 'group'; make: () => GroupDetail }
  | { kind: 'role'; make: () => RoleDetail }
  | { kind: 'policy'; make: () => ManagedPolicyDetail };

/** The rows of the whole answer in AWS's order; each is only written out when its page is asked for. */
function rowsOf({ account }: CallContext, wanted: ReadonlySet<string>): Row[] {
  const { iam, id } = account;
  const rows: Row[] = [];
  if (wanted.has('User')) {
    for (const user of iam.users.values()) rows.push({ kind: 'user', make: () => userDetail(user) });
  }
  if (wanted.has('Group')) {
    for (const group of iam.groups.values()) rows.push({ kind: 'group', make: () => groupDetail(group) });
  }
  if (wanted.has('Role')) {
    for (const role of iam.roles.values()) rows.push({ kind: 'role', make: () => roleDetail(id, role) });
  }
  const usesOf = policyUses(iam);
  for (const policy of iam.policies.values()) {
    const ofAws = policy.arn.startsWith('arn:aws:iam::aws:');
    if (!wanted.has(ofAws ? 'AWSManagedPolicy' : 'LocalManagedPolicy')) continue;
    const uses = usesOf(policy.arn);
    if (ofAws && uses.attached.length + uses.boundaries.length === 0) continue;
    rows.push({ kind: 'policy', make: () => policyDetail(policy, uses) });
  }
  return rows;
}

/** All users, groups, roles and policies with their documents, in pages that run through the kinds in turn. */
export function getAccountAuthorizationDetails(
  call: CallContext,
  input: GetAccountAuthorizationDetailsRequest,
): GetAccountAuthorizationDetailsResponse {
  const asked: readonly string[] = input.Filter ?? [];
  const bad = asked.filter((filter) => !FILTERS.includes(filter));
  if (bad.length > 0) {
    const message =
      `1 validation error detected: Value '[${bad.join(', ')}]' at 'filter' failed to satisfy constraint: ` +
      `Member must satisfy enum value set: [${FILTERS.join(', ')}]`;
    throw new AwsError('ValidationError', message);
  }
  const { items, ...marker } = iamPage(call, rowsOf(call, new Set(asked.length === 0 ? FILTERS : asked)), input);
  return {
    UserDetailList: items.flatMap((row) => (row.kind === 'user' ? [row.make()] : [])),
    GroupDetailList: items.flatMap((row) => (row.kind === 'group' ? [row.make()] : [])),
    RoleDetailList: items.flatMap((row) => (row.kind === 'role' ? [row.make()] : [])),
    Policies: items.flatMap((row) => (row.kind === 'policy' ? [row.make()] : [])),
    ...marker,
  };
}
