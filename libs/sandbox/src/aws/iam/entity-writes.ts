import type {
  AddUserToGroupRequest,
  CreateGroupRequest,
  CreateRoleRequest,
  CreateUserRequest,
  DeleteGroupRequest,
  DeleteRoleRequest,
  DeleteUserRequest,
} from '@aws-sdk/client-iam';
import type { CallContext, Handlers } from '../context.js';
import { AwsError } from '../errors.js';
import { makeGroup, makeRole, makeUser, type EntityOptions } from '../make/identities.js';
import { needGroup, needRole, needUser } from './entities.js';
import { checkedDocument } from './policy-writes.js';
import type { EntityRecord } from './state.js';
import { groupView, roleView, userView } from './views.js';

function optionsOf(input: CreateUserRequest | CreateRoleRequest): EntityOptions {
  return {
    path: input.Path ?? '/',
    tags: Object.fromEntries((input.Tags ?? []).map((tag) => [tag.Key ?? '', tag.Value ?? ''])),
    ...(input.PermissionsBoundary === undefined ? {} : { boundary: input.PermissionsBoundary }),
  };
}

function assertFree(map: ReadonlyMap<string, EntityRecord>, kind: string, name: string | undefined): void {
  if (!map.has(name ?? '')) return;
  throw new AwsError('EntityAlreadyExists', `${kind} with name ${name} already exists.`, 409);
}

/** IAM deletes an entity only when nothing hangs on it. */
function assertBare(entity: EntityRecord, more = false): void {
  if (entity.attached.size > 0) {
    throw new AwsError('DeleteConflict', 'Cannot delete entity, must detach all policies first.', 409);
  }
  if (entity.inline.size > 0) {
    throw new AwsError('DeleteConflict', 'Cannot delete entity, must delete policies first.', 409);
  }
  if (more) throw new AwsError('DeleteConflict', 'Cannot delete entity, must remove what belongs to it first.', 409);
}

function deleteUser({ account }: CallContext, input: DeleteUserRequest): object {
  const user = needUser(account.iam, input.UserName);
  const belongings = user.accessKeys.length + user.mfa.length + user.groups.size + user.certificates.length;
  assertBare(user, belongings > 0 || user.loginProfile !== undefined);
  account.iam.users.delete(user.name);
  return {};
}

/** Operations that make and delete users, groups and roles. */
export const entityWrites: Handlers = {
  CreateUser: (call, input: CreateUserRequest) => {
    assertFree(call.account.iam.users, 'User', input.UserName);
    return { User: userView(makeUser(call.account, input.UserName ?? '', call.now, optionsOf(input)), true) };
  },
  DeleteUser: deleteUser,
  CreateGroup: (call, input: CreateGroupRequest) => {
    assertFree(call.account.iam.groups, 'Group', input.GroupName);
    const options = input.Path === undefined ? {} : { path: input.Path };
    return { Group: groupView(makeGroup(call.account, input.GroupName ?? '', call.now, options)) };
  },
  DeleteGroup: ({ account }, input: DeleteGroupRequest) => {
    const group = needGroup(account.iam, input.GroupName);
    assertBare(
      group,
      [...account.iam.users.values()].some((user) => user.groups.has(group.name)),
    );
    account.iam.groups.delete(group.name);
    return {};
  },
  AddUserToGroup: ({ account }, input: AddUserToGroupRequest) => {
    needUser(account.iam, input.UserName).groups.add(needGroup(account.iam, input.GroupName).name);
    return {};
  },
  RemoveUserFromGroup: ({ account }, input: AddUserToGroupRequest) => {
    needUser(account.iam, input.UserName).groups.delete(needGroup(account.iam, input.GroupName).name);
    return {};
  },
  CreateRole: (call, input: CreateRoleRequest) => {
    assertFree(call.account.iam.roles, 'Role', input.RoleName);
    const trust = checkedDocument(input.AssumeRolePolicyDocument);
    const description = input.Description === undefined ? {} : { description: input.Description };
    const role = makeRole(call.account, input.RoleName ?? '', call.now, trust, { ...optionsOf(input), ...description });
    role.maxSessionSeconds = input.MaxSessionDuration ?? role.maxSessionSeconds;
    return { Role: roleView(role, true) };
  },
  DeleteRole: ({ account }, input: DeleteRoleRequest) => {
    const role = needRole(account.iam, input.RoleName);
    assertBare(role, role.instanceProfiles.length > 0);
    account.iam.roles.delete(role.name);
    return {};
  },
};
