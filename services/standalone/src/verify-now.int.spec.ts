/** Verify now: one resource is collected and judged again in seconds, and nothing else changes. */
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { addSandboxAccount, collectorConfig, openCollectorDatabase, startCollector } from '@cspmexa/collector';
import { createClient, scanJudged, type Envelope } from '@cspmexa/contracts';
import { InProcessCarrier } from '@cspmexa/messaging';
import { loadConfig } from '@cspmexa/platform';
import { policyEngineConfig, startPolicyEngine } from '@cspmexa/policy-engine';
import { realisticAccount, sandboxRequestHandler } from '@cspmexa/sandbox';
import { captureLogs, createTestDatabase, createTestIssuer, eventually } from '@cspmexa/testkit';
import { expect, it } from '@jest/globals';

it('judges one resource again within seconds, and changes its findings alone', async () => {
  const aws = realisticAccount();
  const { logger } = captureLogs('info');
  const folder = await mkdtemp(path.join(os.tmpdir(), 'cspmexa-verify-'));
  const [collecting, judging] = await Promise.all([
    createTestDatabase(undefined, 'collector'),
    createTestDatabase(undefined, 'policy_engine'),
  ]);
  const issuer = await createTestIssuer();
  const { tenantId } = issuer.session();
  const carrier = new InProcessCarrier({
    subscriptions: {
      collector: ['unit.queued'],
      'policy-engine': [
        'unit.collected',
        'unit.failed',
        'scan.collected',
        'account.changed',
        'account.removed',
        'policy.set',
      ],
    },
    logger,
  });
  const events: Envelope[] = [];
  await carrier.broadcast(['#'], (envelope) => void events.push(envelope));
  const shared = { SNAPSHOT_STORE: pathToFileURL(folder).href, PORT: '0' };
  const credentials = { accessKeyId: 'AKIASANDBOX', secretAccessKey: 'sandbox' };
  const reach = { credentials, homeRegion: 'us-east-1', requestHandler: sandboxRequestHandler([aws]) };
  const collector = await startCollector(loadConfig(collectorConfig, { DATABASE_URL: collecting.url, ...shared }), {
    carrier,
    logger,
    tokens: issuer.settings,
    awsAccess: { ownSettings: () => reach },
  });
  const engine = await startPolicyEngine(loadConfig(policyEngineConfig, { DATABASE_URL: judging.url, ...shared }), {
    carrier,
    logger,
    tokens: issuer.settings,
  });
  const database = openCollectorDatabase(collecting.url);
  const authorization = await issuer.authorization({ tenantId });
  const apiOf = (baseUrl: string) => createClient({ baseUrl, headers: () => ({ authorization }) });
  const [scans, findings] = [apiOf(collector.url), apiOf(engine.url)];
  const account = await addSandboxAccount(database, tenantId, { name: 'Sandbox', awsAccountId: aws.id });
  const judged = async (scope: object) => {
    const began = performance.now();
    const { id } = await scans.startScan({ body: { accountId: account.id, scope } });
    await eventually(() => {
      const ends = events
        .filter(({ type }) => type === scanJudged.name)
        .map(({ data }) => scanJudged.payload.parse(data));
      expect(ends.map(({ scanId }) => scanId)).toContain(id);
    }, 60_000);
    return performance.now() - began;
  };
  const statuses = async () => {
    const { items } = await findings.listFindings({ query: { limit: 200, service: ['s3'] } });
    return new Map(items.map(({ id, resourceArn, status }) => [id, { resourceArn, status }]));
  };

  await judged({ services: ['s3'] });
  const before = await statuses();
  const [arn = '', other = ''] = [...new Set([...before.values()].map(({ resourceArn }) => resourceArn))].filter(
    (each) => each.startsWith('arn:aws:s3:::'),
  );
  // Both are repaired in AWS; only one of them is looked at.
  for (const bucket of [arn, other]) {
    const state = aws.state.s3.buckets.get(bucket.split(':::')[1] ?? '');
    if (state) state.configuration.versioning = { Status: 'Enabled' };
    if (state) state.configuration.publicAccessBlock = allBlocked;
  }
  const milliseconds = await judged({ resources: [arn] });
  const after = await statuses();
  const changed = [...before].filter(([id, { status }]) => after.get(id)?.status !== status);
  expect(changed.length).toBeGreaterThan(0);
  expect(new Set(changed.map(([, { resourceArn }]) => resourceArn))).toEqual(new Set([arn]));
  expect(milliseconds).toBeLessThan(10_000);

  await Promise.all([collector.stop(), engine.stop()]);
  await Promise.all([carrier.close(), database.close()]);
  await Promise.all([collecting.drop(), judging.drop(), rm(folder, { recursive: true, force: true })]);
}, 120_000);

const allBlocked = {
  BlockPublicAcls: true,
  IgnorePublicAcls: true,
  BlockPublicPolicy: true,
  RestrictPublicBuckets: true,
};
