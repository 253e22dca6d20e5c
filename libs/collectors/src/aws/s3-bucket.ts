import {
  GetBucketAclCommand,
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketLoggingCommand,
  GetBucketNotificationConfigurationCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketPolicyCommand,
  GetBucketPolicyStatusCommand,
  GetBucketReplicationCommand,
  GetBucketTaggingCommand,
  GetBucketVersioningCommand,
  GetBucketWebsiteCommand,
  GetObjectLockConfigurationCommand,
  GetPublicAccessBlockCommand,
  type Grant,
  type Tag,
  type LifecycleRule,
  type S3Client,
} from '@aws-sdk/client-s3';
import {
  CallFailure,
  defineCollector,
  fromCall,
  isoOf,
  notNeeded,
  type Aws,
  type CallOptions,
  type FacetReader,
} from '@cspmexa/collector-kit';
import { S3Bucket } from '@cspmexa/resources';
import { buckets, type ListedBucket } from './sources/buckets.js';
import { documentOf } from './sources/document.js';
import { publicAccessBlockOf } from './sources/public-access-block.js';

type Send<T> = (s3: S3Client, input: { readonly Bucket: string }, options: CallOptions) => Promise<T>;

/** Asks the region that the bucket lives in. */
function ask<T>(aws: Aws, { name = '', region }: ListedBucket, action: string, send: Send<T>): Promise<T> {
  if (region instanceof CallFailure) throw region;
  return aws.call(action, (options) => send(aws.clients.s3(region), { Bucket: name }, options), region);
}

const perBucket = <T>(
  action: string,
  send: Send<T>,
  read: (answer: T) => unknown,
  absent: Readonly<Record<string, unknown>> = {},
): FacetReader<ListedBucket> =>
  fromCall({ action, absent, read: async (aws, bucket) => read(await ask(aws, bucket, action, send)) });

const policies = new WeakMap<ListedBucket, Promise<string | null | undefined>>();

/** The bucket's policy, asked for once; null where it has none. @throws CallFailure */
function policyOf(aws: Aws, bucket: ListedBucket): Promise<string | null | undefined> {
  const found = policies.get(bucket) ?? readPolicy(aws.expecting(['NoSuchBucketPolicy']), bucket);
  policies.set(bucket, found);
  return found;
}

async function readPolicy(aws: Aws, bucket: ListedBucket): Promise<string | null | undefined> {
  try {
    const { Policy } = await ask(aws, bucket, 's3:GetBucketPolicy', (s3, input, options) =>
      s3.send(new GetBucketPolicyCommand(input), options),
    );
    return documentOf(Policy);
  } catch (thrown) {
    if (thrown instanceof CallFailure && thrown.code === 'NoSuchBucketPolicy') return null;
    throw thrown;
  }
}

const policyStatus: FacetReader<ListedBucket> = fromCall({
  action: 's3:GetBucketPolicyStatus',
  alsoNeeds: ['s3:GetBucketPolicy'],
  absent: { NoSuchBucketPolicy: null },
  read: async (aws, bucket) => {
    // Who can read the policy can judge it; AWS's opinion stands in for one that cannot be read.
    const policy = await policyOf(aws, bucket).catch(() => undefined);
    if (policy === null) return null;
    if (policy !== undefined) return notNeeded;
    const { PolicyStatus } = await ask(aws, bucket, 's3:GetBucketPolicyStatus', (s3, input, options) =>
      s3.send(new GetBucketPolicyStatusCommand(input), options),
    );
    return { isPublic: PolicyStatus?.IsPublic };
  },
});

/** Each type of grantee is named by another member, which AWS then always sends. */
const grantOf = ({ Grantee, Permission }: Grant) => ({
  grantee: {
    type: Grantee?.Type,
    id: Grantee?.ID ?? (Grantee?.Type === 'CanonicalUser' ? undefined : null),
    uri: Grantee?.URI ?? (Grantee?.Type === 'Group' ? undefined : null),
    emailAddress: Grantee?.EmailAddress ?? (Grantee?.Type === 'AmazonCustomerByEmail' ? undefined : null),
  },
  permission: Permission,
});

/** AWS's pair of words for a switch; anything else is no answer. */
const isOn = (status: string | undefined): boolean | undefined =>
  status === 'Enabled' ? true : status === 'Disabled' ? false : undefined;

/** Undefined, which the schema refuses, where a tag has no key; a tag without a value has an empty one. */
const recordOf = (tags: readonly Tag[]): Record<string, string> | undefined =>
  tags.every(({ Key }) => typeof Key === 'string')
    ? Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value ?? '']))
    : undefined;

const lifecycleRuleOf = (rule: LifecycleRule) => ({
  id: rule.ID ?? null,
  enabled: isOn(rule.Status),
  expires: rule.Expiration !== undefined,
  transitions: (rule.Transitions ?? []).length > 0,
  noncurrent: rule.NoncurrentVersionExpiration !== undefined || (rule.NoncurrentVersionTransitions ?? []).length > 0,
  abortsUploads: rule.AbortIncompleteMultipartUpload !== undefined,
});

export const s3Bucket = defineCollector<ListedBucket>()({
  collects: S3Bucket,
  list: buckets,
  base: ({ name, createdAt }) => ({ name, createdAt: isoOf(createdAt) }),
  // A bucket whose region could not be found out is kept where it was listed; all its facets are unknown.
  region: ({ region }) => (region instanceof CallFailure ? 'global' : region),
  facets: {
    acl: perBucket(
      's3:GetBucketAcl',
      (s3, input, options) => s3.send(new GetBucketAclCommand(input), options),
      ({ Owner, Grants }) => ({ ownerId: Owner?.ID, grants: Grants?.map(grantOf) }),
    ),
    policy: fromCall({ action: 's3:GetBucketPolicy', read: policyOf }),
    policyStatus,
    publicAccessBlock: perBucket(
      's3:GetBucketPublicAccessBlock',
      (s3, input, options) => s3.send(new GetPublicAccessBlockCommand(input), options),
      ({ PublicAccessBlockConfiguration }) => publicAccessBlockOf(PublicAccessBlockConfiguration),
      { NoSuchPublicAccessBlockConfiguration: null },
    ),
    encryption: perBucket(
      's3:GetEncryptionConfiguration',
      (s3, input, options) => s3.send(new GetBucketEncryptionCommand(input), options),
      ({ ServerSideEncryptionConfiguration }) => ({
        rules: ServerSideEncryptionConfiguration?.Rules?.map(
          ({ ApplyServerSideEncryptionByDefault, BucketKeyEnabled }) => ({
            algorithm: ApplyServerSideEncryptionByDefault?.SSEAlgorithm,
            kmsKeyId: ApplyServerSideEncryptionByDefault?.KMSMasterKeyID ?? null,
            bucketKey: BucketKeyEnabled ?? false,
          }),
        ),
      }),
      { ServerSideEncryptionConfigurationNotFoundError: null },
    ),
    versioning: perBucket(
      's3:GetBucketVersioning',
      (s3, input, options) => s3.send(new GetBucketVersioningCommand(input), options),
      // A bucket in which versioning was never switched on answers without a status.
      ({ Status, MFADelete }) => ({
        status: Status ?? (MFADelete === undefined ? 'Never' : undefined),
        mfaDelete: MFADelete === undefined ? false : isOn(MFADelete),
      }),
    ),
    logging: perBucket(
      's3:GetBucketLogging',
      (s3, input, options) => s3.send(new GetBucketLoggingCommand(input), options),
      ({ LoggingEnabled }) =>
        LoggingEnabled
          ? { targetBucket: LoggingEnabled.TargetBucket, targetPrefix: LoggingEnabled.TargetPrefix ?? '' }
          : null,
    ),
    lifecycle: perBucket(
      's3:GetLifecycleConfiguration',
      (s3, input, options) => s3.send(new GetBucketLifecycleConfigurationCommand(input), options),
      ({ Rules }) => Rules?.map(lifecycleRuleOf),
      { NoSuchLifecycleConfiguration: [] },
    ),
    ownership: perBucket(
      's3:GetBucketOwnershipControls',
      (s3, input, options) => s3.send(new GetBucketOwnershipControlsCommand(input), options),
      ({ OwnershipControls }) => OwnershipControls?.Rules?.[0]?.ObjectOwnership,
      { OwnershipControlsNotFoundError: null },
    ),
    website: perBucket(
      's3:GetBucketWebsite',
      (s3, input, options) => s3.send(new GetBucketWebsiteCommand(input), options),
      ({ IndexDocument, RedirectAllRequestsTo }) => {
        // A website has at least one of the two.
        if (!IndexDocument && !RedirectAllRequestsTo) return undefined;
        return {
          indexDocument: IndexDocument ? IndexDocument.Suffix : null,
          redirectsTo: RedirectAllRequestsTo ? RedirectAllRequestsTo.HostName : null,
        };
      },
      { NoSuchWebsiteConfiguration: null },
    ),
    replication: perBucket(
      's3:GetReplicationConfiguration',
      (s3, input, options) => s3.send(new GetBucketReplicationCommand(input), options),
      ({ ReplicationConfiguration }) => ({
        rules: ReplicationConfiguration?.Rules?.map(({ ID, Status, Destination }) => ({
          id: ID ?? null,
          enabled: isOn(Status),
          destination: Destination?.Bucket,
        })),
      }),
      { ReplicationConfigurationNotFoundError: null },
    ),
    objectLock: perBucket(
      's3:GetBucketObjectLockConfiguration',
      (s3, input, options) => s3.send(new GetObjectLockConfigurationCommand(input), options),
      ({ ObjectLockConfiguration }) => ({
        enabled: isOn(ObjectLockConfiguration?.ObjectLockEnabled),
        mode: ObjectLockConfiguration?.Rule ? ObjectLockConfiguration.Rule.DefaultRetention?.Mode : null,
      }),
      { ObjectLockConfigurationNotFoundError: null },
    ),
    notifications: perBucket(
      's3:GetBucketNotification',
      (s3, input, options) => s3.send(new GetBucketNotificationConfigurationCommand(input), options),
      ({ TopicConfigurations, QueueConfigurations, LambdaFunctionConfigurations, EventBridgeConfiguration }) => ({
        configured:
          EventBridgeConfiguration !== undefined ||
          [TopicConfigurations, QueueConfigurations, LambdaFunctionConfigurations].some(
            (list) => (list ?? []).length > 0,
          ),
      }),
    ),
    tags: perBucket(
      's3:GetBucketTagging',
      (s3, input, options) => s3.send(new GetBucketTaggingCommand(input), options),
      ({ TagSet }) => TagSet && recordOf(TagSet),
      { NoSuchTagSet: {} },
    ),
  },
});
