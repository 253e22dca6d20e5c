/** The buckets of the realistic account. */
import type { ServerSideEncryptionConfiguration } from '@aws-sdk/client-s3';
import { cannedAcl } from '../s3/access.js';
import { newBucket, type Bucket } from '../s3/state.js';
import { daysAgo, plant, publicRead, tlsOnlyPolicy, type Seeding } from './seeding.js';

const LOGS = 'tucanuva-access-logs';

function kms(key: string): ServerSideEncryptionConfiguration {
  const ApplyServerSideEncryptionByDefault = { SSEAlgorithm: 'aws:kms' as const, KMSMasterKeyID: key };
  return { Rules: [{ ApplyServerSideEncryptionByDefault, BucketKeyEnabled: true }] };
}

/** A bucket as the company's platform team makes it: TLS alone, versions, access logs. */
function hardened(seeding: Seeding, name: string, region: string, days: number, tags: Record<string, string>): Bucket {
  const { account } = seeding;
  const bucket = newBucket(name, region, account.s3.ownerId, daysAgo(seeding, days));
  Object.assign(bucket.configuration, {
    policy: tlsOnlyPolicy(name),
    versioning: { Status: 'Enabled' },
    logging: { LoggingEnabled: { TargetBucket: LOGS, TargetPrefix: `${name}/` } },
    tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
    lifecycle: {
      Rules: [
        {
          ID: 'expire-old-versions',
          Status: 'Enabled',
          Filter: { Prefix: '' },
          NoncurrentVersionExpiration: { NoncurrentDays: 90 },
          AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
        },
      ],
    },
  });
  account.s3.buckets.set(name, bucket);
  return bucket;
}

/** Makes the buckets: most as they should be, some as they are found in the wild. */
export function seedBuckets(seeding: Seeding): void {
  const { account } = seeding;
  const arn = (bucket: Bucket): string => `arn:aws:s3:::${bucket.name}`;
  plant(seeding, `arn:aws:s3:::${account.id}`, 'account-public-access-block-missing');

  const logs = hardened(seeding, LOGS, 'us-east-1', 1400, { team: 'platform' });
  delete logs.configuration.logging;
  logs.configuration.ownership = { Rules: [{ ObjectOwnership: 'ObjectWriter' }] };
  logs.configuration.acl = cannedAcl('log-delivery-write', account.s3.ownerId);
  plant(seeding, arn(logs), 'bucket-logging-off');

  const orders = hardened(seeding, 'tucanuva-orders-prod', 'us-east-1', 1100, { team: 'orders', data: 'customer' });
  orders.configuration.encryption = kms(`arn:aws:kms:us-east-1:${account.id}:alias/orders`);
  orders.configuration.objectLock = {
    ObjectLockEnabled: 'Enabled',
    Rule: { DefaultRetention: { Mode: 'GOVERNANCE', Days: 30 } },
  };
  orders.configuration.replication = {
    Role: `arn:aws:iam::${account.id}:role/s3-replication`,
    Rules: [
      {
        ID: 'to-europe',
        Priority: 1,
        Status: 'Enabled',
        Filter: { Prefix: '' },
        DeleteMarkerReplication: { Status: 'Disabled' },
        Destination: { Bucket: 'arn:aws:s3:::tucanuva-orders-replica' },
      },
    ],
  };
  hardened(seeding, 'tucanuva-orders-replica', 'eu-west-1', 1100, { team: 'orders' });
  hardened(seeding, 'tucanuva-terraform-state', 'us-east-1', 1300, { team: 'platform' });
  hardened(seeding, 'tucanuva-fiscal-notas', 'sa-east-1', 700, { team: 'fiscal', data: 'customer' });

  account.s3.accessPoints.push({
    name: 'orders-reporting',
    region: 'sa-east-1',
    bucket: orders.name,
    publicAccessBlock: {
      BlockPublicAcls: true,
      IgnorePublicAcls: true,
      BlockPublicPolicy: true,
      RestrictPublicBuckets: true,
    },
  });

  const site = hardened(seeding, 'tucanuva-site', 'us-east-1', 900, { team: 'web' });
  delete site.configuration.publicAccessBlock;
  site.configuration.policy = tlsOnlyPolicy(site.name, publicRead(site.name));
  site.configuration.website = { IndexDocument: { Suffix: 'index.html' }, ErrorDocument: { Key: '404.html' } };
  plant(seeding, arn(site), 'bucket-public-by-policy');
  plant(seeding, arn(site), 'bucket-public-access-block-missing');

  const exports = hardened(seeding, 'tucanuva-exportacoes', 'sa-east-1', 500, { team: 'sales' });
  exports.configuration.ownership = { Rules: [{ ObjectOwnership: 'ObjectWriter' }] };
  exports.configuration.acl = cannedAcl('public-read', account.s3.ownerId);
  delete exports.configuration.publicAccessBlock;
  plant(seeding, arn(exports), 'bucket-public-by-acl');
  plant(seeding, arn(exports), 'bucket-public-access-block-missing');

  const uploads = hardened(seeding, 'tucanuva-app-uploads', 'us-east-1', 420, { team: 'app' });
  delete uploads.configuration.policy;
  plant(seeding, arn(uploads), 'bucket-allows-http');

  const scratch = newBucket('tucanuva-dados-temp', 'sa-east-1', account.s3.ownerId, daysAgo(seeding, 310));
  account.s3.buckets.set(scratch.name, scratch);
  plant(seeding, arn(scratch), 'bucket-allows-http');
  plant(seeding, arn(scratch), 'bucket-versioning-off');
  plant(seeding, arn(scratch), 'bucket-logging-off');

  const partners = hardened(seeding, 'tucanuva-partners-eu', 'eu-west-1', 260, { team: 'partners' });
  partners.configuration.policy = tlsOnlyPolicy(partners.name, {
    Sid: 'PartnerRead',
    Effect: 'Allow',
    Principal: '*',
    Action: 's3:GetObject',
    Resource: `arn:aws:s3:::${partners.name}/*`,
    Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-exampleorg1' } },
  });
}
