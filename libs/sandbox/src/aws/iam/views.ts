/** IAM's records as the answers of its operations tell them. */
import type {
  AttachedPolicy,
  Group,
  GroupDetail,
  InstanceProfile,
  ManagedPolicyDetail,
  Policy,
  PolicyDetail,
  Role,
  RoleDetail,
  User,
  UserDetail,
} from '@aws-sdk/client-iam';
import { encodeDocument } from './documents.js';
import type { EntityRecord, GroupRecord, IamState, ManagedPolicyRecord, RoleRecord, UserRecord } from './state.js';

/** A user as ListUsers and GetUser tell it; tags only with `detailed`, as in GetUser. */
export function userView(user: UserRecord, detailed = false): User {
  return {
    Path: user.path,
    UserName: user.name,
    UserId: user.id,
    Arn: user.arn,
    CreateDate: user.createdAt,
    PasswordLastUsed: user.loginProfile?.lastUsedAt,
    ...(detailed ? { ...boundaryOf(user), ...tagsOf(user) } : {}),
  };
}

/** A group as ListGroups and GetGroup tell it. */
export function groupView(group: GroupRecord): Group {
  return {
    Path: group.path,
    GroupName: group.name,
    GroupId: group.id,
    Arn: group.arn,
    CreateDate: group.createdAt,
  };
}

/** A role as ListRoles and GetRole tell it; tags, boundary and last use only with `detailed`, as in GetRole. */
export function roleView(role: RoleRecord, detailed = false): Role {
  return {
    Path: role.path,
    RoleName: role.name,
    RoleId: role.id,
    Arn: role.arn,
    CreateDate: role.createdAt,
    AssumeRolePolicyDocument: encodeDocument(role.trustPolicy),
    Description: role.description,
    MaxSessionDuration: role.maxSessionSeconds,
    ...(detailed ? { ...boundaryOf(role), ...tagsOf(role), RoleLastUsed: lastUsedOf(role) } : {}),
  };
}

/** A managed policy as ListPolicies and GetPolicy tell it. */
export function policyView(policy: ManagedPolicyRecord, uses: PolicyUses): Policy {
  return {
    PolicyName: policy.name,
    PolicyId: policy.id,
    Arn: policy.arn,
    Path: policy.path,
    DefaultVersionId: defaultVersion(policy)?.VersionId,
    AttachmentCount: uses.attached.length,
    PermissionsBoundaryUsageCount: uses.boundaries.length,
    IsAttachable: true,
    Description: policy.description,
    CreateDate: policy.createdAt,
    UpdateDate: policy.updatedAt,
  };
}

/** The version of a policy that is in force. */
export function defaultVersion(policy: ManagedPolicyRecord): ManagedPolicyRecord['versions'][number] | undefined {
  return policy.versions.find((version) => version.isDefault);
}

/** The users, groups and roles that a policy is attached to, and those that it bounds. */
export interface PolicyUses {
  attached: EntityRecord[];
  boundaries: EntityRecord[];
}

/** Who uses each policy, by its ARN. One walk through the entities: make it once for a call, not once for a policy. */
export function policyUses({ users, groups, roles }: IamState): (arn: string) => PolicyUses {
  const found = new Map<string, PolicyUses>();
  const of = (arn: string): PolicyUses => {
    const uses = found.get(arn) ?? { attached: [], boundaries: [] };
    found.set(arn, uses);
    return uses;
  };
  const note = (entity: EntityRecord): void => {
    for (const arn of entity.attached) of(arn).attached.push(entity);
    if (entity.boundary !== undefined) of(entity.boundary).boundaries.push(entity);
  };
  users.forEach(note);
  groups.forEach(note);
  roles.forEach(note);
  return of;
}

/** A user with all its policies, as GetAccountAuthorizationDetails tells it. */
export function userDetail(user: UserRecord): UserDetail {
  return {
    Path: user.path,
    UserName: user.name,
    UserId: user.id,
    Arn: user.arn,
    CreateDate: user.createdAt,
    ...(user.inline.size > 0 ? { UserPolicyList: inlineOf(user) } : {}),
    GroupList: [...user.groups],
    AttachedManagedPolicies: attachedOf(user),
    ...boundaryOf(user),
    Tags: user.tags,
  };
}

/** A group with all its policies. */
export function groupDetail(group: GroupRecord): GroupDetail {
  return { ...groupView(group), GroupPolicyList: inlineOf(group), AttachedManagedPolicies: attachedOf(group) };
}

/** A role with all its policies and instance profiles. */
export function roleDetail(accountId: string, role: RoleRecord): RoleDetail {
  return {
    Path: role.path,
    RoleName: role.name,
    RoleId: role.id,
    Arn: role.arn,
    CreateDate: role.createdAt,
    AssumeRolePolicyDocument: encodeDocument(role.trustPolicy),
    InstanceProfileList: role.instanceProfiles.map((name) => instanceProfile(accountId, role, name)),
    RolePolicyList: inlineOf(role),
    AttachedManagedPolicies: attachedOf(role),
    ...boundaryOf(role),
    Tags: role.tags,
    RoleLastUsed: lastUsedOf(role),
  };
}

/** A managed policy with its versions; only the default one carries its document here, as with AWS managed ones. */
export function policyDetail(policy: ManagedPolicyRecord, uses: PolicyUses): ManagedPolicyDetail {
  return {
    ...policyView(policy, uses),
    PolicyVersionList: [...policy.versions].reverse().map((version) => ({
      VersionId: version.VersionId,
      IsDefaultVersion: version.isDefault,
      CreateDate: version.CreateDate,
      Document: encodeDocument(version.Document),
    })),
  };
}

/** An instance profile that holds a role. */
export function instanceProfile(accountId: string, role: RoleRecord, name: string): InstanceProfile {
  return {
    Path: '/',
    InstanceProfileName: name,
    InstanceProfileId: `AIPA${role.id.slice(4)}`,
    Arn: `arn:aws:iam::${accountId}:instance-profile/${name}`,
    CreateDate: role.createdAt,
    Roles: [roleView(role)],
  };
}

/** The managed policies attached to an entity. */
export function attachedOf(entity: EntityRecord): AttachedPolicy[] {
  return [...entity.attached].map((arn) => ({ PolicyName: arn.slice(arn.lastIndexOf('/') + 1), PolicyArn: arn }));
}

function inlineOf(entity: EntityRecord): PolicyDetail[] {
  return [...entity.inline].map(([name, document]) => ({
    PolicyName: name,
    PolicyDocument: encodeDocument(document),
  }));
}

function lastUsedOf(role: RoleRecord): Role['RoleLastUsed'] {
  return role.lastUsed === undefined ? {} : { LastUsedDate: role.lastUsed.at, Region: role.lastUsed.region };
}

function boundaryOf({ boundary }: EntityRecord): Pick<User, 'PermissionsBoundary'> {
  if (boundary === undefined) return {};
  return {
    PermissionsBoundary: { PermissionsBoundaryType: 'PermissionsBoundaryPolicy', PermissionsBoundaryArn: boundary },
  };
}

function tagsOf({ tags }: EntityRecord): Pick<User, 'Tags'> {
  return tags.length === 0 ? {} : { Tags: tags };
}
