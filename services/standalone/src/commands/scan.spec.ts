/** `cspmexa scan` as a process of its own, over HTTP. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createSandboxAccount, realisticAccount, startSandboxServer, type SandboxServer } from '@cspmexa/sandbox';
import fs from 'node:fs/promises';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { runCli, type Ran } from '../../test/run-cli.js';
import { scan as scanCommand } from './scan.js';

const account = realisticAccount();
const empty = createSandboxAccount({ accountId: '444455556666' });
const keys = { AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'example' };
let server: SandboxServer;
let emptyServer: SandboxServer;
let folder: string;
const scan = (args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ran> =>
  runCli(['scan', ...args], { env: { ...keys, AWS_ENDPOINT_URL: server.url, ...env } });

beforeAll(async () => {
  [server, emptyServer] = await Promise.all([startSandboxServer(account), startSandboxServer(empty)]);
  folder = await fs.mkdtemp(path.join(os.tmpdir(), 'cspmexa-scan-'));
});
afterAll(async () => {
  await Promise.all([server.close(), emptyServer.close(), fs.rm(folder, { recursive: true })]);
});
beforeEach(() => {
  account.faults.clear();
  account.latencyMs = 0;
});

/** A port on which nobody listens. */
async function closedPort(): Promise<number> {
  const listener = net.createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => listener.once('listening', resolve));
  const address = listener.address();
  await new Promise((resolve) => listener.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}

describe('exit codes', () => {
  it('is 0 when nothing that matters was found', async () => {
    const { code, stderr } = await scan(['--services', 'iam', '--fail-on', 'none']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringContaining('everything was looked at') });
  }, 30_000);

  it('is 1 when nobody answers at the endpoint', async () => {
    const { code, stderr } = await scan([], { AWS_ENDPOINT_URL: `http://127.0.0.1:${await closedPort()}` });
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('ECONNREFUSED') });
  }, 30_000);

  it('is 2 when it does not understand, and says what was meant', async () => {
    const { code, stdout, stderr } = await scan(['--servics', 's3']);
    expect({ code, stdout, stderr }).toEqual({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining('Did you mean --services?'),
    });
    const other = await scan(['--services', 's4', '--output', 'jsno']);
    expect(other).toEqual({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(/^cspmexa: --services: .*\ncspmexa: --output: .*\n$/),
    });
  }, 30_000);

  it.each([
    [{ services: 's4' }, '--services: There is no "s4". Did you mean s3?'],
    [{ services: 'iam,accesanalyzer' }, '--services: There is no "accesanalyzer". Did you mean accessanalyzer?'],
    [{ services: 'lambda' }, '--services: There is no "lambda". There are s3, ec2, iam, accessanalyzer.'],
    [{ services: ',' }, '--services: It names nothing.'],
    [{ regions: 'us_east' }, '--regions: This is not the name of an AWS region, for example sa-east-1.'],
    [
      { policies: 'aws-s3-bucket-denies-htp' },
      '--policies: There is no policy aws-s3-bucket-denies-htp. Did you mean aws-s3-bucket-denies-http?',
    ],
    [{ output: 'jsno' }, '--output: There is no "jsno". Did you mean json?'],
    [{ failOn: 'hihg' }, '--fail-on: There is no "hihg". Did you mean high?'],
    [{ lang: 'de' }, '--lang: There is no "de". There are en, pt.'],
  ])('does not understand %j', async (options, problem) => {
    await expect(scanCommand(options)).rejects.toMatchObject({ name: 'UsageError', problems: [problem] });
  });

  it('is 3 when it found something that matters, even if it could not see everything', async () => {
    account.faults.add({ action: 'GetBucketLogging', kind: 'AccessDenied' });
    const { code } = await scan(['--services', 's3', '--regions', 'us-east-1', '--fail-on', 'critical']);
    expect(code).toBe(3);
  }, 30_000);

  it.each([
    [
      'the keys are wrong',
      () =>
        void account.faults.add({
          service: 'sts',
          kind: 'custom',
          custom: { status: 403, code: 'InvalidClientTokenId', message: 'No.' },
        }),
      keys,
    ],
    ['the session is over', () => void account.faults.add({ service: 'sts', kind: 'ExpiredToken' }), keys],
    ['there are no keys', () => undefined, { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' }],
  ])(
    'is 4 when %s',
    async (_, break_, env) => {
      break_();
      const { code, stdout, stderr } = await scan([], env);
      expect({ code, stdout, stderr }).toEqual({
        code: 4,
        stdout: '',
        stderr: expect.stringContaining('could not be identified'),
      });
    },
    30_000,
  );

  it('is 5 when something could not be seen, which it names', async () => {
    account.faults.add({ action: 'GetBucketLogging', kind: 'AccessDenied' });
    const { code, stderr } = await scan(['--services', 's3', '--regions', 'us-east-1', '--fail-on', 'none']);
    expect({ code, stderr }).toEqual({ code: 5, stderr: expect.stringMatching(/denied +s3:GetBucketLogging/) });
  }, 30_000);

  it('is 5 for a region that does not exist, which it names', async () => {
    const { code, stdout, stderr } = await scan(['--services', 'ec2', '--regions', 'mars-north-1', '--output', 'json']);
    expect(code).toBe(5);
    expect(stderr).toMatch(/region-disabled +ec2:DescribeRegions in mars-north-1/);
    expect(JSON.parse(stdout)).toMatchObject({
      verdicts: [],
      coverage: [{ action: 'ec2:DescribeRegions', outcome: 'region-disabled', region: 'mars-north-1' }, {}, {}],
    });
  }, 30_000);

  it('is 130 after Ctrl-C, with what it knew by then', async () => {
    account.latencyMs = 25;
    const ran = await runCli(['scan', '--output', 'ndjson'], {
      env: { ...keys, AWS_ENDPOINT_URL: server.url },
      onFirstOutput: (child) => child.kill('SIGINT'),
    });
    expect(ran.code).toBe(130);
    const lines = ran.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { outcome: string });
    expect(lines.some(({ outcome }) => outcome === 'pass')).toBe(true);
  }, 30_000);
});

describe('what it prints', () => {
  it('is one verdict on each line, in the shape that was promised', async () => {
    const { stdout } = await scan(['--services', 's3', '--regions', 'us-east-1', '--output', 'ndjson']);
    const lines = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines.length).toBeGreaterThan(100);
    for (const line of lines)
      expect(Object.keys(line)).toEqual([
        'policyId',
        'outcome',
        'severity',
        'accountId',
        'region',
        'resourceKind',
        'resourceArn',
        'discriminator',
        'reason',
        'controls',
        'sameAs',
        'evidence',
      ]);
    expect(new Set(lines.map(({ outcome }) => outcome))).toEqual(new Set(['pass', 'fail']));
  }, 30_000);

  it('is nothing but the result when it is told to be quiet', async () => {
    const { stdout, stderr } = await scan(['--services', 'iam', '--quiet', '--output', 'json']);
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toMatchObject({ account: { accountId: '111122223333' }, counts: { throttles: 0 } });
  }, 30_000);

  it('is in Portuguese for who asks for it', async () => {
    const { stdout } = await scan(['--services', 's3', '--regions', 'us-east-1', '--lang', 'pt']);
    expect(stdout).toContain('SEVERIDADE');
    expect(stdout).toMatch(/\d+ achados\n$/);
  }, 30_000);

  it('never steers the terminal, whatever things are called', async () => {
    const evil = realisticAccount();
    const [key, group] = [...(evil.state.ec2.get('us-east-1')?.securityGroups ?? [])][0] ?? [];
    expect(key).toBeDefined();
    if (group) group.group.GroupName = 'launch-wizard-1\u001b[2J\u009b31m\u202e\r\n';
    const evilServer = await startSandboxServer(evil);
    const ran = await scan(['--services', 'ec2', '--regions', 'us-east-1'], { AWS_ENDPOINT_URL: evilServer.url });
    await evilServer.close();
    expect(ran.stdout + ran.stderr).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
  }, 30_000);

  it('ends without a word when the reader leaves', async () => {
    const ran = await runCli(['scan', '--output', 'ndjson'], {
      env: { ...keys, AWS_ENDPOINT_URL: server.url },
      onFirstOutput: (child) => child.stdout?.destroy(),
    });
    expect(ran.stderr).not.toMatch(/EPIPE|\n {4}at /);
    expect(ran.code).toBe(141);
  }, 30_000);
});

describe('how it reaches AWS', () => {
  it('takes credentials, region and endpoint from the shared files of the profile', async () => {
    const [config, credentials] = [path.join(folder, 'config'), path.join(folder, 'credentials')];
    await fs.writeFile(config, `[profile elsewhere]\nregion = sa-east-1\nendpoint_url = ${emptyServer.url}\n`);
    await fs.writeFile(
      credentials,
      '[elsewhere]\naws_access_key_id = AKIDELSEWHERE\naws_secret_access_key = example\n',
    );
    const env = { AWS_CONFIG_FILE: config, AWS_SHARED_CREDENTIALS_FILE: credentials };
    const ran = await runCli(['scan', '--services', 'iam', '--profile', 'elsewhere', '--output', 'json'], { env });
    expect(JSON.parse(ran.stdout)).toMatchObject({ account: { accountId: '444455556666' } });
    expect(empty.calls.at(0)).toMatchObject({ service: 'sts', region: 'sa-east-1' });
    const other = await runCli(['scan', '--services', 'iam', '--output', 'json'], {
      env: { ...env, AWS_PROFILE: 'elsewhere' },
    });
    expect(JSON.parse(other.stdout)).toMatchObject({ account: { accountId: '444455556666' } });
  }, 30_000);

  it('says so when there is no such profile', async () => {
    const { code, stderr } = await scan(['--profile', 'nobody']);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('There is no profile nobody') });
  }, 30_000);
});
