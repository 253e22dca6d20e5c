/** Scans that are cancelled and resumed in each state (K02), and what that leaves alone. */
import { scanCollected, type Account } from '@cspmexa/contracts';
import { createSandboxAccount } from '@cspmexa/sandbox';
import { eventually } from '@cspmexa/testkit';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { collectorUnderTest, sandboxAccess, type CollectorUnderTest } from '../../test/collector-under-test.js';
import { gatedCollector } from '../../test/gated-collector.js';
import { addSandboxAccount } from '../index.js';

const aws = createSandboxAccount();
const gate = gatedCollector();
const regions = ['eu-west-1', 'sa-east-1', 'us-east-1', 'us-west-2'];
let collector: CollectorUnderTest;
let account: Account;

beforeAll(async () => {
  const env = { COLLECTOR_CONCURRENCY: '2' };
  collector = await collectorUnderTest(sandboxAccess(aws), { collectors: gate.collectors, env });
  account = await addSandboxAccount(collector.database, collector.tenantId, { name: 'Sandbox', awsAccountId: aws.id });
}, 60_000);
afterAll(() => collector.stop(), 60_000);
afterEach(() => {
  aws.faults.clear();
  Object.assign(gate, { closed: false, ids: ['tgw-1'] });
});

const start = async (scope: object = { regions }): Promise<string> =>
  (await collector.api.startScan({ body: { accountId: account.id, scope } })).id;
const detail = (scanId: string) => collector.api.getScan({ params: { scanId } });
const cancel = (scanId: string) => collector.api.cancelScan({ params: { scanId } });
const resume = (scanId: string) => collector.api.resumeScan({ params: { scanId } });
const unitStates = async (scanId: string) => (await detail(scanId)).unitList.map(({ state }) => state).sort();
const refused = (call: Promise<unknown>, code: string) =>
  expect(call).rejects.toMatchObject({ status: 409, problem: { code } });
const endsOf = (scanId: string) =>
  collector.events
    .filter(({ type }) => type === scanCollected.name)
    .map(({ id, data }) => ({ id, ...scanCollected.payload.parse(data) }))
    .filter((end) => end.scanId === scanId);
const live = async (): Promise<number> =>
  collector.database.withTenant(collector.tenantId, (tx) =>
    tx.resource.count({ where: { tenantId: collector.tenantId, deletedAt: null } }),
  );

describe('a scan that was cancelled', () => {
  it('while it waited to be planned is planned when it is resumed', async () => {
    // Its credentials are asked for in vain until it is cancelled.
    aws.faults.add({ service: 'sts', kind: 'timeout' });
    const id = await start();
    expect(await cancel(id)).toMatchObject({ state: 'cancelled', units: { total: 0 } });
    await refused(cancel(id), 'not-cancellable');
    aws.faults.clear();
    expect(await resume(id)).toMatchObject({ id, state: 'queued', failure: null, endedAt: null });
    expect(await collector.ended(id)).toMatchObject({ state: 'complete', units: { total: 4, done: 4 } });
  }, 30_000);

  it('while it was planned lets go of its planner, and nothing is written after it', async () => {
    aws.latencyMs = 1_500;
    const id = await start();
    await eventually(async () => {
      const row = await collector.database.withTenant(collector.tenantId, (tx) => tx.scan.findFirst({ where: { id } }));
      expect(row?.planner).not.toBeNull();
    });
    expect(await cancel(id)).toMatchObject({ state: 'cancelled' });
    aws.latencyMs = 0;
    // Longer than the planner's call takes: it comes back to a scan that is not its own.
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    expect(await detail(id)).toMatchObject({ state: 'cancelled', unitList: [] });
    await resume(id);
    expect(await collector.ended(id)).toMatchObject({ state: 'complete' });
  }, 30_000);

  it('while it ran stops within seconds, closes nothing, and goes on with what was left of it', async () => {
    await collector.ended(await start());
    expect(await live()).toBe(4);
    gate.ids = [];
    gate.closed = true;
    const id = await start();
    await eventually(async () => expect(await unitStates(id)).toEqual(['queued', 'queued', 'running', 'running']));
    const began = Date.now();
    await cancel(id);
    await eventually(() => expect(collector.logs.text()).toContain('no longer wanted'));
    expect(Date.now() - began).toBeLessThan(10_000);
    expect(await unitStates(id)).toEqual(['cancelled', 'cancelled', 'cancelled', 'cancelled']);
    await eventually(() => expect(endsOf(id)).toMatchObject([{ state: 'cancelled', snapshots: [] }]));
    expect(await live()).toBe(4);
    gate.closed = false;
    expect(await resume(id)).toMatchObject({ id, state: 'running', endedAt: null });
    expect(await collector.ended(id)).toMatchObject({ state: 'complete', units: { total: 4, done: 4, failed: 0 } });
    expect(await live()).toBe(0);
    // The end is told again, as another message, with everything in it.
    await eventually(() => expect(endsOf(id).map(({ state }) => state)).toEqual(['cancelled', 'complete']));
    expect(endsOf(id)[1]?.snapshots).toHaveLength(4);
    expect(new Set(endsOf(id).map((end) => end.id)).size).toBe(2);
  }, 30_000);

  it('half done keeps what it has collected, and collects only the rest', async () => {
    gate.openings = 2;
    gate.closed = true;
    const id = await start();
    await eventually(async () => expect(await unitStates(id)).toEqual(['done', 'done', 'running', 'running']));
    await cancel(id);
    expect(await unitStates(id)).toEqual(['cancelled', 'cancelled', 'done', 'done']);
    const before = new Map((await detail(id)).unitList.map((unit) => [unit.id, unit.endedAt]));
    gate.closed = false;
    expect(await resume(id)).toMatchObject({ state: 'running', units: { total: 4, done: 2, failed: 0 }, resources: 2 });
    expect(await collector.ended(id)).toMatchObject({ state: 'complete', units: { total: 4, done: 4 }, resources: 4 });
    const kept = (await detail(id)).unitList.filter((unit) => before.get(unit.id) === unit.endedAt);
    expect(kept).toHaveLength(2);
  }, 30_000);

  it('twice is resumed twice', async () => {
    gate.closed = true;
    const id = await start();
    for (let times = 0; times < 2; times += 1) {
      await eventually(async () =>
        expect((await unitStates(id)).filter((state) => state === 'running')).toHaveLength(2),
      );
      await cancel(id);
      await refused(cancel(id), 'not-cancellable');
      await resume(id);
      await refused(resume(id), 'not-resumable');
    }
    gate.closed = false;
    expect(await collector.ended(id)).toMatchObject({ state: 'complete', units: { done: 4 } });
    await refused(resume(id), 'not-resumable');
  }, 30_000);
});

describe('a scan that lost units', () => {
  it('is completed by resuming it: what failed is collected, and the holes are gone', async () => {
    const failing = await start();
    await collector.ended(failing);
    // As after three workers that died with it.
    await collector.database.withTenant(collector.tenantId, async (tx) => {
      const unit = await tx.unit.findFirstOrThrow({ where: { scanId: failing, region: 'sa-east-1' } });
      const where = { tenantId_id: { tenantId: collector.tenantId, id: unit.id } };
      await tx.unit.update({ where, data: { state: 'failed', snapshotKey: null, failure: 'Gone.', attempts: 3 } });
      await tx.coverage.deleteMany({ where: { unitId: unit.id } });
      const place = { service: 'ec2', region: 'sa-east-1', action: 'ec2:*', outcome: 'not-collected', calls: 0 };
      await tx.coverage.create({
        data: { tenantId: collector.tenantId, scanId: failing, unitId: unit.id, ...place, resources: [] },
      });
      const scan = { tenantId_id: { tenantId: collector.tenantId, id: failing } };
      await tx.scan.update({
        where: scan,
        data: { state: 'partial', unitsDone: 3, unitsFailed: 1, holes: 1, resources: 3 },
      });
    });
    expect(await resume(failing)).toMatchObject({ state: 'running', units: { done: 3, failed: 0 }, holes: 0 });
    expect(await collector.ended(failing)).toMatchObject({
      state: 'complete',
      units: { done: 4 },
      holes: 0,
      resources: 4,
    });
    const { unitList, coverage } = await detail(failing);
    expect(unitList.find(({ region }) => region === 'sa-east-1')).toMatchObject({ attempts: 1, failure: null });
    expect(coverage.filter(({ outcome }) => outcome !== 'ok')).toEqual([]);
  }, 30_000);

  it('is not resumed when parts of it were cleared away, or nothing is left of it', async () => {
    const id = await start();
    await collector.ended(id);
    await refused(resume(id), 'not-resumable');
    const { tenantId } = collector;
    await collector.database.withTenant(tenantId, async (tx) => {
      await tx.unit.updateMany({ where: { scanId: id, region: 'sa-east-1' }, data: { state: 'failed' } });
      await tx.unit.updateMany({ where: { scanId: id }, data: { snapshotKey: null } });
      await tx.scan.update({ where: { tenantId_id: { tenantId, id } }, data: { state: 'partial', unitsFailed: 1 } });
    });
    await refused(resume(id), 'not-resumable');
  }, 30_000);
});

describe('a scan that others have overtaken', () => {
  it('is not resumed after a newer one of the same things, but after one of other things it is', async () => {
    gate.closed = true;
    const old = await start({ regions: ['eu-west-1'] });
    await eventually(async () => expect(await unitStates(old)).toEqual(['running']));
    await cancel(old);
    gate.closed = false;
    await collector.ended(await start({ regions: ['us-east-1'] }));
    gate.closed = true;
    await resume(old);
    await cancel(old);
    const newer = await start({ regions: ['eu-west-1'] });
    await refused(resume(old), 'scan-running');
    gate.closed = false;
    await collector.ended(newer);
    await refused(resume(old), 'not-resumable');
  }, 30_000);

  it('is not resumed while its account is switched off', async () => {
    gate.closed = true;
    const id = await start();
    await cancel(id);
    gate.closed = false;
    const params = { accountId: account.id };
    await collector.api.changeAccount({ params, body: { enabled: false } });
    await refused(resume(id), 'conflict');
    await collector.api.changeAccount({ params, body: { enabled: true } });
    await resume(id);
    await collector.ended(id);
  }, 30_000);

  it('is not there for another tenant', async () => {
    const stranger = await collector.apiOf({ tenantId: '00000000-0000-4000-8000-000000000001' });
    const id = await start();
    await expect(stranger.resumeScan({ params: { scanId: id } })).rejects.toMatchObject({ status: 404 });
    await collector.ended(id);
  }, 30_000);
});
