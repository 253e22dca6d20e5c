import { describe, expect, it } from '@jest/globals';
import { known } from '@cspmexa/resources';
import { recordingsOf } from '../../test/recordings.js';
import { replay, type Answer } from '../../test/replay.js';
import { ok, s3ErrorOf } from '../../test/xml.js';
import { s3Bucket } from './s3-bucket.js';

type Given = ReturnType<Answer>;
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
  it('costs one call for each facet but the status of its policy, and the list', async () => {
    const { asked, resources } = await replay(s3Bucket, recordings);
    const pages = 2;
    const locations = 1;
    expect(asked.length).toBe(pages + locations + resources.length * (Object.keys(s3Bucket.facets).length - 1));
    expect(asked).not.toContain('GetBucketPolicyStatus');
    expect(resources.map(({ name, facets }) => [name, 'policyStatus' in facets])).toEqual([
      ['example-full', false],
      ['example.plain', true],
    ]);
  });

  it.each<[string, Given, string, object]>([
    ['that may not be read', s3ErrorOf('AccessDenied', 403), '<IsPublic>true</IsPublic>', known({ isPublic: true })],
    ['that is no document', ok('{"Statement": 7}'), '<IsPublic>false</IsPublic>', known({ isPublic: false })],
    [
      'that may not be read, by an answer without it',
      s3ErrorOf('AccessDenied', 403),
      '',
      { known: false, reason: 'malformed' },
    ],
    [
      'that may not be read, by an answer that is neither',
      s3ErrorOf('AccessDenied', 403),
      '<IsPublic>maybe</IsPublic>',
      { known: false, reason: 'malformed' },
    ],
  ])("stands up for a policy %s with AWS's own opinion", async (_title, policy, status, facet) => {
    const { resources } = await replay(s3Bucket, recordings, {
      facets: ['policyStatus'],
      answer: (operation, text) => {
        if (operation === 'GetBucketPolicyStatus') return ok(`<PolicyStatus>${status}</PolicyStatus>`);
        return operation === 'GetBucketPolicy' && text.includes('example-full') ? policy : undefined;
      },
    });
    const full = resources.find(({ name }) => name === 'example-full');
    expect(full?.facets).toMatchObject({ policyStatus: facet });
  });

  it('A05: with a policy of a megabyte is read whole', async () => {
    const Resource = Array.from({ length: 22_000 }, (_, index) => `arn:aws:s3:::example-full/${index}/ç✓\u202E`);
    const policy = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Deny', Principal: '*', Action: 's3:*', Resource }],
    });
    expect(Buffer.byteLength(policy)).toBeGreaterThan(900_000);
    const { resources } = await replay(s3Bucket, recordings, {
      facets: ['policy'],
      answer: (operation) => (operation === 'GetBucketPolicy' ? ok(policy) : undefined),
    });
    for (const { facets } of resources) expect(facets).toEqual({ policy: known(policy) });
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
