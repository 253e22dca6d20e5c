/** Partitions that come and go while others read and write. */
import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {
  createTestDatabase,
  openOwnerPool,
  openSampleDatabase,
  type SampleDatabase,
  type TestDatabase,
} from '@cspmexa/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type pg from 'pg';
import { migrate } from '../database/migrate.js';
import { rowLevelSecuritySql } from '../database/row-level-security.js';
import { keepMonthPartitions } from './month-partitions.js';
import { monthPartitionsSql } from './month-partitions-sql.js';

const folder = mkdtempSync(path.join(os.tmpdir(), 'partitions-'));
let base: TestDatabase;
let database: SampleDatabase;
let owner: pg.Pool;
const tenantId = randomUUID();

beforeAll(async () => {
  mkdirSync(path.join(folder, '1_empty'));
  writeFileSync(
    path.join(folder, '1_empty', 'migration.sql'),
    `${rowLevelSecuritySql}${monthPartitionsSql(['things'])}`,
  );
  base = await createTestDatabase(folder, 'sample schema');
  database = openSampleDatabase(base.url, { backgroundPoolSize: 8 });
  owner = openOwnerPool(base.url);
}, 60_000);
afterAll(async () => {
  await Promise.all([database.close(), owner.end()]);
  await base.drop();
  rmSync(folder, { recursive: true });
});
beforeEach(async () => {
  await owner.query(`
    drop table if exists things;
    create table things (id int not null, at timestamptz(3) not null, note text default 'none', tenant_id uuid default '${tenantId}',
      primary key (id, at)) partition by range (at);
    create index things_at_idx on things (at);
    create table things_default partition of things default;
    select keep_tenants_apart(relid) from pg_partition_tree('things');
  `);
  // For the rights of the roles.
  await migrate({ url: base.url, directory: folder });
});

const keep = (now: string, keepsDays = 400) =>
  keepMonthPartitions(database, { table: 'things', keepsDays, now: new Date(now) });
const add = (id: number, at: string) => database.pool.query('insert into things (id, at) values ($1, $2)', [id, at]);
const where = async () =>
  (await database.pool.query('select id, tableoid::regclass::text as place from things order by id')).rows.map(
    ({ id, place }) =>
      `${id} ${String(place)
        .replace(/.*things_/, '')
        .replace('"', '')}`,
  );

describe('partitions', () => {
  it('are made ahead, with what the default one holds of their months, and once', async () => {
    await add(1, '2025-12-31T23:59:59.999Z');
    await add(2, '2026-01-01T00:00:00Z');
    await add(3, '2026-01-31T23:59:59.999Z');
    await add(4, '2027-01-01T00:00:00Z');
    const made = ['things_2026_01', 'things_2026_02', 'things_2026_03'];
    expect(await keep('2026-01-31T23:00:00Z')).toEqual({ made, dropped: [] });
    await add(5, '2026-03-31T23:59:59.999Z');
    expect(await where()).toEqual(['1 default', '2 2026_01', '3 2026_01', '4 default', '5 2026_03']);
    expect(await keep('2026-01-31T23:00:00Z')).toEqual({ made: [], dropped: [] });
    expect(await keep('2026-02-01T00:00:00Z')).toEqual({ made: ['things_2026_04'], dropped: [] });
    const { rows } = await database.pool.query(
      `select count(*)::int as n from pg_indexes where indexname like 'things_2026_01%'`,
    );
    expect(rows).toEqual([{ n: 2 }]);
  });

  it('are dropped when their whole month is past keeping', async () => {
    await keep('2025-11-15T00:00:00Z');
    await add(1, '2025-11-30T23:59:00Z');
    await add(2, '2025-12-01T00:00:00Z');
    expect((await keep('2025-12-30T23:00:00Z', 30)).dropped).toEqual([]);
    expect((await keep('2025-12-31T00:00:00Z', 30)).dropped).toEqual(['things_2025_11']);
    expect(await where()).toEqual(['2 2025_12']);
  });

  it('wait for another time when somebody holds a lock, and keep nobody waiting', async () => {
    await keep('2025-11-15T00:00:00Z');
    const reader = await database.pool.connect();
    await reader.query('begin; select * from things');
    const began = performance.now();
    const dropping = keep('2027-11-15T00:00:00Z', 30);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect((await database.pool.query('select * from things')).rowCount).toBe(0);
    expect((await dropping).dropped).toEqual([]);
    expect(performance.now() - began).toBeLessThan(8_000);
    await reader.query('rollback');
    reader.release();
    expect((await keep('2027-11-15T00:00:00Z', 30)).dropped).toEqual([
      'things_2025_11',
      'things_2025_12',
      'things_2026_01',
    ]);
  });

  it('lose no row that is written meanwhile, and are made once by replicas that start together', async () => {
    let writing = true;
    let written = 0;
    const writer = (async () => {
      for (; writing; written += 1) await add(written, '2026-01-15T00:00:00Z');
    })();
    await new Promise((resolve) => setTimeout(resolve, 50));
    const results = await Promise.all([1, 2, 3].map(() => keep('2026-01-15T00:00:00Z')));
    for (let tries = 0; tries < 10 && (await keep('2026-01-15T00:00:00Z')).made.length > 0; tries += 1);
    writing = false;
    await writer;
    const places = await where();
    expect(places).toHaveLength(written);
    expect(places.filter((place) => !place.endsWith(' 2026_01'))).toEqual([]);
    const made = results.flatMap((result) => result.made);
    expect(new Set(made).size).toBe(made.length);
  });
});
