import { describe, expect, it } from '@jest/globals';
import { recordingsOf } from '../../test/recordings.js';
import { replay, type Answer } from '../../test/replay.js';
import { ok, s3ErrorOf } from '../../test/xml.js';
import { s3Bucket } from './s3-bucket.js';

const recordings = recordingsOf('s3-bucket');
const oneBucket = (region: string): string =>
  `<ListAllMyBucketsResult><Buckets><Bucket><Name>my.bucket</Name><CreationDate>2025-01-01T00:00:00.000Z</CreationDate>${region}</Bucket></Buckets></ListAllMyBucketsResult>`;

/** One bucket in the list, and what AWS says of its location. */
const placed =
  (region: string, location: { status: number; body: string }): Answer =>
  (operation) =>
    operation === 'ListBuckets' ? ok(oneBucket(region)) : operation === 'GetBucketLocation' ? location : undefined;

describe('the region of a bucket', () => {
  const unasked = s3ErrorOf('Unexpected', 500);
  it.each([
    ['is the one that the list names', '<BucketRegion>sa-east-1</BucketRegion>', unasked, 'sa-east-1'],
    [
      'is asked for where the list does not name it',
      '',
      ok('<LocationConstraint xmlns="http://s3.amazonaws.com/doc/2006-03-01/">ap-south-1</LocationConstraint>'),
      'ap-south-1',
    ],
    ['is us-east-1 without a constraint', '', ok('<LocationConstraint/>'), 'us-east-1'],
    [
      'is eu-west-1 for the old name EU',
      '',
      ok('<LocationConstraint xmlns="http://s3.amazonaws.com/doc/2006-03-01/">EU</LocationConstraint>'),
      'eu-west-1',
    ],
    ['is found in GovCloud', '<BucketRegion>us-gov-west-1</BucketRegion>', unasked, 'us-gov-west-1'],
  ])('%s', async (_title, listed, location, region) => {
    const { resources } = await replay(s3Bucket, recordings, { answer: placed(listed, location) });
    expect(resources.map((bucket) => bucket.region)).toEqual([region]);
  });

  it('leaves the facets of that bucket unknown when it cannot be found out', async () => {
    const { resources, holes } = await replay(s3Bucket, recordings, {
      answer: placed('', s3ErrorOf('AccessDenied', 403)),
    });
    expect(holes).toEqual([]);
    const facets = Object.values(resources[0]?.facets ?? {});
    expect(facets).toHaveLength(Object.keys(s3Bucket.facets).length);
    for (const facet of facets)
      expect(facet).toMatchObject({ known: false, reason: 'denied', action: 's3:GetBucketLocation' });
  });
});

describe('a bucket', () => {
  it('is not asked for the status of a policy that it does not have', async () => {
    const { asked } = await replay(s3Bucket, recordings);
    expect(asked.filter((operation) => operation === 'GetBucketPolicyStatus')).toHaveLength(1);
    expect(asked.filter((operation) => operation === 'GetBucketPolicy')).toHaveLength(2);
  });

  it('costs one call for each facet, and the list', async () => {
    const { asked, resources } = await replay(s3Bucket, recordings);
    const pages = 2;
    const locations = 1;
    const withoutPolicy = 1;
    expect(asked.length).toBe(
      pages + locations + resources.length * Object.keys(s3Bucket.facets).length - withoutPolicy,
    );
  });

  it('that was deleted since it was listed is unknown, with what AWS said', async () => {
    const { resources } = await replay(s3Bucket, recordings, {
      answer: (operation, text) =>
        operation !== 'ListBuckets' && text.includes('example-full') ? s3ErrorOf('NoSuchBucket') : undefined,
    });
    const gone = resources.find(({ name }) => name === 'example-full');
    for (const facet of Object.values(gone?.facets ?? {}))
      expect(facet).toMatchObject({ known: false, reason: 'failed', detail: expect.stringContaining('NoSuchBucket') });
  });

  it('whose one setting is refused keeps all the others', async () => {
    const { resources, coverage } = await replay(s3Bucket, recordings, {
      answer: (operation, text) =>
        operation === 'GetBucketAcl' && text.includes('example-full') ? s3ErrorOf('AccessDenied', 403) : undefined,
    });
    const facets = Object.entries(resources.find(({ name }) => name === 'example-full')?.facets ?? {});
    expect(facets.filter(([, facet]) => facet?.known === false).map(([name]) => name)).toEqual(['acl']);
    expect(coverage.holes()).toEqual([
      expect.objectContaining({
        region: 'sa-east-1',
        action: 's3:GetBucketAcl',
        outcome: 'denied',
        calls: 1,
        resources: ['arn:aws:s3:::example-full'],
      }),
    ]);
  });

  it('has no hole in its coverage for an error that is an answer', async () => {
    const { coverage } = await replay(s3Bucket, recordings);
    const rows = coverage.rows().filter(({ action }) => action === 's3:GetEncryptionConfiguration');
    expect(rows.map(({ region, outcome, calls }) => [region, outcome, calls])).toEqual([
      ['eu-west-1', 'ok', 1],
      ['sa-east-1', 'ok', 1],
    ]);
  });

  it('of another partition has its ARN', async () => {
    const answer = placed('<BucketRegion>cn-north-1</BucketRegion>', s3ErrorOf('Unexpected', 500));
    const { resources } = await replay(s3Bucket, recordings, { answer, partition: 'aws-cn' });
    expect(resources.map(({ arn }) => arn)).toEqual(['arn:aws-cn:s3:::my.bucket']);
  });
});
