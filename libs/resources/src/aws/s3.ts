/** Amazon S3: the account's settings, buckets and access points. */
import { z } from 'zod';
import { defineKind } from '../kind.js';
import { accountArn, arnOf, Document, Tags, When } from './shapes.js';

/** The four switches; null where the block was never configured. */
export const PublicAccessBlock = z.object({
  blockPublicAcls: z.boolean(),
  ignorePublicAcls: z.boolean(),
  blockPublicPolicy: z.boolean(),
  restrictPublicBuckets: z.boolean(),
});
export type PublicAccessBlock = z.infer<typeof PublicAccessBlock>;

const allBlocked = {
  blockPublicAcls: true,
  ignorePublicAcls: true,
  blockPublicPolicy: true,
  restrictPublicBuckets: true,
};

export const S3Account = defineKind({
  kind: 'aws.s3.account',
  service: 's3',
  cardinality: 'account',
  scope: 'global',
  base: z.object({ accountId: z.string() }),
  facets: { publicAccessBlock: PublicAccessBlock.nullable() },
  id: ({ accountId }) => accountId,
  arn: accountArn,
  example: { base: { accountId: '111122223333' }, facets: { publicAccessBlock: allBlocked } },
});

export const Grant = z.object({
  grantee: z.object({
    type: z.string().describe('CanonicalUser, Group or AmazonCustomerByEmail.'),
    id: z.string().nullable(),
    uri: z.string().nullable(),
    emailAddress: z.string().nullable(),
  }),
  permission: z.string().describe('FULL_CONTROL, WRITE, WRITE_ACP, READ or READ_ACP.'),
});

export const LifecycleRule = z.object({
  id: z.string().nullable(),
  enabled: z.boolean(),
  expires: z.boolean().describe('Has any Expiration.'),
  transitions: z.boolean(),
  noncurrent: z.boolean().describe('Expires or moves noncurrent versions.'),
  abortsUploads: z.boolean(),
});

export const S3Bucket = defineKind({
  kind: 'aws.s3.bucket',
  service: 's3',
  cardinality: 'many',
  scope: 'global',
  base: z.object({ name: z.string(), createdAt: When.nullable() }),
  facets: {
    acl: z.object({ ownerId: z.string().nullable(), grants: z.array(Grant) }),
    policy: Document.nullable(),
    policyStatus: z.object({ isPublic: z.boolean() }).nullable().describe("AWS's own opinion; null without a policy."),
    publicAccessBlock: PublicAccessBlock.nullable(),
    encryption: z
      .object({
        rules: z.array(z.object({ algorithm: z.string(), kmsKeyId: z.string().nullable(), bucketKey: z.boolean() })),
      })
      .nullable(),
    versioning: z.object({ status: z.enum(['Enabled', 'Suspended', 'Never']), mfaDelete: z.boolean() }),
    logging: z.object({ targetBucket: z.string(), targetPrefix: z.string() }).nullable(),
    lifecycle: z.array(LifecycleRule),
    ownership: z.enum(['BucketOwnerEnforced', 'BucketOwnerPreferred', 'ObjectWriter']).nullable(),
    website: z.object({ indexDocument: z.string().nullable(), redirectsTo: z.string().nullable() }).nullable(),
    replication: z
      .object({
        rules: z.array(z.object({ id: z.string().nullable(), enabled: z.boolean(), destination: z.string() })),
      })
      .nullable(),
    objectLock: z.object({ enabled: z.boolean(), mode: z.string().nullable() }).nullable(),
    notifications: z.object({ configured: z.boolean() }),
    tags: Tags,
  },
  id: ({ name }) => name,
  name: ({ name }) => name,
  arn: ({ partition }, id) => `arn:${partition}:s3:::${id}`,
  example: {
    base: { name: 'example-reports', createdAt: '2025-01-01T00:00:00.000Z' },
    facets: {
      acl: {
        ownerId: 'owner',
        grants: [
          {
            grantee: { type: 'CanonicalUser', id: 'owner', uri: null, emailAddress: null },
            permission: 'FULL_CONTROL',
          },
        ],
      },
      policy: JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Deny',
            Principal: '*',
            Action: 's3:*',
            Resource: ['arn:aws:s3:::example-reports', 'arn:aws:s3:::example-reports/*'],
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          },
        ],
      }),
      policyStatus: { isPublic: false },
      publicAccessBlock: allBlocked,
      encryption: { rules: [{ algorithm: 'aws:kms', kmsKeyId: null, bucketKey: true }] },
      versioning: { status: 'Enabled', mfaDelete: true },
      logging: { targetBucket: 'example-logs', targetPrefix: 's3/' },
      lifecycle: [
        { id: 'old', enabled: true, expires: true, transitions: false, noncurrent: true, abortsUploads: true },
      ],
      ownership: 'BucketOwnerEnforced',
      website: null,
      replication: { rules: [{ id: 'dr', enabled: true, destination: 'arn:aws:s3:::example-reports-dr' }] },
      objectLock: { enabled: true, mode: 'GOVERNANCE' },
      notifications: { configured: true },
      tags: { team: 'finance' },
    },
  },
});

export const S3AccessPoint = defineKind({
  kind: 'aws.s3.access-point',
  service: 's3',
  cardinality: 'many',
  scope: 'regional',
  base: z.object({ name: z.string(), bucket: z.string(), networkOrigin: z.string() }),
  facets: { publicAccessBlock: PublicAccessBlock.nullable() },
  id: ({ name }) => name,
  arn: arnOf('s3', (id) => `accesspoint/${id}`),
  example: {
    base: { name: 'reports', bucket: 'example-reports', networkOrigin: 'Internet' },
    facets: { publicAccessBlock: allBlocked },
  },
});

export const S3MultiRegionAccessPoint = defineKind({
  kind: 'aws.s3.multi-region-access-point',
  service: 's3',
  cardinality: 'many',
  scope: 'global',
  base: z.object({ name: z.string(), alias: z.string(), status: z.string() }),
  facets: { publicAccessBlock: PublicAccessBlock.nullable() },
  id: ({ alias }) => alias,
  name: ({ name }) => name,
  arn: arnOf('s3', (id) => `accesspoint/${id}`, false),
  example: {
    base: { name: 'reports', alias: 'mfzwi23gnjvgw.mrap', status: 'READY' },
    facets: { publicAccessBlock: allBlocked },
  },
});
