/** Making IAM's entities. */
import type {
  AccessKeyRecord,
  EntityRecord,
  GroupRecord,
  LoginProfileRecord,
  ManagedPolicyRecord,
  MfaRecord,
  RoleRecord,
  UserRecord,
} from '../iam/state.js';
import type { AccountState } from '../state.js';

/** What users, groups and roles are made with. */
export interface EntityOptions {
  path?: string;
  /** Inline policies: documents as JSON text by name. */
  inline?: Readonly<Record<string, string>>;
  /** ARNs of managed policies. */
  attached?: readonly string[];
  tags?: Readonly<Record<string, string>>;
  boundary?: string;
}

function makeEntity(
  account: AccountState,
  kind: 'user' | 'group' | 'role',
  name: string,
  createdAt: Date,
  { path = '/', inline = {}, attached = [], tags = {}, boundary }: EntityOptions,
): EntityRecord {
  const prefix = { user: 'AIDA', group: 'AGPA', role: 'AROA' }[kind];
  return {
    name,
    id: account.ids.iam(prefix),
    arn: `arn:aws:iam::${account.id}:${kind}${path}${name}`,
    path,
    createdAt,
    inline: new Map(Object.entries(inline)),
    attached: new Set(attached),
    tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
    ...(boundary === undefined ? {} : { boundary }),
  };
}

/** What a user is made with. */
export interface UserOptions extends EntityOptions {
  groups?: readonly string[];
  loginProfile?: Omit<LoginProfileRecord, 'resetRequired'>;
  accessKeys?: readonly AccessKeyRecord[];
  mfa?: readonly MfaRecord[];
}

/** Makes a user. */
export function makeUser(account: AccountState, name: string, createdAt: Date, options: UserOptions = {}): UserRecord {
  const user: UserRecord = {
    ...makeEntity(account, 'user', name, createdAt, options),
    groups: new Set(options.groups ?? []),
    accessKeys: [...(options.accessKeys ?? [])],
    mfa: [...(options.mfa ?? [])],
    certificates: [],
    ...(options.loginProfile === undefined ? {} : { loginProfile: { ...options.loginProfile, resetRequired: false } }),
  };
  account.iam.users.set(name, user);
  return user;
}

/** Makes a group. */
export function makeGroup(
  account: AccountState,
  name: string,
  createdAt: Date,
  options: EntityOptions = {},
): GroupRecord {
  const group = makeEntity(account, 'group', name, createdAt, options);
  account.iam.groups.set(name, group);
  return group;
}

/** What a role is made with. */
export interface RoleOptions extends EntityOptions {
  description?: string;
  lastUsed?: { at: Date; region: string };
  instanceProfiles?: readonly string[];
}

/** Makes a role; `trustPolicy` is JSON text. */
export function makeRole(
  account: AccountState,
  name: string,
  createdAt: Date,
  trustPolicy: string,
  options: RoleOptions = {},
): RoleRecord {
  const role: RoleRecord = {
    ...makeEntity(account, 'role', name, createdAt, options),
    trustPolicy,
    maxSessionSeconds: 3600,
    instanceProfiles: [...(options.instanceProfiles ?? [])],
    ...(options.description === undefined ? {} : { description: options.description }),
    ...(options.lastUsed === undefined ? {} : { lastUsed: options.lastUsed }),
  };
  account.iam.roles.set(name, role);
  return role;
}

/** Makes a managed policy of the customer; `document` is JSON text. */
export function makePolicy(
  account: AccountState,
  name: string,
  createdAt: Date,
  document: string,
  path = '/',
): ManagedPolicyRecord {
  const policy: ManagedPolicyRecord = {
    arn: `arn:aws:iam::${account.id}:policy${path}${name}`,
    name,
    id: account.ids.iam('ANPA'),
    path,
    createdAt,
    updatedAt: createdAt,
    versions: [{ VersionId: 'v1', Document: document, CreateDate: createdAt, isDefault: true }],
    tags: [],
  };
  account.iam.policies.set(policy.arn, policy);
  return policy;
}

/** Makes an access key; the last use is optional. */
export function makeAccessKey(
  account: AccountState,
  createdAt: Date,
  lastUsed?: AccessKeyRecord['lastUsed'],
  status: AccessKeyRecord['status'] = 'Active',
): AccessKeyRecord {
  const id = `AKIA${account.ids.iam('').slice(0, 16)}`;
  return { id, status, createdAt, ...(lastUsed === undefined ? {} : { lastUsed }) };
}

/** Makes the MFA device of a user (or of the root user, whose virtual device has a name of its own). */
export function makeMfa(account: AccountState, owner: string, kind: MfaRecord['kind'], enabledAt: Date): MfaRecord {
  const serialNumber =
    kind === 'virtual' ? `arn:aws:iam::${account.id}:mfa/${owner}` : `arn:aws:iam::${account.id}:u2f/${owner}/key-1`;
  return { serialNumber, kind, enabledAt };
}
