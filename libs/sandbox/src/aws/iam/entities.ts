import type {
  GetGroupRequest,
  GetPolicyRequest,
  GetPolicyVersionRequest,
  GetRolePolicyRequest,
  GetRoleRequest,
  GetUserPolicyRequest,
  GetUserRequest,
  ListAttachedRolePoliciesRequest,
  ListAttachedUserPoliciesRequest,
  ListEntitiesForPolicyRequest,
  ListGroupsForUserRequest,
  ListGroupsRequest,
  ListPoliciesRequest,
  ListRolesRequest,
  ListUsersRequest,
} from '@aws-sdk/client-iam';
import type { CallContext, Handlers } from '../context.js';
import { noSuchEntity } from '../errors.js';
import { encodeDocument } from './documents.js';
import { iamPage, type MarkerInput } from './paging.js';
import type { EntityRecord, GroupRecord, IamState, ManagedPolicyRecord, RoleRecord, UserRecord } from './state.js';
import { attachedOf, groupView, policyUses, policyView, roleView, userView } from './views.js';

/** The user of that name, or IAM's error. */
export function needUser(iam: IamState, name: string | undefined): UserRecord {
  const user = iam.users.get(name ?? '');
  if (user === undefined) throw noSuchEntity(`The user with name ${name} cannot be found.`);
  return user;
}

/** The role of that name, or IAM's error. */
export function needRole(iam: IamState, name: string | undefined): RoleRecord {
  const role = iam.roles.get(name ?? '');
  if (role === undefined) throw noSuchEntity(`The role with name ${name} cannot be found.`);
  return role;
}

/** The group of that name, or IAM's error. */
export function needGroup(iam: IamState, name: string | undefined): GroupRecord {
  const group = iam.groups.get(name ?? '');
  if (group === undefined) throw noSuchEntity(`The group with name ${name} cannot be found.`);
  return group;
}

/** The managed policy of that ARN, or IAM's error. */
export function needPolicy(iam: IamState, arn: string | undefined): ManagedPolicyRecord {
  const policy = iam.policies.get(arn ?? '');
  if (policy === undefined) throw noSuchEntity(`Policy ${arn} does not exist or is not attachable.`);
  return policy;
}

const underPath = <Entity extends { path: string }>(entities: Iterable<Entity>, prefix: string | undefined): Entity[] =>
  [...entities].filter((entity) => entity.path.startsWith(prefix ?? '/'));

function listAttached(call: CallContext, entity: EntityRecord, input: MarkerInput): object {
  const { items, ...marker } = iamPage(call, attachedOf(entity), input);
  return { AttachedPolicies: items, ...marker };
}

function inlineDocument(entity: EntityRecord, name: string | undefined): string {
  const document = entity.inline.get(name ?? '');
  if (document === undefined) throw noSuchEntity(`The policy with name ${name} cannot be found.`);
  return encodeDocument(document);
}

function listEntitiesForPolicy(call: CallContext, input: ListEntitiesForPolicyRequest): object {
  const { iam } = call.account;
  const uses = policyUses(iam)(needPolicy(iam, input.PolicyArn).arn);
  const usage = input.PolicyUsageFilter;
  const chosen = [
    ...(usage === 'PermissionsBoundary' ? [] : uses.attached),
    ...(usage === 'PermissionsPolicy' ? [] : uses.boundaries),
  ].filter((entity) => entity.path.startsWith(input.PathPrefix ?? '/'));
  const kind = (entity: EntityRecord): string =>
    iam.users.get(entity.name) === entity ? 'User' : iam.groups.get(entity.name) === entity ? 'Group' : 'Role';
  const wanted = input.EntityFilter;
  const asked = chosen.filter((entity) => wanted === undefined || kind(entity) === wanted);
  const { items, ...marker } = iamPage(call, asked, input);
  const of = (each: string): EntityRecord[] => items.filter((entity) => kind(entity) === each);
  return {
    PolicyGroups: of('Group').map(({ name, id }) => ({ GroupName: name, GroupId: id })),
    PolicyUsers: of('User').map(({ name, id }) => ({ UserName: name, UserId: id })),
    PolicyRoles: of('Role').map(({ name, id }) => ({ RoleName: name, RoleId: id })),
    ...marker,
  };
}

function listPolicies(call: CallContext, input: ListPoliciesRequest): object {
  const { iam } = call.account;
  const usesOf = policyUses(iam);
  const policies = underPath(iam.policies.values(), input.PathPrefix).filter(({ arn }) => {
    const ofAws = arn.startsWith('arn:aws:iam::aws:');
    if (input.Scope === 'AWS' && !ofAws) return false;
    if (input.Scope === 'Local' && ofAws) return false;
    return input.OnlyAttached !== true || usesOf(arn).attached.length > 0;
  });
  const { items, ...marker } = iamPage(call, policies, input);
  return { Policies: items.map((policy) => policyView(policy, usesOf(policy.arn))), ...marker };
}

/** Operations that read users, groups, roles and policies. */
export const entityReads: Handlers = {
  ListUsers: (call, input: ListUsersRequest) => {
    const { items, ...marker } = iamPage(call, underPath(call.account.iam.users.values(), input.PathPrefix), input);
    return { Users: items.map((user) => userView(user)), ...marker };
  },
  ListGroups: (call, input: ListGroupsRequest) => {
    const { items, ...marker } = iamPage(call, underPath(call.account.iam.groups.values(), input.PathPrefix), input);
    return { Groups: items.map(groupView), ...marker };
  },
  ListRoles: (call, input: ListRolesRequest) => {
    const { items, ...marker } = iamPage(call, underPath(call.account.iam.roles.values(), input.PathPrefix), input);
    return { Roles: items.map((role) => roleView(role)), ...marker };
  },
  ListPolicies: listPolicies,
  GetUser: (call, input: GetUserRequest) => ({
    User: userView(needUser(call.account.iam, input.UserName ?? call.caller.arn.split('/').at(-1)), true),
  }),
  GetRole: (call, input: GetRoleRequest) => ({ Role: roleView(needRole(call.account.iam, input.RoleName), true) }),
  GetGroup: (call, input: GetGroupRequest) => {
    const group = needGroup(call.account.iam, input.GroupName);
    const members = [...call.account.iam.users.values()].filter((user) => user.groups.has(group.name));
    const { items, ...marker } = iamPage(call, members, input);
    return { Group: groupView(group), Users: items.map((user) => userView(user)), ...marker };
  },
  ListGroupsForUser: (call, input: ListGroupsForUserRequest) => {
    const names = [...needUser(call.account.iam, input.UserName).groups];
    const { items, ...marker } = iamPage(call, names, input);
    return { Groups: items.map((name) => groupView(needGroup(call.account.iam, name))), ...marker };
  },
  GetPolicy: ({ account: { iam } }, input: GetPolicyRequest) => {
    const policy = needPolicy(iam, input.PolicyArn);
    return { Policy: policyView(policy, policyUses(iam)(policy.arn)) };
  },
  GetPolicyVersion: (call, input: GetPolicyVersionRequest) => {
    const policy = needPolicy(call.account.iam, input.PolicyArn);
    const version = policy.versions.find((each) => each.VersionId === input.VersionId);
    if (version === undefined) {
      throw noSuchEntity(`Policy ${policy.arn} version ${input.VersionId} does not exist or is not attachable.`);
    }
    const { isDefault, Document, ...rest } = version;
    return { PolicyVersion: { ...rest, Document: encodeDocument(Document), IsDefaultVersion: isDefault } };
  },
  GetUserPolicy: (call, { UserName, PolicyName }: GetUserPolicyRequest) => {
    const PolicyDocument = inlineDocument(needUser(call.account.iam, UserName), PolicyName);
    return { UserName, PolicyName, PolicyDocument };
  },
  GetRolePolicy: (call, { RoleName, PolicyName }: GetRolePolicyRequest) => {
    const PolicyDocument = inlineDocument(needRole(call.account.iam, RoleName), PolicyName);
    return { RoleName, PolicyName, PolicyDocument };
  },
  ListAttachedUserPolicies: (call, input: ListAttachedUserPoliciesRequest) =>
    listAttached(call, needUser(call.account.iam, input.UserName), input),
  ListAttachedRolePolicies: (call, input: ListAttachedRolePoliciesRequest) =>
    listAttached(call, needRole(call.account.iam, input.RoleName), input),
  ListEntitiesForPolicy: listEntitiesForPolicy,
};
