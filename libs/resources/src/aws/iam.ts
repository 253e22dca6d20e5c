/** AWS IAM: the account, its users, groups, roles, policies, certificates and identity providers. */
import { z } from 'zod';
import { defineKind } from '../kind.js';
import { accountArn, arnOf, Document, When } from './shapes.js';

/** One of the two access keys, as the credential report knows it. `lastUsed` is null when it was never used. */
export const AccessKey = z.object({
  slot: z.enum(['access_key_1', 'access_key_2']),
  active: z.boolean(),
  lastRotated: When.nullable(),
  lastUsed: When.nullable(),
  lastUsedService: z.string().nullable(),
  lastUsedRegion: z.string().nullable(),
});

/** One row of the credential report. */
export const Credentials = z.object({
  createdAt: When.nullable(),
  passwordEnabled: z.boolean().nullable().describe('null: not supported (the root user).'),
  passwordLastUsed: When.nullable(),
  passwordLastChanged: When.nullable(),
  mfaActive: z.boolean(),
  accessKeys: z.array(AccessKey),
  certificates: z.array(z.object({ slot: z.enum(['cert_1', 'cert_2']), active: z.boolean() })),
});
export type Credentials = z.infer<typeof Credentials>;

export const AttachedPolicy = z.object({ name: z.string(), arn: z.string() });
export const InlinePolicy = z.object({ name: z.string(), document: Document });

const healthyCredentials = {
  createdAt: '2025-01-01T00:00:00.000Z',
  passwordEnabled: true,
  passwordLastUsed: '2026-01-10T00:00:00.000Z',
  passwordLastChanged: '2026-01-01T00:00:00.000Z',
  mfaActive: true,
  accessKeys: [],
  certificates: [],
};

export const IamAccount = defineKind({
  kind: 'aws.iam.account',
  service: 'iam',
  cardinality: 'account',
  scope: 'global',
  base: z.object({ accountId: z.string() }),
  facets: {
    summary: z.object({
      rootAccessKeys: z.int().describe('AccountAccessKeysPresent: 0 or 1.'),
      rootMfa: z.boolean().describe('AccountMFAEnabled.'),
      rootSigningCertificates: z.int(),
      rootPassword: z.boolean().nullable().describe('AccountPasswordPresent; null where AWS does not say.'),
      users: z.int().nullable(),
    }),
    passwordPolicy: z
      .object({
        minimumLength: z.int().nullable(),
        requireSymbols: z.boolean(),
        requireNumbers: z.boolean(),
        requireUppercase: z.boolean(),
        requireLowercase: z.boolean(),
        allowChange: z.boolean(),
        expires: z.boolean(),
        maxAgeDays: z.int().nullable(),
        reusePrevention: z.int().nullable(),
        hardExpiry: z.boolean().nullable(),
      })
      .nullable()
      .describe('null: no policy was ever set.'),
    rootCredentials: Credentials.nullable().describe(
      'The <root_account> row of the credential report; null where the report has none.',
    ),
    rootVirtualMfa: z.object({ serialNumbers: z.array(z.string()) }).describe('Virtual MFA devices of the root user.'),
    organizationsFeatures: z
      .object({ enabled: z.array(z.string()) })
      .nullable()
      .describe("null: this is not the organisation's management account, or there is no organisation."),
  },
  id: ({ accountId }) => accountId,
  arn: accountArn,
  example: {
    base: { accountId: '111122223333' },
    facets: {
      summary: { rootAccessKeys: 0, rootMfa: true, rootSigningCertificates: 0, rootPassword: true, users: 3 },
      passwordPolicy: {
        minimumLength: 14,
        requireSymbols: true,
        requireNumbers: true,
        requireUppercase: true,
        requireLowercase: true,
        allowChange: true,
        expires: true,
        maxAgeDays: 90,
        reusePrevention: 24,
        hardExpiry: false,
      },
      rootCredentials: { ...healthyCredentials, passwordEnabled: null, passwordLastUsed: null },
      rootVirtualMfa: { serialNumbers: [] },
      organizationsFeatures: null,
    },
  },
});

export const IamUser = defineKind({
  kind: 'aws.iam.user',
  service: 'iam',
  cardinality: 'many',
  scope: 'global',
  base: z.object({ name: z.string(), path: z.string(), userId: z.string(), createdAt: When.nullable() }),
  facets: {
    credentials: Credentials.nullable().describe('null: the report is older than the user.'),
    virtualMfa: z.object({ serialNumbers: z.array(z.string()) }),
    groups: z.array(z.string()),
    attachedPolicies: z.array(AttachedPolicy),
    inlinePolicies: z.array(InlinePolicy),
    permissionsBoundary: z.string().nullable(),
  },
  id: ({ path, name }) => `${path.replace(/^\//, '')}${name}`,
  name: ({ name }) => name,
  arn: arnOf('iam', (id) => `user/${id}`, false),
  example: {
    base: { name: 'maria', path: '/', userId: 'AIDAEXAMPLE', createdAt: '2025-01-01T00:00:00.000Z' },
    facets: {
      credentials: healthyCredentials,
      virtualMfa: { serialNumbers: [] },
      groups: ['developers'],
      attachedPolicies: [],
      inlinePolicies: [],
      permissionsBoundary: null,
    },
  },
});

export const IamGroup = defineKind({
  kind: 'aws.iam.group',
  service: 'iam',
  cardinality: 'many',
  scope: 'global',
  base: z.object({ name: z.string(), path: z.string(), createdAt: When.nullable() }),
  facets: { attachedPolicies: z.array(AttachedPolicy), inlinePolicies: z.array(InlinePolicy) },
  id: ({ path, name }) => `${path.replace(/^\//, '')}${name}`,
  name: ({ name }) => name,
  arn: arnOf('iam', (id) => `group/${id}`, false),
  example: {
    base: { name: 'developers', path: '/', createdAt: '2025-01-01T00:00:00.000Z' },
    facets: {
      attachedPolicies: [{ name: 'ReadOnlyAccess', arn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }],
      inlinePolicies: [],
    },
  },
});

const lambdaTrust = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
};

export const IamRole = defineKind({
  kind: 'aws.iam.role',
  service: 'iam',
  cardinality: 'many',
  scope: 'global',
  base: z.object({ name: z.string(), path: z.string(), roleId: z.string(), createdAt: When.nullable() }),
  facets: {
    trustPolicy: Document,
    attachedPolicies: z.array(AttachedPolicy),
    inlinePolicies: z.array(InlinePolicy),
    permissionsBoundary: z.string().nullable(),
    lastUsed: z.object({ at: When.nullable(), region: z.string().nullable() }),
    instanceProfiles: z.array(z.string()).describe('ARNs.'),
  },
  id: ({ path, name }) => `${path.replace(/^\//, '')}${name}`,
  name: ({ name }) => name,
  arn: arnOf('iam', (id) => `role/${id}`, false),
  example: {
    base: { name: 'reports-worker', path: '/', roleId: 'AROAEXAMPLE', createdAt: '2025-01-01T00:00:00.000Z' },
    facets: {
      trustPolicy: encodeURIComponent(JSON.stringify(lambdaTrust)),
      attachedPolicies: [],
      inlinePolicies: [],
      permissionsBoundary: null,
      lastUsed: { at: '2026-01-10T00:00:00.000Z', region: 'us-east-1' },
      instanceProfiles: [],
    },
  },
});

const readReports = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::example-reports/*' }],
};

/** A managed policy: every one of the customer's, and those of AWS that are attached to something. */
export const IamPolicy = defineKind({
  kind: 'aws.iam.policy',
  service: 'iam',
  cardinality: 'many',
  scope: 'global',
  base: z.object({ arn: z.string(), name: z.string(), awsManaged: z.boolean() }),
  facets: {
    document: Document.describe('Of the default version.'),
    attachments: z.object({ count: z.int(), asBoundary: z.int() }),
  },
  id: ({ arn }) => arn,
  name: ({ name }) => name,
  arn: ({ partition, accountId }, id) => (id === '*' ? `arn:${partition}:iam::${accountId}:policy/*` : id),
  example: {
    base: { arn: 'arn:aws:iam::111122223333:policy/read-reports', name: 'read-reports', awsManaged: false },
    facets: {
      document: encodeURIComponent(JSON.stringify(readReports)),
      attachments: { count: 1, asBoundary: 0 },
    },
  },
});

export const IamServerCertificate = defineKind({
  kind: 'aws.iam.server-certificate',
  service: 'iam',
  cardinality: 'many',
  scope: 'global',
  base: z.object({ name: z.string(), path: z.string(), arn: z.string() }),
  facets: { validity: z.object({ uploadedAt: When.nullable(), expiresAt: When.nullable() }) },
  id: ({ path, name }) => `${path.replace(/^\//, '')}${name}`,
  name: ({ name }) => name,
  arn: arnOf('iam', (id) => `server-certificate/${id}`, false),
  example: {
    base: { name: 'www', path: '/', arn: 'arn:aws:iam::111122223333:server-certificate/www' },
    facets: { validity: { uploadedAt: '2025-06-01T00:00:00.000Z', expiresAt: '2027-01-01T00:00:00.000Z' } },
  },
});

export const IamSamlProvider = defineKind({
  kind: 'aws.iam.saml-provider',
  service: 'iam',
  cardinality: 'many',
  scope: 'global',
  base: z.object({ name: z.string(), arn: z.string() }),
  facets: { validity: z.object({ createdAt: When.nullable(), expiresAt: When.nullable() }) },
  id: ({ name }) => name,
  name: ({ name }) => name,
  arn: arnOf('iam', (id) => `saml-provider/${id}`, false),
  example: {
    base: { name: 'corporate', arn: 'arn:aws:iam::111122223333:saml-provider/corporate' },
    facets: { validity: { createdAt: '2025-06-01T00:00:00.000Z', expiresAt: '2027-01-01T00:00:00.000Z' } },
  },
});

export const IamOidcProvider = defineKind({
  kind: 'aws.iam.oidc-provider',
  service: 'iam',
  cardinality: 'many',
  scope: 'global',
  base: z.object({ url: z.string(), arn: z.string() }),
  facets: { settings: z.object({ clientIds: z.array(z.string()), thumbprints: z.array(z.string()) }) },
  id: ({ url }) => url,
  name: ({ url }) => url,
  arn: arnOf('iam', (id) => `oidc-provider/${id}`, false),
  example: {
    base: {
      url: 'token.actions.githubusercontent.com',
      arn: 'arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com',
    },
    facets: { settings: { clientIds: ['sts.amazonaws.com'], thumbprints: [] } },
  },
});

export const AccessAnalyzer = defineKind({
  kind: 'aws.accessanalyzer.region',
  service: 'accessanalyzer',
  cardinality: 'region',
  scope: 'regional',
  base: z.object({ region: z.string() }),
  facets: {
    analyzers: z.array(z.object({ arn: z.string(), name: z.string(), type: z.string(), status: z.string() })),
  },
  id: ({ region }) => region,
  arn: arnOf('access-analyzer', () => 'analyzer/*'),
  example: {
    base: { region: 'sa-east-1' },
    facets: {
      analyzers: [
        {
          arn: 'arn:aws:access-analyzer:sa-east-1:111122223333:analyzer/main',
          name: 'main',
          type: 'ACCOUNT',
          status: 'ACTIVE',
        },
      ],
    },
  },
});
