/** What buckets and their access points refer to. */
import { S3AccessPoint, S3Account, S3Bucket, S3MultiRegionAccessPoint } from '../aws/s3.js';
import type { Place } from '../kind.js';
import { relationRule, to } from './relation.js';

/** A bucket's name is unique in its partition, so that its ARN is known wherever it lives. */
const bucketArn = (place: Place, name: string): string => (name.startsWith('arn:') ? name : S3Bucket.arn(place, name));

export const s3Relations = [
  relationRule(S3Bucket, {
    facets: {
      encryption: {
        relations: ['encrypted-with'],
        read: (encryption) =>
          to(
            'encrypted-with',
            null,
            encryption?.rules.map(({ kmsKeyId }) => kmsKeyId),
          ),
      },
      logging: {
        relations: ['logs-to'],
        read: (logging, _, place) =>
          logging ? to('logs-to', S3Bucket, bucketArn(place, logging.targetBucket), logging.targetPrefix || null) : [],
      },
      replication: {
        relations: ['replicates-to'],
        read: (replication, _, place) =>
          (replication?.rules ?? [])
            .filter(({ enabled }) => enabled)
            .flatMap(({ id, destination }) => to('replicates-to', S3Bucket, bucketArn(place, destination), id)),
      },
    },
  }),
  relationRule(S3AccessPoint, {
    base: ({ bucket, networkOrigin }, place) => to('leads-to', S3Bucket, bucketArn(place, bucket), networkOrigin),
  }),
  relationRule(S3Account),
  relationRule(S3MultiRegionAccessPoint),
];
