import { describe, expect, it } from '@jest/globals';
import { IamRole, known, resourceOf, S3Bucket, unknown, type Resource } from '@cspmexa/resources';
import { ResourceStore } from './resource-store.js';

const bucket = (name: string, region: string): Resource =>
  resourceOf(
    S3Bucket,
    { partition: 'aws', accountId: '111122223333', region },
    { ...S3Bucket.base.parse(S3Bucket.example.base), name },
    { policy: known('{"Statement":[]}\n'), acl: unknown('denied', 's3:GetBucketAcl', 'No.') },
    { team: 'ação' },
  );

describe('a store of resources', () => {
  const store = new ResourceStore();
  const buckets = ['us-east-1', 'sa-east-1', 'us-east-1'].map((region, index) => bucket(`b-${index}`, region));
  for (const one of buckets) store.add(one);

  it('gives back what was added, by kind and region', () => {
    expect([...store.of(S3Bucket.kind, 'us-east-1')]).toEqual([buckets[0], buckets[2]]);
    expect([...store.of(S3Bucket.kind)]).toEqual([buckets[1], buckets[0], buckets[2]]);
    expect(store.regionsOf(S3Bucket.kind)).toEqual(['sa-east-1', 'us-east-1']);
  });

  it('has nothing of what was not added', () => {
    expect([...store.of(S3Bucket.kind, 'eu-west-1'), ...store.of(IamRole.kind)]).toEqual([]);
    expect(store.regionsOf(IamRole.kind)).toEqual([]);
  });
});
