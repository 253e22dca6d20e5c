/** What scans cost: every request that left for AWS is counted once, whatever became of it. */
import { setTimeout as wait } from 'node:timers/promises';
import { realisticAccount, type SandboxAccount } from '@cspmexa/sandbox';
import { eventually } from '@cspmexa/testkit';
import { newId } from '@cspmexa/platform';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { collectorUnderTest, sandboxAccess, type CollectorUnderTest } from '../../test/collector-under-test.js';
import { addSandboxAccount } from '../index.js';

const aws: SandboxAccount = realisticAccount();
let collector: CollectorUnderTest;
let accountId: string;

beforeAll(async () => {
  collector = await collectorUnderTest(sandboxAccess(aws));
  const facts = { name: 'Sandbox', awsAccountId: aws.id };
  accountId = (await addSandboxAccount(collector.database, collector.tenantId, facts)).id;
}, 60_000);
afterAll(() => collector.stop(), 60_000);
afterEach(() => {
  aws.faults.clear();
  aws.latencyMs = 0;
});

const start = async (scope: object) => (await collector.api.startScan({ body: { accountId, scope } })).id;
const costsOf = async (scanId: string) => {
  const { costs, counts } = await collector.api.getScan({ params: { scanId } });
  const sum = (which: 'calls' | 'retries' | 'throttles') => costs.reduce((total, cost) => total + cost[which], 0);
  expect(counts).toMatchObject({ calls: sum('calls'), retries: sum('retries'), throttles: sum('throttles') });
  return { costs, counts, requests: counts.calls + counts.retries };
};

describe('the costs of a scan', () => {
  it('are the requests that AWS has seen, planning included', async () => {
    aws.calls.length = 0;
    const id = await start({ services: ['s3', 'ec2'], regions: ['us-east-1'] });
    await collector.ended(id);
    const { costs, counts, requests } = await costsOf(id);
    expect(requests).toBe(aws.calls.length);
    expect(counts.throttles).toBe(0);
    expect(counts.seconds).toBeGreaterThan(0);
    const actions = costs.map(({ action }) => action);
    for (const action of ['sts:GetCallerIdentity', 'ec2:DescribeRegions', 's3:ListAllMyBuckets'])
      expect(actions).toContain(action);
    expect(actions).toEqual([...costs].sort(byPlace).map(({ action }) => action));
  }, 60_000);

  it('tell calls from retries and throttles', async () => {
    aws.calls.length = 0;
    aws.faults.add({ service: 's3', action: 'GetBucketVersioning', kind: 'SlowDown', times: 3 });
    const id = await start({ services: ['s3'] });
    await collector.ended(id);
    const { costs, counts, requests } = await costsOf(id);
    expect(requests).toBe(aws.calls.length);
    expect(counts.throttles).toBe(3);
    const retried = costs.filter(({ retries }) => retries > 0);
    expect(retried.map(({ action }) => action)).toEqual(retried.map(() => 's3:GetBucketVersioning'));
    expect(counts.retries).toBe(3);
  }, 60_000);

  it('are known of a scan that failed before it began', async () => {
    aws.calls.length = 0;
    aws.faults.add({ service: 'sts', action: 'GetCallerIdentity', kind: 'ExpiredToken' });
    const id = await start({});
    expect(await collector.ended(id)).toMatchObject({ state: 'failed' });
    const { requests } = await costsOf(id);
    expect(requests).toBeGreaterThan(0);
    expect(requests).toBe(aws.calls.length);
    aws.faults.clear();
    await collector.api.checkAccount({ params: { accountId } });
  }, 60_000);

  it('grow while a unit is collected, so that those of a worker that is killed are counted too', async () => {
    aws.calls.length = 0;
    aws.latencyMs = 400;
    const id = await start({ services: ['s3'] });
    await eventually(async () => expect((await costsOf(id)).requests).toBeGreaterThan(20), 15_000);
    const { unitList } = await collector.api.getScan({ params: { scanId: id } });
    expect(unitList.some(({ state }) => state === 'running')).toBe(true);
    // As when its worker was killed: the unit is in the name of one that will never write what it has found.
    await collector.database.withTenant(collector.tenantId, (tx) =>
      tx.unit.updateMany({
        where: { scanId: id, state: 'running' },
        data: { worker: newId(), leaseUntil: new Date(Date.now() - 1) },
      }),
    );
    await wait(2_500);
    aws.latencyMs = 0;
    expect(await collector.ended(id)).toMatchObject({ state: 'complete' });
    await eventually(async () => expect((await costsOf(id)).requests).toBe(aws.calls.length));
  }, 60_000);

  it('are kept when it is cancelled', async () => {
    aws.calls.length = 0;
    aws.latencyMs = 300;
    const id = await start({ services: ['s3'] });
    await eventually(() => expect(aws.calls.length).toBeGreaterThan(30), 15_000);
    await collector.api.cancelScan({ params: { scanId: id } });
    aws.latencyMs = 0;
    await eventually(async () => expect((await costsOf(id)).requests).toBe(aws.calls.length));
  }, 60_000);
});

const placeOf = ({ service, region, action }: { service: string; region: string; action: string }): string =>
  `${service}|${region}|${action}`;
const byPlace = (...costs: [Parameters<typeof placeOf>[0], Parameters<typeof placeOf>[0]]): number => {
  const [one, other] = costs.map(placeOf);
  return (one ?? '') < (other ?? '') ? -1 : 1;
};
