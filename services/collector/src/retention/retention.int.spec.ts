/** What is cleared away, and what is not. */
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fixedClock, localObjectStore, newId, type ObjectStore } from '@cspmexa/platform';
import { captureLogs, createTestDatabase, type TestDatabase } from '@cspmexa/testkit';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { collectorMigrations, openCollectorDatabase, type CollectorDatabase } from '../database.js';
import { collectorTables, measureSnapshots } from '../storage/collector-tables.js';
import { Retention } from './retention.js';

const now = new Date('2026-11-15T12:00:00Z');
const ago = (days: number): Date => new Date(now.getTime() - days * 86_400_000);
const kept = { snapshotDays: 90, scanDays: 180, versionDays: 400 };
let base: TestDatabase;
let database: CollectorDatabase;
let folder: string;
let snapshots: ObjectStore;
let tenantId: string;
let accountId: string;

beforeAll(async () => {
  base = await createTestDatabase(collectorMigrations, 'collector');
  database = openCollectorDatabase(base.url);
}, 60_000);
afterAll(async () => {
  await database.close();
  await base.drop();
});
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'cspmexa-retention-'));
  snapshots = localObjectStore(folder);
  tenantId = newId();
  accountId = newId();
  await account(accountId);
});
afterEach(() => rm(folder, { recursive: true }));

const clear = async (store = snapshots): Promise<void> => {
  const retention = new Retention({
    database,
    snapshots: store,
    clock: fixedClock(now),
    logger: captureLogs('info').logger,
    kept,
  });
  for (let rounds = 0; rounds < 50 && (await retention.clear()); rounds += 1);
};
const onTenant = <T>(work: Parameters<typeof database.withTenant<T>>[1]) => database.withTenant(tenantId, work);
const account = (id: string, removedAt: Date | null = null) =>
  onTenant((tx) =>
    tx.account.create({
      data: {
        tenantId,
        id,
        name: 'x',
        accessKind: 'role',
        externalId: newId(),
        services: [],
        regions: [],
        createdAt: ago(900),
        removedAt,
      },
    }),
  );
let generation = 0;
/** A scan with one unit and what belongs to it; its snapshot is in the store if its key is given. */
async function scan(
  endedAt: Date | null,
  more: { account?: string; targets?: string[]; objects?: string[]; unit?: object; scan?: object } = {},
): Promise<string> {
  const id = newId();
  const unitId = newId();
  const of = { tenantId, accountId: more.account ?? accountId };
  generation += 1;
  await onTenant(async (tx) => {
    const state = endedAt ? 'complete' : 'running';
    await tx.scan.create({
      data: {
        ...of,
        id,
        state,
        trigger: 'manual',
        services: [],
        regions: [],
        targets: more.targets ?? [],
        generation,
        createdAt: ago(1_000),
        endedAt,
        ...more.scan,
      },
    });
    await tx.unit.create({
      data: {
        ...of,
        id: unitId,
        scanId: id,
        service: 'ec2',
        region: 'us-east-1',
        state: 'done',
        attempts: 1,
        queuedAt: ago(1_000),
        endedAt,
        ...more.unit,
      },
    });
    await tx.coverage.create({
      data: {
        tenantId,
        scanId: id,
        unitId,
        service: 'ec2',
        region: 'x',
        action: 'x',
        outcome: 'ok',
        calls: 1,
        resources: [],
      },
    });
    await tx.scanCost.create({
      data: {
        tenantId,
        scanId: id,
        service: 'ec2',
        region: 'x',
        action: 'x',
        calls: 1,
        retries: 0,
        throttles: 0,
        seconds: 0,
      },
    });
  });
  for (const name of more.objects ?? []) await snapshots.put(keyOf(id, name), Buffer.from('snapshot'));
  return id;
}
const keyOf = (scanId: string, name: string, of = accountId): string => `${tenantId}/${of}/${scanId}/${name}.gz`;
const scans = async () =>
  (await onTenant((tx) => tx.scan.findMany({ where: { tenantId }, orderBy: { generation: 'asc' } }))).map(
    ({ id }) => id,
  );
async function objects(): Promise<string[]> {
  const found: string[] = [];
  for await (const key of snapshots.list('')) found.push(key);
  return found;
}
async function resource(deletedAt: Date | null, of = accountId): Promise<string> {
  const id = newId();
  await onTenant(async (tx) => {
    await tx.resource.create({
      data: {
        tenantId,
        id,
        accountId: of,
        awsAccountId: '111122223333',
        region: 'x',
        listedIn: 'x',
        service: 'ec2',
        kind: 'k',
        arn: `arn:${id}`,
        tags: {},
        base: {},
        facets: {},
        searchText: '',
        contentHash: Buffer.from('x'),
        firstSeenAt: ago(500),
        changedAt: ago(1),
        deletedAt,
      },
    });
  });
  return id;
}
const version = (resourceId: string, at: Date) =>
  onTenant((tx) =>
    tx.resourceVersion.create({
      data: { tenantId, resourceId, id: newId(), at, state: 'present', contentHash: Buffer.from('x'), changes: [] },
    }),
  );
const versions = () => onTenant((tx) => tx.resourceVersion.count({ where: { tenantId } }));

describe('ended scans', () => {
  it('go with everything of theirs, but for the newest whole one and what is newer, running, or still has a snapshot', async () => {
    const other = newId();
    await account(other);
    const removed = newId();
    await account(removed, ago(200));
    const running = await scan(null);
    const withSnapshot = await scan(ago(10), { unit: { snapshotKey: 'k' }, scan: { endedAt: ago(300) } });
    await scan(ago(300), { objects: ['left'] });
    await scan(ago(300), { targets: ['arn'] });
    const newestWhole = await scan(ago(250));
    await scan(ago(240), { targets: ['arn'] });
    const newest = await scan(ago(230), { targets: ['arn'] });
    const only = await scan(ago(400), { account: other });
    await scan(ago(400), { account: removed });
    await clear();
    expect(await scans()).toEqual([running, withSnapshot, newestWhole, newest, only]);
    expect(await objects()).toEqual([]);
    for (const [count, table] of await Promise.all(
      ['units', 'coverage', 'scan_costs'].map(async (name) => {
        const { rows } = await database.pool.query(`select count(*)::int as n from ${name} where tenant_id = $1`, [
          tenantId,
        ]);
        return [rows[0].n, name] as const;
      }),
    ))
      expect([table, count]).toEqual([table, 5]);
  });

  it('go however many there are', async () => {
    for (let n = 0; n < 45; n += 1) await scan(ago(300));
    const last = await scan(ago(200));
    await clear();
    expect(await scans()).toEqual([last]);
  });

  it('of which the folder cannot be cleared wait, and keep nothing else from being cleared', async () => {
    const old = await scan(ago(300));
    const last = await scan(ago(200));
    const gone = await resource(ago(100));
    const broken: ObjectStore = {
      ...snapshots,
      async *list() {
        throw new Error('The store is away.');
      },
    };
    await expect(clear(broken)).rejects.toThrow('The store is away.');
    expect(await scans()).toEqual([old, last]);
    expect(await onTenant((tx) => tx.resource.findMany({ where: { tenantId, id: gone } }))).toEqual([]);
    await clear();
    expect(await scans()).toEqual([last]);
  });
});

describe('snapshots', () => {
  it('go after their time, the object before the key', async () => {
    const id = await scan(ago(91), { objects: ['a'] });
    await onTenant((tx) => tx.unit.updateMany({ where: { scanId: id }, data: { snapshotKey: keyOf(id, 'a') } }));
    const young = await scan(ago(89), { objects: ['b'] });
    await onTenant((tx) => tx.unit.updateMany({ where: { scanId: young }, data: { snapshotKey: keyOf(young, 'b') } }));
    await clear();
    expect(await objects()).toEqual([keyOf(young, 'b')]);
    expect(await onTenant((tx) => tx.unit.findMany({ where: { tenantId, snapshotKey: { not: null } } }))).toHaveLength(
      1,
    );
  });

  it('that killed workers left go once their scan is over, and no other does', async () => {
    const hours = (n: number): Date => ago(n / 24);
    const taken = await scan(hours(2), { objects: ['first', 'second'], unit: { attempts: 2 } });
    await onTenant((tx) =>
      tx.unit.updateMany({ where: { scanId: taken }, data: { snapshotKey: keyOf(taken, 'second') } }),
    );
    await scan(hours(2), { objects: ['failed'], unit: { attempts: 3, state: 'failed' } });
    const fresh = await scan(hours(0.5), { objects: ['fresh'], unit: { attempts: 2, state: 'failed' } });
    const goesOn = await scan(null, { objects: ['goes-on'], unit: { attempts: 2, state: 'running' } });
    await onTenant((tx) =>
      tx.unit.create({
        data: {
          tenantId,
          id: newId(),
          accountId,
          scanId: goesOn,
          service: 's3',
          region: 'global',
          state: 'failed',
          attempts: 3,
          queuedAt: ago(1),
          endedAt: hours(2),
        },
      }),
    );
    await clear();
    expect((await objects()).sort()).toEqual(
      [keyOf(taken, 'second'), keyOf(fresh, 'fresh'), keyOf(goesOn, 'goes-on')].sort(),
    );
  });
});

describe('resources and versions', () => {
  it('go when they are long deleted, and with their account', async () => {
    const removed = newId();
    await account(removed, ago(1));
    const [alive, deleted] = [await resource(null), await resource(ago(89))];
    for (const id of [alive, await resource(ago(91)), await resource(null, removed)]) await version(id, ago(5));
    await onTenant((tx) =>
      tx.collectedPlace.create({
        data: { tenantId, accountId: removed, service: 'ec2', region: 'x', generation: 1, collectedAt: ago(2) },
      }),
    );
    await clear();
    const left = await onTenant((tx) => tx.resource.findMany({ where: { tenantId } }));
    expect(left.map(({ id }) => id).sort()).toEqual([alive, deleted].sort());
    expect(await versions()).toBe(1);
    expect(await onTenant((tx) => tx.collectedPlace.count({ where: { tenantId } }))).toBe(0);
  });

  it('have versions in a partition of their month, and go with it or one by one', async () => {
    const id = await resource(null);
    for (const days of [0, 1, 399, 401, 700]) await version(id, ago(days));
    await clear();
    expect(await versions()).toBe(3);
    const { rows } = await database.pool.query(
      `select distinct tableoid::regclass::text as name from resource_versions where tenant_id = $1 order by 1`,
      [tenantId],
    );
    expect(rows.map(({ name }) => name)).toEqual(['resource_versions_2026_11', 'resource_versions_default']);
  });
});

describe('change events', () => {
  it('are forgotten when they cannot come again', async () => {
    for (const [eventId, days] of [
      ['old', 15],
      ['new', 13],
    ] as const)
      await onTenant((tx) => tx.changeEvent.create({ data: { tenantId, accountId, eventId, receivedAt: ago(days) } }));
    await clear();
    expect(await onTenant((tx) => tx.changeEvent.findMany({ where: { tenantId } }))).toMatchObject([
      { eventId: 'new' },
    ]);
  });
});

describe('the page of numbers', () => {
  it('names every table', async () => {
    const { rows } = await database.pool.query<{ name: string }>(
      `select c.relname as name from pg_class c where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p')
         and not c.relispartition and c.relname <> '_prisma_migrations' order by 1`,
    );
    expect(
      collectorTables(kept)
        .map(({ name }) => name)
        .sort(),
    ).toEqual(rows.map(({ name }) => name));
  });

  it('counts the snapshots that rows point to, and takes the bytes of the others from some of them', async () => {
    const before = await measureSnapshots(database, snapshots);
    for (const name of ['a', 'b']) {
      const id = await scan(ago(1), { objects: [name] });
      await onTenant((tx) => tx.unit.updateMany({ where: { scanId: id }, data: { snapshotKey: keyOf(id, name) } }));
    }
    const { count, bytes } = await measureSnapshots(database, snapshots);
    expect(count - before.count).toBe(2);
    expect(bytes).toBe('snapshot'.length * count);
  });
});
