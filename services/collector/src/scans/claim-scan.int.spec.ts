/** Which scan is planned next: fairly between tenants, within their limits, and without looking through all that wait. */
import { newId } from '@cspmexa/platform';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { storeUnderTest, type StoreUnderTest } from '../../test/store-under-test.js';
import { claimScan, nextScanSql } from './claim-scan.js';

let store: StoreUnderTest;
beforeAll(async () => void (store = await storeUnderTest()), 60_000);
afterAll(() => store.stop(), 60_000);
beforeEach(() => store.clear());

const claim = ({ most = 6, urgent = false } = {}) =>
  store.database.acrossTenants((tx) => claimScan(tx, { planner: newId(), urgent, most, leaseSeconds: 60 }));
const begin = async (id: string) =>
  void (await store.database.client.scan.updateMany({ where: { id }, data: { state: 'running' } }));

/** Tenants with an account each. */
const tenants = async (count: number) =>
  Promise.all(
    Array.from({ length: count }, async () => {
      const tenantId = newId();
      return { tenantId, accountId: await store.account(tenantId) };
    }),
  );

describe('the next scan to plan', () => {
  it('is that of the tenant with the fewest running ones: fifty of another do not go before it (L02)', async () => {
    const [many, one] = await tenants(2);
    if (!many || !one) throw new Error('There are two.');
    await store.scans(many.tenantId, many.accountId, 50);
    for (let started = 0; started < 3; started += 1) await begin((await claim())?.id ?? '');
    const [theirs] = await store.scans(one.tenantId, one.accountId, 1);
    expect(await claim()).toEqual({ tenantId: one.tenantId, id: theirs });
  });

  it('takes turns between tenants, oldest first within each', async () => {
    const [a, b] = await tenants(2);
    if (!a || !b) throw new Error('There are two.');
    const [a1, a2] = await store.scans(a.tenantId, a.accountId, 5);
    const [b1, b2] = await store.scans(b.tenantId, b.accountId, 5);
    const claimed = [];
    for (let turn = 0; turn < 4; turn += 1) claimed.push((await claim())?.id);
    expect(new Set(claimed.slice(0, 2))).toEqual(new Set([a1, b1]));
    expect(new Set(claimed.slice(2))).toEqual(new Set([a2, b2]));
  });

  it('is none while a tenant has as many running as it may, however many look at once', async () => {
    const [tenant] = await tenants(1);
    if (!tenant) throw new Error('There is one.');
    await store.scans(tenant.tenantId, tenant.accountId, 20);
    const claims = await Promise.all(Array.from({ length: 12 }, () => claim({ most: 3 })));
    const claimed = claims.flatMap((each) => each?.id ?? []);
    expect(claimed).toHaveLength(3);
    expect(await claim({ most: 3 })).toBeNull();
    await begin(claimed[0] ?? '');
    expect(await claim({ most: 3 })).toBeNull();
    await store.database.client.scan.updateMany({ where: { id: claimed[0] ?? '' }, data: { state: 'complete' } });
    expect(await claim({ most: 3 })).not.toBeNull();
  });

  it('counts scans of named resources by themselves', async () => {
    const [tenant] = await tenants(1);
    if (!tenant) throw new Error('There is one.');
    await store.scans(tenant.tenantId, tenant.accountId, 2);
    const [urgent] = await store.scans(tenant.tenantId, tenant.accountId, 1, { urgent: true, targets: ['arn:x'] });
    expect(await claim({ most: 1 })).not.toBeNull();
    expect(await claim({ most: 1 })).toBeNull();
    expect(await claim({ most: 1, urgent: true })).toMatchObject({ id: urgent });
  });

  it('is one that its planner has given up, when the lease is over', async () => {
    const [tenant] = await tenants(1);
    if (!tenant) throw new Error('There is one.');
    const [id] = await store.scans(tenant.tenantId, tenant.accountId, 1);
    expect(await claim()).toMatchObject({ id });
    expect(await claim()).toBeNull();
    await store.database.client.scan.updateMany({ data: { leaseUntil: new Date(Date.now() - 1) } });
    expect(await claim()).toMatchObject({ id });
    expect(await store.database.client.scan.findFirst({ where: { id: id ?? '' } })).toMatchObject({ attempts: 2 });
  });

  it('is found by the index of what waits: ended and waiting scans of a tenant are not read one by one', async () => {
    for (const { tenantId, accountId } of await tenants(4)) {
      await store.scans(tenantId, accountId, 500, { state: 'complete' });
      await store.scans(tenantId, accountId, 500);
    }
    await store.owner.query('analyze scans');
    const { rows } = await store.database.pool.query<{ 'QUERY PLAN': [{ Plan: PlanNode }] }>(
      `explain (analyze, format json) ${nextScanSql}`,
      [false, 6],
    );
    const nodes = nodesOf(rows[0]?.['QUERY PLAN'][0].Plan).filter((node) => node['Relation Name'] === 'scans');
    expect(nodes.length).toBeGreaterThan(3);
    expect(nodes.map((node) => node['Node Type']).filter((type) => !/^Index/.test(type))).toEqual([]);
    const read = nodes.reduce((sum, node) => sum + node['Actual Rows'] * node['Actual Loops'], 0);
    expect(read).toBeLessThan(500);
  });
});

interface PlanNode {
  readonly 'Relation Name'?: string;
  readonly 'Node Type': string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly Plans?: readonly PlanNode[];
}
const nodesOf = (node: PlanNode | undefined): PlanNode[] =>
  node ? [node, ...(node.Plans ?? []).flatMap(nodesOf)] : [];
