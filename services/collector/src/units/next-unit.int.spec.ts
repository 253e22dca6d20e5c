/** Which unit is taken next, and that none is left behind. */
import { newId, systemClock } from '@cspmexa/platform';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { storeUnderTest, type StoreUnderTest } from '../../test/store-under-test.js';
import { takeUnitSql } from './next-unit.js';
import { UnitStore, type Preference } from './unit.store.js';

let store: StoreUnderTest;
let units: UnitStore;
beforeAll(async () => {
  store = await storeUnderTest();
  units = new UnitStore(store.database, systemClock, 45);
}, 60_000);
afterAll(() => store.stop(), 60_000);
beforeEach(() => store.clear());

/** A running scan of a tenant of its own, with queued units. */
async function running(count: number, more: { urgent?: boolean } = {}) {
  const tenantId = newId();
  const accountId = await store.account(tenantId);
  const [scanId = ''] = await store.scans(tenantId, accountId, 1, { state: 'running', ...more });
  return { tenantId, accountId, scanId, ids: await store.units(tenantId, accountId, scanId, count, more) };
}
const take = async (which?: Preference) => (await units.takeNext(newId(), which))?.unit;

describe('the next unit', () => {
  it('is one of a scan of named resources, however many wait', async () => {
    await running(200);
    const { ids } = await running(1, { urgent: true });
    expect((await take())?.id).toBe(ids[0]);
    expect((await take())?.id).not.toBe(ids[0]);
    expect(await take('urgent-only')).toBeUndefined();
  });

  it('is one of the others first when it is their turn', async () => {
    const { ids } = await running(1);
    const urgent = await running(1, { urgent: true });
    expect((await take('urgent-last'))?.id).toBe(ids[0]);
    expect((await take('urgent-last'))?.id).toBe(urgent.ids[0]);
  });

  it('is shared out between tenants (L02)', async () => {
    const many = await running(100);
    for (let taken = 0; taken < 8; taken += 1) await take();
    const few = await running(2);
    const next = [(await take())?.tenantId, (await take())?.tenantId];
    expect(next).toEqual([few.tenantId, few.tenantId]);
    expect((await take())?.tenantId).toBe(many.tenantId);
  });

  it('is the oldest of a tenant, and not one that rests after a failure', async () => {
    const { ids, tenantId } = await running(3);
    const first = await units.takeNext('018f0000-0000-7000-8000-000000000001');
    expect(first?.unit.id).toBe(ids[0]);
    const hold = { tenantId, unitId: ids[0] ?? '', worker: '018f0000-0000-7000-8000-000000000001' };
    expect(await units.giveBack(hold, 'It broke.')).toBe('queue');
    expect([(await take())?.id, (await take())?.id]).toEqual([ids[1], ids[2]]);
    expect(await take()).toBeUndefined();
    await store.database.pool.query(`update units set queued_at = now() - interval '1 second' where id = $1`, [ids[0]]);
    expect(await take()).toMatchObject({ id: ids[0], attempts: 2 });
  });

  it('goes to one worker alone, and every one of as many looks as there are units finds one', async () => {
    const scans = await Promise.all([running(20), running(20), running(10, { urgent: true })]);
    const taken = await Promise.all(Array.from({ length: 50 }, () => take()));
    expect(taken.filter((unit) => unit === undefined)).toEqual([]);
    expect(new Set(taken.map((unit) => unit?.id))).toEqual(new Set(scans.flatMap(({ ids }) => ids)));
    expect(await take()).toBeUndefined();
  }, 60_000);

  it('is none of a scan that was cancelled: what is left of it is put away', async () => {
    const { tenantId, scanId } = await running(2);
    await store.database.client.scan.updateMany({ where: { id: scanId }, data: { state: 'cancelled' } });
    const other = await running(1);
    expect((await take())?.id).toBe(other.ids[0]);
    expect(await take()).toBeUndefined();
    const left = await store.database.client.unit.findMany({ where: { tenantId }, select: { state: true } });
    expect(left).toEqual([{ state: 'cancelled' }, { state: 'cancelled' }]);
  });

  it('has a message of its own whenever it is queued', async () => {
    const { tenantId, ids } = await running(1);
    const [unitId = ''] = ids;
    const worker = newId();
    const messages = () => store.database.client.outbox.count({ where: { type: 'unit.queued' } });
    await units.takeNext(worker);
    await units.putBack({ tenantId, unitId, worker });
    expect(await messages()).toBe(1);
    await units.takeNext(worker);
    await units.giveBack({ tenantId, unitId, worker }, 'It broke.');
    expect(await messages()).toBe(2);
    await store.database.pool.query(`update units set queued_at = now() - interval '1 second'`);
    await units.takeNext(worker);
    await store.database.pool.query(`update units set lease_until = now() - interval '1 second'`);
    expect(await units.takeOver(tenantId, unitId)).toBe('queue');
    expect(await messages()).toBe(3);
  });

  it('is found without reading all that wait', async () => {
    for (let tenant = 0; tenant < 3; tenant += 1) await running(1_000);
    await store.owner.query('analyze units');
    const plan = await store.database.acrossTenants((tx) =>
      tx.$queryRawUnsafe<{ 'QUERY PLAN': string }[]>(`explain (analyze, costs off) ${takeUnitSql}`, false, newId(), 45),
    );
    const text = plan.map((row) => row['QUERY PLAN']).join('\n');
    expect(text).toContain('units_state_urgent_tenant_id_queued_at_idx');
    expect(text).not.toMatch(/Seq Scan on units/);
  }, 60_000);
});
