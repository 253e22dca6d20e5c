import type { PasswordPolicy, ServerCertificateMetadata, Tag } from '@aws-sdk/client-iam';

/** An access key; `secret` is an obvious fake. */
export interface AccessKeyRecord {
  id: string;
  status: 'Active' | 'Inactive';
  createdAt: Date;
  lastUsed?: { at: Date; service: string; region: string };
}

/** An MFA device of a user or of the root user. `hardware` covers tokens and FIDO keys. */
export interface MfaRecord {
  serialNumber: string;
  kind: 'virtual' | 'hardware';
  enabledAt: Date;
}

/** The password of a person's sign-in to the console. */
export interface LoginProfileRecord {
  createdAt: Date;
  changedAt: Date;
  lastUsedAt?: Date;
  resetRequired: boolean;
}

/** What users, groups and roles have in common. Documents are kept as JSON text. */
export interface EntityRecord {
  name: string;
  id: string;
  arn: string;
  path: string;
  createdAt: Date;
  inline: Map<string, string>;
  attached: Set<string>;
  tags: Tag[];
  boundary?: string;
}

/** An IAM user. */
export interface UserRecord extends EntityRecord {
  groups: Set<string>;
  loginProfile?: LoginProfileRecord;
  accessKeys: AccessKeyRecord[];
  mfa: MfaRecord[];
  certificates: { id: string; status: 'Active' | 'Inactive'; uploadedAt: Date }[];
}

/** An IAM group. */
export type GroupRecord = EntityRecord;

/** An IAM role. */
export interface RoleRecord extends EntityRecord {
  trustPolicy: string;
  description?: string;
  maxSessionSeconds: number;
  lastUsed?: { at: Date; region: string };
  /** Names of instance profiles that hold the role. */
  instanceProfiles: string[];
}

/** A managed policy, of the customer or of AWS; `versions` oldest first, documents as JSON text. */
export interface ManagedPolicyRecord {
  arn: string;
  name: string;
  id: string;
  path: string;
  description?: string;
  createdAt: Date;
  updatedAt: Date;
  versions: { VersionId: string; Document: string; CreateDate: Date; isDefault: boolean }[];
  tags: Tag[];
}

/** The root user of the account. */
export interface RootRecord {
  createdAt: Date;
  passwordLastUsedAt?: Date;
  accessKeys: AccessKeyRecord[];
  mfa: MfaRecord[];
}

/** A SAML provider; the document is its metadata XML. */
export interface SamlProviderRecord {
  arn: string;
  createdAt: Date;
  validUntil: Date;
  document: string;
}

/** An OpenID Connect provider. */
export interface OidcProviderRecord {
  arn: string;
  url: string;
  clientIds: string[];
  thumbprints: string[];
  createdAt: Date;
}

/** Everything of IAM. */
export interface IamState {
  root: RootRecord;
  alias?: string;
  /** null when the account never set one. */
  passwordPolicy: PasswordPolicy | null;
  users: Map<string, UserRecord>;
  groups: Map<string, GroupRecord>;
  roles: Map<string, RoleRecord>;
  /** Policies of the customer and those of AWS, by ARN. */
  policies: Map<string, ManagedPolicyRecord>;
  serverCertificates: Map<string, ServerCertificateMetadata>;
  samlProviders: Map<string, SamlProviderRecord>;
  oidcProviders: Map<string, OidcProviderRecord>;
  /** Virtual devices that nobody enabled yet, by serial number. */
  unassignedVirtualMfa: string[];
  /** The last credential report: still being made for `pollsLeft` more questions. */
  credentialReport: { startedAt: Date; pollsLeft: number; content: string } | null;
}

/** An account's IAM on its first day. */
export function emptyIam(createdAt: Date): IamState {
  return {
    root: { createdAt, accessKeys: [], mfa: [] },
    passwordPolicy: null,
    users: new Map(),
    groups: new Map(),
    roles: new Map(),
    policies: new Map(),
    serverCertificates: new Map(),
    samlProviders: new Map(),
    oidcProviders: new Map(),
    unassignedVirtualMfa: [],
    credentialReport: null,
  };
}
