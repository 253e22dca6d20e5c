/** Units whose worker dies, is stopped, or comes too late. */
import { scanCollected, type Account } from '@cspmexa/contracts';
import { InProcessCarrier } from '@cspmexa/messaging';
import { localObjectStore, newId } from '@cspmexa/platform';
import { createSandboxAccount } from '@cspmexa/sandbox';
import { eventually } from '@cspmexa/testkit';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { collectorUnderTest, sandboxAccess, type CollectorUnderTest } from '../../test/collector-under-test.js';
import { gatedCollector } from '../../test/gated-collector.js';
import { addSandboxAccount } from '../index.js';

const aws = createSandboxAccount();
const gate = gatedCollector();
const scope = { services: [], regions: ['us-east-1'] };
let collector: CollectorUnderTest;
let account: Account;

beforeAll(async () => {
  const env = { COLLECTOR_LEASE_SECONDS: '1' };
  collector = await collectorUnderTest(sandboxAccess(aws), { collectors: gate.collectors, env });
  account = await addSandboxAccount(collector.database, collector.tenantId, { name: 'Sandbox', awsAccountId: aws.id });
}, 60_000);
afterAll(() => collector.stop(), 60_000);
afterEach(() => void Object.assign(gate, { closed: false, ids: ['tgw-1'] }));

const start = async (): Promise<string> =>
  (await collector.api.startScan({ body: { accountId: account.id, scope } })).id;
const detail = (scanId: string) => collector.api.getScan({ params: { scanId } });
const running = (scanId: string) =>
  eventually(async () => {
    const [unit] = (await detail(scanId)).unitList;
    expect(unit?.state).toBe('running');
  });
const onTenant = <T>(work: Parameters<typeof collector.database.withTenant<T>>[1]) =>
  collector.database.withTenant(collector.tenantId, work);
const known = async (): Promise<string[]> => {
  const rows = await onTenant((tx) =>
    tx.resource.findMany({ where: { tenantId: collector.tenantId, region: 'us-east-1', deletedAt: null } }),
  );
  return rows.map(({ name }) => name ?? '').sort();
};

/** What a worker leaves that was killed: a unit in its name, and silence. */
async function killedWorker(scanId: string): Promise<void> {
  await eventually(async () => {
    const { count } = await onTenant((tx) =>
      tx.unit.updateMany({
        where: { tenantId: collector.tenantId, scanId, state: { in: ['running', 'queued'] } },
        data: { state: 'running', worker: newId(), attempts: { increment: 1 }, leaseUntil: new Date(Date.now() - 1) },
      }),
    );
    expect(count).toBe(1);
  });
}

describe('a unit whose worker was killed (K02)', () => {
  it('is taken over by another one, and its old worker writes nothing when it comes back', async () => {
    gate.closed = true;
    const id = await start();
    await running(id);
    gate.ids = ['tgw-of-the-successor'];
    await killedWorker(id);
    await eventually(async () =>
      expect((await detail(id)).unitList).toMatchObject([{ state: 'running', attempts: 3 }]),
    );
    gate.closed = false;
    expect(await collector.ended(id)).toMatchObject({
      state: 'complete',
      units: { total: 1, done: 1, failed: 0 },
      resources: 1,
    });
    expect(await known()).toEqual(['tgw-of-the-successor']);
  }, 30_000);

  it('fails after the third time, says why, and the next scan starts', async () => {
    gate.closed = true;
    const id = await start();
    await running(id);
    await killedWorker(id);
    await running(id);
    await killedWorker(id);
    const scan = await collector.ended(id);
    expect(scan).toMatchObject({ state: 'failed', units: { total: 1, done: 0, failed: 1 } });
    const { unitList, coverage } = await detail(id);
    expect(unitList).toMatchObject([{ state: 'failed', failure: expect.stringContaining('no sign of life') }]);
    expect(coverage).toContainEqual(expect.objectContaining({ action: 'ec2:*', outcome: 'not-collected' }));
    expect(collector.events.map(({ type }) => type)).toContain('unit.failed');
    gate.closed = false;
    expect(await collector.ended(await start())).toMatchObject({ state: 'complete' });
  }, 30_000);
});

describe('a scan that is cancelled (K02)', () => {
  it('stops its running units quickly and closes nothing', async () => {
    gate.ids = ['tgw-1', 'tgw-2'];
    await collector.ended(await start());
    gate.ids = [];
    gate.closed = true;
    const id = await start();
    await running(id);
    const began = Date.now();
    expect(await collector.api.cancelScan({ params: { scanId: id } })).toMatchObject({ state: 'cancelled' });
    await eventually(() => expect(collector.logs.text()).toContain('no longer wanted'));
    expect(Date.now() - began).toBeLessThan(2_500);
    expect(await known()).toEqual(['tgw-1', 'tgw-2']);
    expect(await detail(id)).toMatchObject({ state: 'cancelled', unitList: [{ state: 'cancelled' }] });
    await eventually(() => {
      const ends = collector.events
        .filter(({ type }) => type === 'scan.collected')
        .map(({ data }) => scanCollected.payload.parse(data));
      expect(ends).toContainEqual(expect.objectContaining({ scanId: id, state: 'cancelled', snapshots: [] }));
    });
    await expect(collector.api.cancelScan({ params: { scanId: id } })).rejects.toMatchObject({ status: 409 });
  }, 30_000);

  it('stops units that another replica collects', async () => {
    gate.closed = true;
    const id = await start();
    await running(id);
    const lines = collector.logs.lines.length;
    const elsewhere = await collector.replica({ collectors: gate.collectors, env: { COLLECTOR_CONCURRENCY: '1' } });
    await (await collector.apiOf({}, elsewhere.url)).cancelScan({ params: { scanId: id } });
    await eventually(
      () => expect(JSON.stringify(collector.logs.lines.slice(lines))).toContain('no longer wanted'),
      3_000,
    );
    await elsewhere.stop();
  }, 30_000);

  it('can be cancelled before it was planned', async () => {
    const remove = aws.faults.add({ service: 'sts', kind: 'timeout' });
    const id = await start();
    await collector.api.cancelScan({ params: { scanId: id } });
    remove();
    expect(await collector.ended(id)).toMatchObject({ state: 'cancelled', units: { total: 0 } });
    expect(await collector.ended(await start())).toMatchObject({ state: 'complete' });
  }, 30_000);
});

describe('a second scan of the same things', () => {
  it('is refused while the first one runs', async () => {
    gate.closed = true;
    const id = await start();
    await expect(start()).rejects.toMatchObject({ status: 409, problem: { code: 'scan-running' } });
    const elsewhere = await collector.api.startScan({
      body: { accountId: account.id, scope: { regions: ['eu-west-1'] } },
    });
    gate.closed = false;
    await Promise.all([collector.ended(id), collector.ended(elsewhere.id)]);
  }, 30_000);
});

describe('a result that comes late', () => {
  it('changes nothing when a newer generation was written before', async () => {
    gate.ids = ['tgw-1'];
    await collector.ended(await start());
    await onTenant((tx) =>
      tx.collectedPlace.updateMany({ where: { tenantId: collector.tenantId }, data: { generation: 1_000 } }),
    );
    gate.ids = ['tgw-late'];
    await collector.ended(await start());
    expect(await known()).toEqual(['tgw-1']);
    await onTenant((tx) =>
      tx.collectedPlace.updateMany({ where: { tenantId: collector.tenantId }, data: { generation: 0 } }),
    );
  }, 30_000);
});

describe('a collector that stops', () => {
  it('gives its units back, and another one ends them', async () => {
    gate.closed = true;
    const carrier = new InProcessCarrier({
      subscriptions: { collector: ['unit.queued'] },
      retryDelaysMs: [50, 50, 50, 50],
    });
    const other = await collectorUnderTest(sandboxAccess(aws), { collectors: gate.collectors, carrier });
    const its = await addSandboxAccount(other.database, other.tenantId, { name: 'Sandbox', awsAccountId: aws.id });
    const { id } = await other.api.startScan({ body: { accountId: its.id, scope } });
    await eventually(async () =>
      expect((await other.api.getScan({ params: { scanId: id } })).unitList).toMatchObject([{ state: 'running' }]),
    );
    const [unit] = await other.database.withTenant(other.tenantId, (tx) =>
      tx.unit.findMany({ where: { tenantId: other.tenantId } }),
    );
    const began = Date.now();
    await other.stopServices();
    expect(Date.now() - began).toBeLessThan(5_000);
    const state = () =>
      other.database.withTenant(other.tenantId, (tx) => tx.unit.findMany({ where: { tenantId: other.tenantId } }));
    expect(await state()).toMatchObject([{ id: unit?.id, state: 'queued', attempts: 0, worker: null }]);
    gate.closed = false;
    await other.replica({ collectors: gate.collectors });
    await eventually(async () => expect(await state()).toMatchObject([{ state: 'done', attempts: 1 }]), 15_000);
    await other.stop();
  }, 60_000);
});

describe('a snapshot store that is down', () => {
  it('costs a try, not the scan', async () => {
    let failures = 2;
    const broken = localObjectStore('/nonexistent');
    const other = await collectorUnderTest(sandboxAccess(aws), {
      collectors: gate.collectors,
      objectStore: {
        ...broken,
        async put() {
          failures -= 1;
          if (failures >= 0) throw new Error('The store is away.');
        },
      },
    });
    const its = await addSandboxAccount(other.database, other.tenantId, { name: 'Sandbox', awsAccountId: aws.id });
    const { id } = await other.api.startScan({ body: { accountId: its.id, scope } });
    expect(await other.ended(id)).toMatchObject({ state: 'complete' });
    expect((await other.api.getScan({ params: { scanId: id } })).unitList).toMatchObject([
      { attempts: 3, failure: null },
    ]);
    await other.stop();
  }, 60_000);
});
