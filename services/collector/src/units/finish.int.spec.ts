/** The moment in which a unit's results are written: it may be long, and the unit may be cancelled or lost in it. */
import { newId, systemClock } from '@cspmexa/platform';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { storeUnderTest, type StoreUnderTest } from '../../test/store-under-test.js';
import { cancelScan } from '../scans/end-scan.js';
import type { CollectedUnit } from './collected-unit.js';
import { UnitStore, type Hold } from './unit.store.js';

let store: StoreUnderTest;
let units: UnitStore;
let hold: Hold;
let scanId: string;

beforeAll(async () => {
  store = await storeUnderTest();
  units = new UnitStore(store.database, systemClock, 45);
}, 60_000);
afterAll(() => store.stop(), 60_000);
beforeEach(async () => {
  await store.clear();
  const tenantId = newId();
  const accountId = await store.account(tenantId);
  [scanId = ''] = await store.scans(tenantId, accountId, 1, { state: 'running', unitsTotal: 2 });
  const [unitId = ''] = await store.units(tenantId, accountId, scanId, 2);
  hold = { tenantId, unitId, worker: newId() };
  await units.takeNext(hold.worker);
});

const found: CollectedUnit = {
  service: 'ec2',
  scanId: '',
  generation: 1,
  targets: [],
  isPartial: false,
  causes: [],
  awsAccountId: '111122223333',
  kinds: ['aws.ec2.vpc'],
  resources: 0,
  rows: [],
  holes: [],
  coverage: [
    {
      service: 'ec2',
      region: 'region-0',
      action: 'ec2:DescribeVpcs',
      outcome: 'ok',
      calls: 1,
      detail: null,
      resources: [],
      deniedBy: null,
    },
  ],
  snapshotKey: 'a/key',
};
const rowOf = () => store.database.client.unit.findFirstOrThrow({ where: { id: hold.unitId } });
const scanOf = () => store.database.client.scan.findFirstOrThrow({ where: { id: scanId } });
const messages = () => store.database.client.outbox.findMany({ select: { type: true } });

/** Runs `work` while a unit's results are written, and something else holds the writing up. */
async function whileWriting<T>(work: () => Promise<T>): Promise<{ isWritten: boolean; result: T }> {
  const { tenantId, unitId } = hold;
  const { accountId } = await rowOf();
  const other = await store.database.pool.connect();
  await other.query('begin');
  // The place is being written by somebody else: this is where the results have to wait.
  await other.query(
    `insert into collected_places values ($1, $2, 'ec2', (select region from units where id = $3), 0, now())`,
    [tenantId, accountId, unitId],
  );
  const finishing = units.finish(hold, { ...found, scanId });
  await new Promise((resolve) => setTimeout(resolve, 200));
  const result = await work();
  await other.query('rollback');
  other.release();
  return { isWritten: await finishing, result };
}

describe('a unit whose results are being written', () => {
  it('is done with them, once', async () => {
    expect(await units.finish(hold, { ...found, scanId })).toBe(true);
    expect(await rowOf()).toMatchObject({ state: 'done', snapshotKey: 'a/key', worker: null });
    expect(await scanOf()).toMatchObject({ state: 'running', unitsDone: 1 });
    expect(await messages()).toEqual([{ type: 'unit.collected' }]);
    expect(await units.finish(hold, { ...found, scanId })).toBe(false);
    expect(await messages()).toHaveLength(1);
  });

  it('can be cancelled at once, and leaves nothing behind (K02)', async () => {
    const began = performance.now();
    const { isWritten, result } = await whileWriting(() =>
      store.database.withTenant(hold.tenantId, (tx) => cancelScan(tx, hold.tenantId, scanId, new Date())),
    );
    expect(performance.now() - began).toBeLessThan(3_000);
    expect(result).toMatchObject({ isCancelled: true, scan: { state: 'cancelled' } });
    expect(isWritten).toBe(false);
    expect(await rowOf()).toMatchObject({ state: 'cancelled', snapshotKey: null });
    expect(await scanOf()).toMatchObject({ state: 'cancelled', unitsDone: 0, resources: 0 });
    expect(await store.database.client.coverage.count()).toBe(0);
    expect(await messages()).toEqual([{ type: 'scan.collected' }]);
  });

  it('can be kept alive, so that nobody takes it for lost', async () => {
    const { isWritten, result } = await whileWriting(() => units.keep(hold));
    expect([isWritten, result]).toEqual([true, true]);
  });

  it('can be lost to another worker, and then nothing of the first is written', async () => {
    const { isWritten } = await whileWriting(async () => {
      await store.database.pool.query(`update units set lease_until = now() - interval '1 second' where id = $1`, [
        hold.unitId,
      ]);
      expect(await units.takeOver(hold.tenantId, hold.unitId)).toBe('queue');
    });
    expect(isWritten).toBe(false);
    expect(await rowOf()).toMatchObject({ state: 'queued', snapshotKey: null });
    expect(await messages()).toEqual([{ type: 'unit.queued' }]);
  });
});
