import {
  GetAccountPasswordPolicyCommand,
  GetAccountSummaryCommand,
  ListOrganizationsFeaturesCommand,
  type PasswordPolicy,
} from '@aws-sdk/client-iam';
import { defineCollector, fromCall, fromSource, type FacetReader } from '@cspmexa/collector-kit';
import { IamAccount, type Place } from '@cspmexa/resources';
import { credentialReport, credentialsIn } from './sources/credential-report.js';
import { thisPlace } from './sources/this-place.js';
import { isOfRoot, serialNumbersOf, virtualMfaDevices } from './sources/virtual-mfa-devices.js';

/** AWS counts to one where it means yes. */
const isOne = (count: number | undefined): boolean | undefined =>
  count === 1 ? true : count === 0 ? false : undefined;

const summary: FacetReader<Place> = fromCall({
  action: 'iam:GetAccountSummary',
  read: async (aws) => {
    const { SummaryMap: map } = await aws.call('iam:GetAccountSummary', (options) =>
      aws.clients.iam().send(new GetAccountSummaryCommand({}), options),
    );
    return (
      map && {
        rootAccessKeys: map['AccountAccessKeysPresent'],
        rootMfa: isOne(map['AccountMFAEnabled']),
        rootSigningCertificates: map['AccountSigningCertificatesPresent'],
        rootPassword: map['AccountPasswordPresent'] === undefined ? null : isOne(map['AccountPasswordPresent']),
        users: map['Users'] ?? null,
      }
    );
  },
});

const passwordPolicyOf = (policy: PasswordPolicy | undefined) =>
  policy && {
    minimumLength: policy.MinimumPasswordLength,
    requireSymbols: policy.RequireSymbols,
    requireNumbers: policy.RequireNumbers,
    requireUppercase: policy.RequireUppercaseCharacters,
    requireLowercase: policy.RequireLowercaseCharacters,
    allowChange: policy.AllowUsersToChangePassword,
    expires: policy.ExpirePasswords,
    // AWS leaves out the age when passwords do not expire; some servers say 0.
    maxAgeDays: policy.ExpirePasswords === false ? null : policy.MaxPasswordAge,
    reusePrevention: policy.PasswordReusePrevention ?? null,
    hardExpiry: policy.HardExpiry ?? null,
  };

const passwordPolicy: FacetReader<Place> = fromCall({
  action: 'iam:GetAccountPasswordPolicy',
  absent: { NoSuchEntity: null },
  read: async (aws) => {
    const answer = await aws.call('iam:GetAccountPasswordPolicy', (options) =>
      aws.clients.iam().send(new GetAccountPasswordPolicyCommand({}), options),
    );
    return passwordPolicyOf(answer.PasswordPolicy);
  },
});

const organizationsFeatures: FacetReader<Place> = fromCall({
  action: 'iam:ListOrganizationsFeatures',
  absent: {
    AccountNotManagementOrDelegatedAdministrator: null,
    AccountNotManagementOrDelegatedAdministratorException: null,
    OrganizationNotFound: null,
    OrganizationNotFoundException: null,
    OrganizationNotInAllFeaturesMode: null,
    OrganizationNotInAllFeaturesModeException: null,
    ServiceAccessNotEnabled: null,
    ServiceAccessNotEnabledException: null,
  },
  read: async (aws) => {
    const { EnabledFeatures } = await aws.call('iam:ListOrganizationsFeatures', (options) =>
      aws.clients.iam().send(new ListOrganizationsFeaturesCommand({}), options),
    );
    return { enabled: EnabledFeatures };
  },
});

export const iamAccount = defineCollector<Place>()({
  collects: IamAccount,
  list: thisPlace,
  base: ({ accountId }) => ({ accountId }),
  facets: {
    summary,
    passwordPolicy,
    rootCredentials: fromSource(credentialReport, ({ rows }) => {
      const root = rows.get('<root_account>');
      return root ? credentialsIn(root) : null;
    }),
    rootVirtualMfa: fromSource(virtualMfaDevices, (devices) => serialNumbersOf(devices, isOfRoot)),
    organizationsFeatures,
  },
});
