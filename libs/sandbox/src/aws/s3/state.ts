import type {
  AccelerateConfiguration,
  BucketLoggingStatus,
  CORSConfiguration,
  GetBucketAclOutput,
  GetBucketLifecycleConfigurationOutput,
  NotificationConfiguration,
  ObjectLockConfiguration,
  OwnershipControls,
  PublicAccessBlockConfiguration,
  ReplicationConfiguration,
  ServerSideEncryptionConfiguration,
  Tag,
  VersioningConfiguration,
  WebsiteConfiguration,
} from '@aws-sdk/client-s3';

/** What a bucket is configured to be; a part that is absent was never set or was deleted. */
export interface BucketConfiguration {
  acl: GetBucketAclOutput;
  policy?: string;
  publicAccessBlock?: PublicAccessBlockConfiguration;
  encryption?: ServerSideEncryptionConfiguration;
  versioning?: VersioningConfiguration;
  logging?: BucketLoggingStatus;
  lifecycle?: GetBucketLifecycleConfigurationOutput;
  ownership?: OwnershipControls;
  website?: WebsiteConfiguration;
  replication?: ReplicationConfiguration;
  objectLock?: ObjectLockConfiguration;
  tags?: Tag[];
  notification?: NotificationConfiguration;
  accelerate?: AccelerateConfiguration;
  cors?: CORSConfiguration;
}

/** A bucket of the account. */
export interface Bucket {
  name: string;
  region: string;
  createdAt: Date;
  configuration: BucketConfiguration;
}

/** A door into a bucket, with a block of its own that cannot be changed later. */
export interface AccessPoint {
  name: string;
  region: string;
  bucket: string;
  publicAccessBlock: PublicAccessBlockConfiguration;
}

/** Everything of S3: the account's public access block (null when never set), the buckets by name, and the access points. */
export interface S3State {
  ownerId: string;
  publicAccessBlock: PublicAccessBlockConfiguration | null;
  buckets: Map<string, Bucket>;
  accessPoints: AccessPoint[];
}

/** The ACL of a new bucket: full control for its owner and nobody else. */
export function privateAcl(ownerId: string): GetBucketAclOutput {
  return {
    Owner: { ID: ownerId },
    Grants: [{ Grantee: { Type: 'CanonicalUser', ID: ownerId }, Permission: 'FULL_CONTROL' }],
  };
}

/** A bucket as S3 creates it today: private, encrypted with SSE-S3, ACLs off, all public access blocked. */
export function newBucket(name: string, region: string, ownerId: string, createdAt: Date): Bucket {
  return {
    name,
    region,
    createdAt,
    configuration: {
      acl: privateAcl(ownerId),
      publicAccessBlock: {
        BlockPublicAcls: true,
        IgnorePublicAcls: true,
        BlockPublicPolicy: true,
        RestrictPublicBuckets: true,
      },
      encryption: {
        Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' }, BucketKeyEnabled: false }],
      },
      ownership: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
    },
  };
}
