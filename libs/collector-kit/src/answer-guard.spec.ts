import { Readable } from 'node:stream';
import { ListAnalyzersCommand } from '@aws-sdk/client-accessanalyzer';
import { DescribeVolumesCommand } from '@aws-sdk/client-ec2';
import { GetBucketPolicyCommand, GetBucketVersioningCommand } from '@aws-sdk/client-s3';
import { describe, expect, it } from '@jest/globals';
import { benchOf, type Answer } from '../test/answers.js';
import { failureOf } from './classify.js';

const whole =
  '<?xml version="1.0" encoding="UTF-8"?>\n<VersioningConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Status>Enabled</Status></VersioningConfiguration>';

const versioning = (answer: Answer, client = {}) =>
  benchOf(() => answer, { client: { maxAttempts: 1, ...client } })
    .clients.s3('sa-east-1')
    .send(new GetBucketVersioningCommand({ Bucket: 'bucket' }));
const reasonOf = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => 'an answer',
    (thrown: unknown) => failureOf('x:Y', thrown).unknown.reason,
  );

describe('an answer of S3', () => {
  it.each<[string, string | Uint8Array]>([
    ['whole', whole],
    ['without a declaration', '<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>'],
    ['with white space around it', `\n ${whole} \n`],
    ['with a comment', whole.replace('?>', '?><!-- from a proxy -->')],
    [
      'with a prefix of its namespace',
      '<s3:VersioningConfiguration xmlns:s3="x"><Status>Enabled</Status></s3:VersioningConfiguration>',
    ],
    ['named after the operation', '<GetBucketVersioningResult><Status>Enabled</Status></GetBucketVersioningResult>'],
  ])('is taken when it is %s', async (_title, body) => {
    expect(await versioning({ body })).toMatchObject({ Status: 'Enabled' });
  });

  it('is taken when it is an empty element: versioning was never switched on', async () => {
    for (const body of [
      '<VersioningConfiguration/>',
      '<VersioningConfiguration xmlns="x" />',
      '<VersioningConfiguration></VersioningConfiguration>',
    ])
      expect((await versioning({ body })).Status).toBeUndefined();
  });

  it.each<[string, string]>([
    ['nothing', ''],
    ['white space', ' \n'],
    ['a page of a proxy', '<!DOCTYPE html><html><body>Sign in</body></html>'],
    ['half of it', whole.slice(0, -20)],
    ['all but its last character', whole.slice(0, -1)],
    ['another answer', '<Tagging/>'],
    ['an error with the status of a success', '<Error><Code>InternalError</Code></Error>'],
    ['plain text', 'ok'],
    ['null', 'null'],
  ])('is refused when it is %s', async (_title, body) => {
    expect(await reasonOf(versioning({ body }))).toBe('malformed');
  });

  it('is refused when it is too large, whatever it comes as', async () => {
    const padded = whole.replace('<Status>', `${' '.repeat(5_000)}<Status>`);
    for (const body of [padded, Readable.from([Buffer.from(padded)])])
      expect(await reasonOf(versioning({ body }, { maxBytes: 2_000 }))).toBe('malformed');
  });

  it('is given up when its body does not end', async () => {
    const endless = new Readable({ read: () => undefined });
    endless.push('<VersioningConfiguration>');
    expect(await reasonOf(versioning({ body: endless }, { timeoutMs: 50 }))).toBe('timed-out');
  });
});

it('lets a document pass that is not XML', async () => {
  const { clients } = benchOf(() => ({ body: '{"Version":"2012-10-17","Statement":[]}' }));
  expect((await clients.s3('sa-east-1').send(new GetBucketPolicyCommand({ Bucket: 'bucket' }))).Policy).toContain(
    '2012',
  );
});

it('refuses half of an answer in JSON', async () => {
  const { clients } = benchOf(() => ({ body: '{"analyzers": [' }), { client: { maxAttempts: 1 } });
  expect(await reasonOf(clients.accessAnalyzer('sa-east-1').send(new ListAnalyzersCommand({})))).toBe('malformed');
});

it('does not look at answers that are errors: the SDK reads their code', async () => {
  const { clients } = benchOf(() => ({ status: 403, body: '' }), { client: { maxAttempts: 1 } });
  expect(await reasonOf(clients.ec2('sa-east-1').send(new DescribeVolumesCommand({})))).toBe('denied');
});
