import type {
  GetAccountPasswordPolicyResponse,
  GetAccountSummaryResponse,
  ListAccountAliasesRequest,
} from '@aws-sdk/client-iam';
import type { CallContext, Handlers } from '../context.js';
import { AwsError, noSuchEntity } from '../errors.js';
import { getAccountAuthorizationDetails } from './authorization-details.js';
import { iamPage } from './paging.js';

function getAccountSummary({ account }: CallContext): GetAccountSummaryResponse {
  const { root, users, groups, roles, policies, serverCertificates, unassignedVirtualMfa, ...rest } = account.iam;
  const people = [...users.values()];
  const devices = people.flatMap((user) => user.mfa);
  const local = [...policies.values()].filter((policy) => !policy.arn.startsWith('arn:aws:iam::aws:'));
  const SummaryMap: Record<string, number> = {
    Users: users.size,
    UsersQuota: 5000,
    Groups: groups.size,
    GroupsQuota: 300,
    Roles: roles.size,
    RolesQuota: 1000,
    Policies: local.length,
    PoliciesQuota: 1500,
    PolicyVersionsInUse: local.reduce((sum, policy) => sum + policy.versions.length, 0),
    PolicyVersionsInUseQuota: 10_000,
    InstanceProfiles: [...roles.values()].reduce((sum, role) => sum + role.instanceProfiles.length, 0),
    InstanceProfilesQuota: 1000,
    ServerCertificates: serverCertificates.size,
    ServerCertificatesQuota: 20,
    Providers: rest.samlProviders.size + rest.oidcProviders.size,
    MFADevices: devices.length + root.mfa.length + unassignedVirtualMfa.length,
    MFADevicesInUse: devices.length + root.mfa.length,
    AccountMFAEnabled: root.mfa.length > 0 ? 1 : 0,
    AccountAccessKeysPresent: root.accessKeys.length > 0 ? 1 : 0,
    AccountPasswordPresent: 1,
    AccountSigningCertificatesPresent: 0,
    AccessKeysPerUserQuota: 2,
    SigningCertificatesPerUserQuota: 2,
    AttachedPoliciesPerGroupQuota: 10,
    AttachedPoliciesPerRoleQuota: 10,
    AttachedPoliciesPerUserQuota: 10,
    GroupsPerUserQuota: 10,
    VersionsPerPolicyQuota: 5,
    PolicySizeQuota: 6144,
    UserPolicySizeQuota: 2048,
    GroupPolicySizeQuota: 5120,
    RolePolicySizeQuota: 10_240,
    AssumeRolePolicySizeQuota: 2048,
    GlobalEndpointTokenVersion: 1,
  };
  return { SummaryMap };
}

function getPasswordPolicy({ account }: CallContext): GetAccountPasswordPolicyResponse {
  const policy = account.iam.passwordPolicy;
  if (policy === null) {
    throw noSuchEntity(`The Password Policy with domain name ${account.id} cannot be found.`);
  }
  return { PasswordPolicy: { ...policy, ExpirePasswords: policy.MaxPasswordAge !== undefined } };
}

/** Operations that read what holds for the whole account. */
export const accountReads: Handlers = {
  GetAccountSummary: getAccountSummary,
  GetAccountPasswordPolicy: getPasswordPolicy,
  GetAccountAuthorizationDetails: getAccountAuthorizationDetails,
  ListAccountAliases: (call, input: ListAccountAliasesRequest) => {
    const alias = call.account.iam.alias;
    const { items, ...marker } = iamPage(call, alias === undefined ? [] : [alias], input);
    return { AccountAliases: items, ...marker };
  },
  ListOrganizationsFeatures: () => {
    throw new AwsError('AccountNotManagementOrDelegatedAdministrator', 'The account is not the management account.');
  },
};
