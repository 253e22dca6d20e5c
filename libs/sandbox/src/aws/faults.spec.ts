/** What injected faults look like to the real SDK clients. */
import { AccessAnalyzerClient, ListAnalyzersCommand } from '@aws-sdk/client-accessanalyzer';
import { DescribeRegionsCommand, DescribeVpcsCommand, EC2Client, paginateDescribeVpcs } from '@aws-sdk/client-ec2';
import { GetAccountSummaryCommand, IAMClient } from '@aws-sdk/client-iam';
import { GetBucketPolicyCommand, ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { afterEach, beforeAll, afterAll, describe, expect, it } from '@jest/globals';
import {
  realisticAccount,
  sandboxRequestHandler,
  startSandboxServer,
  type FaultKind,
  type SandboxServer,
} from './index.js';

describe.each(['request handler', 'HTTP server'])('over the %s', (adapter) => {
  const account = realisticAccount();
  let server: SandboxServer | undefined;
  let config: { region: string; credentials: { accessKeyId: string; secretAccessKey: string } } & Record<
    string,
    unknown
  >;

  beforeAll(async () => {
    config = { region: 'us-east-1', credentials: { accessKeyId: 'x', secretAccessKey: 'y' }, maxAttempts: 1 };
    if (adapter === 'HTTP server') {
      server = await startSandboxServer(account);
      config = {
        ...config,
        endpoint: server.url,
        requestHandler: { requestTimeout: 100, throwOnRequestTimeout: true },
      };
    } else {
      config = { ...config, requestHandler: sandboxRequestHandler(account, { requestTimeoutMs: 100 }) };
    }
  });
  afterEach(() => account.faults.clear());
  afterAll(async () => {
    await server?.close();
  });

  it.each<[FaultKind, string, number]>([
    ['AccessDenied', 'AccessDenied', 403],
    ['Throttling', 'Throttling', 400],
    ['SlowDown', 'SlowDown', 503],
    ['InternalError', 'InternalError', 500],
    ['ExpiredToken', 'ExpiredToken', 403],
  ])('%s of IAM is the error %s', async (kind, name, httpStatusCode) => {
    account.faults.add({ service: 'iam', action: 'GetAccountSummary', kind });
    const client = new IAMClient(config);
    await expect(client.send(new GetAccountSummaryCommand({}))).rejects.toMatchObject({
      name,
      $metadata: { httpStatusCode },
    });
  });

  it('denials say what AWS says', async () => {
    account.faults.add({ service: 's3', action: 'GetBucketPolicy', kind: 'AccessDenied', because: 'scp', times: 1 });
    account.faults.add({ service: 'ec2', kind: 'UnauthorizedOperation' });
    account.faults.add({ service: 'access-analyzer', kind: 'AccessDenied' });
    const policy = new S3Client(config).send(new GetBucketPolicyCommand({ Bucket: 'tucanuva-site' }));
    await expect(policy).rejects.toMatchObject({
      name: 'AccessDenied',
      message:
        'User: arn:aws:sts::111122223333:assumed-role/CspmexaSandbox/demo is not authorized to perform: ' +
        's3:GetBucketPolicy on resource: "arn:aws:s3:::tucanuva-site" with an explicit deny in a service control policy',
    });
    await expect(new EC2Client(config).send(new DescribeVpcsCommand({}))).rejects.toMatchObject({
      name: 'UnauthorizedOperation',
      message: expect.stringContaining(
        'You are not authorized to perform this operation. User: arn:aws:sts::111122223333:assumed-role/CspmexaSandbox/demo ' +
          'is not authorized to perform: ec2:DescribeVpcs because no identity-based policy allows the ec2:DescribeVpcs action',
      ),
    });
    await expect(new AccessAnalyzerClient(config).send(new ListAnalyzersCommand({}))).rejects.toMatchObject({
      name: 'AccessDeniedException',
    });
  });

  it.each<[FaultKind, RegExp]>([
    ['timeout', /tim(ed out|eout)/i],
    ['reset', /ECONNRESET/],
    ['truncated', /aborted/],
    ['garbage', /./],
  ])('%s makes the call fail', async (kind, message) => {
    account.faults.add({ action: 'DescribeRegions', kind });
    await expect(new EC2Client(config).send(new DescribeRegionsCommand({}))).rejects.toThrow(message);
  });

  it.each<FaultKind>(['emptyBody', 'html'])('%s leaves nothing of the answer', async (kind) => {
    account.faults.add({ action: 'DescribeRegions', kind });
    const answer = await new EC2Client(config).send(new DescribeRegionsCommand({})).catch((error: Error) => error);
    expect(answer).not.toHaveProperty('Regions.0');
  });

  it('wrong types are wrong in the answer', async () => {
    account.faults.add({ service: 'ec2', action: 'DescribeVpcs', kind: 'wrongTypes' });
    const answer = await new EC2Client(config).send(new DescribeVpcsCommand({})).catch((error: Error) => error);
    const failed = answer instanceof Error;
    expect(failed || answer.Vpcs?.[0]?.IsDefault !== true).toBe(true);
  });

  it('a repeated token never ends', async () => {
    account.faults.add({ service: 'ec2', action: 'DescribeVpcs', kind: 'repeatToken' });
    const client = new EC2Client(config);
    let pages = 0;
    for await (const page of paginateDescribeVpcs({ client }, {})) {
      expect(page.Vpcs).toHaveLength(2);
      pages += 1;
      if (pages === 4) break;
    }
    expect(pages).toBe(4);
  });

  it('a fault is used up, and hits only the calls that it names', async () => {
    account.faults.add({ service: 's3', action: 'ListBuckets', kind: 'SlowDown', times: 1 });
    account.faults.add({
      service: 's3',
      action: 'GetBucketPolicy',
      kind: 'AccessDenied',
      match: (params) => params['Bucket'] === 'tucanuva-site',
    });
    const client = new S3Client(config);
    await expect(client.send(new ListBucketsCommand({}))).rejects.toMatchObject({ name: 'SlowDown' });
    await expect(client.send(new ListBucketsCommand({}))).resolves.toHaveProperty('Buckets');
    await expect(client.send(new GetBucketPolicyCommand({ Bucket: 'tucanuva-site' }))).rejects.toBeInstanceOf(Error);
    await expect(client.send(new GetBucketPolicyCommand({ Bucket: 'tucanuva-orders-prod' }))).resolves.toHaveProperty(
      'Policy',
    );
  });

  it('the client retries what it can, and the log counts each attempt', async () => {
    const before = account.callCounts()['ec2:DescribeRegions'] ?? 0;
    account.faults.add({ action: 'DescribeRegions', kind: 'Throttling', times: 2 });
    const client = new EC2Client({ ...config, maxAttempts: 3 });
    await expect(client.send(new DescribeRegionsCommand({}))).resolves.toHaveProperty('Regions');
    expect(account.callCounts()['ec2:DescribeRegions']).toBe(before + 3);
  });

  it('a custom fault answers what it was given', async () => {
    account.faults.add({
      action: 'GetAccountSummary',
      kind: 'custom',
      custom: { status: 418, code: 'Teapot', message: 'short and stout' },
    });
    await expect(new IAMClient(config).send(new GetAccountSummaryCommand({}))).rejects.toMatchObject({
      name: 'Teapot',
      message: 'short and stout',
      $metadata: { httpStatusCode: 418 },
    });
  });

  it('latency holds an answer back', async () => {
    account.latencyMs = 30;
    const started = performance.now();
    // However slow the machine is.
    const patient = 'endpoint' in config ? { ...config, requestHandler: {} } : config;
    await new IAMClient(patient).send(new GetAccountSummaryCommand({}));
    account.latencyMs = 0;
    expect(performance.now() - started).toBeGreaterThanOrEqual(28);
  });
});
