/** What a service says of its tables. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {
  createTestDatabase,
  eventually,
  openOwnerPool,
  openSampleDatabase,
  type SampleDatabase,
  type TestDatabase,
} from '@cspmexa/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type pg from 'pg';
import { fixedClock } from '../time/clock.js';
import { createLogger } from '../logging/logger.js';
import { storageMigrationSql } from './schema.js';
import { sampleStorage, storageReport } from './storage-report.js';
import { StorageSampler } from './storage-sampler.js';

const folder = mkdtempSync(path.join(os.tmpdir(), 'storage-'));
const tables = `
  create table plain (id int primary key, at timestamptz);
  create table parted (id int, at timestamptz not null, primary key (at, id)) partition by range (at);
  create table parted_rest partition of parted default;
  create table parted_2026_01 partition of parted for values from ('2026-01-01Z') to ('2026-02-01Z');
  create view slow as select now() as at where pg_sleep(30) is not null;
`;
let base: TestDatabase;
let database: SampleDatabase;
let owner: pg.Pool;

beforeAll(async () => {
  for (const [name, sql] of [
    ['1_storage', storageMigrationSql],
    ['2_tables', tables],
  ] as const) {
    mkdirSync(path.join(folder, name));
    writeFileSync(path.join(folder, name, 'migration.sql'), sql);
  }
  base = await createTestDatabase(folder, 'sample schema');
  database = openSampleDatabase(base.url);
  owner = openOwnerPool(base.url);
}, 60_000);
afterAll(async () => {
  await Promise.all([database.close(), owner.end()]);
  await base.drop();
  rmSync(folder, { recursive: true });
});
beforeEach(() => owner.query('truncate plain, parted, storage_samples'));

const kept = [
  { name: 'plain', keepsDays: 14, oldestColumn: 'at' },
  { name: 'parted', keepsDays: null },
  { name: 'missing', keepsDays: 1 },
];
const now = new Date('2026-02-15T12:00:00Z');
const report = () => storageReport(database, 'sample', { tables: kept, now });
const fill = (table: string, from: string, rows: number) =>
  owner.query(
    `insert into ${table} select n, $1::timestamptz + n * interval '1 minute' from generate_series(1, $2::int) n`,
    [from, rows],
  );

describe('a report', () => {
  it('counts rows and bytes, partitions with their parent, and knows the oldest row', async () => {
    await fill('plain', '2026-01-03T00:00:00Z', 5_000);
    await fill('parted', '2026-01-30T00:00:00Z', 6_000);
    await owner.query('analyze plain, parted, parted_rest, parted_2026_01');
    const { tables: found, ...rest } = await report();
    expect(rest).toEqual({ service: 'sample', at: now.toISOString(), objects: null });
    expect(found).toEqual([
      {
        name: 'plain',
        rows: 5_000,
        bytes: expect.any(Number),
        rowsPerDay: null,
        bytesPerDay: null,
        keepsDays: 14,
        oldest: '2026-01-03T00:01:00.000Z',
      },
      {
        name: 'parted',
        rows: 6_000,
        bytes: expect.any(Number),
        rowsPerDay: null,
        bytesPerDay: null,
        keepsDays: null,
        oldest: null,
      },
    ]);
    for (const { bytes } of found) expect(bytes).toBeGreaterThan(200_000);
  });

  it('tells how fast they grow, by the samples of the last 30 days', async () => {
    await owner.query(
      `insert into storage_samples values ('plain', '2025-12-01', 0, 0), ('plain', '2026-02-05', 100, 5000), ('plain', '2026-02-10', 50, 5500),
         ('plain', '2026-02-15', 300, 6000), ('parted', '2025-12-01', 0, 0), ('parted', '2026-02-15', 10, 10)`,
    );
    expect((await report()).tables).toMatchObject([
      { name: 'plain', rowsPerDay: 20, bytesPerDay: 100, oldest: null },
      { name: 'parted', rowsPerDay: null, bytesPerDay: null },
    ]);
  });

  it('does without the oldest row where it would take too long to find it', async () => {
    const slow = [{ name: 'slow', keepsDays: 1, oldestColumn: 'at' }];
    const { tables: found } = await storageReport(database, 'sample', { tables: slow, now });
    expect(found).toMatchObject([{ name: 'slow', oldest: null }]);
  });
});

describe('samples', () => {
  it('are taken once a day, whoever asks', async () => {
    const options = { tables: kept, now, objects: async () => ({ count: 7, bytes: 70 }) };
    expect(await sampleStorage(database, options)).toBe(true);
    expect(await sampleStorage(database, options)).toBe(false);
    expect(await sampleStorage(database, { ...options, now: new Date('2027-06-01T00:00:00Z') })).toBe(true);
    const { rows } = await owner.query('select name, day::text, rows::int from storage_samples order by day, name');
    expect(rows.map(({ name, day }) => `${day} ${name}`)).toEqual([
      '2027-06-01 (objects)',
      '2027-06-01 parted',
      '2027-06-01 plain',
    ]);
    expect((await storageReport(database, 'sample', options)).objects).toEqual({ count: 7, bytes: 70 });
  });

  it('are taken by themselves while a service lives, and a failure ends nothing', async () => {
    const clock = fixedClock(now);
    let fails = true;
    const objects = async () => {
      if (fails) throw new Error('The store is away.');
      return { count: 1, bytes: 1 };
    };
    const options = {
      service: 'sample',
      database,
      tables: kept,
      objects,
      clock,
      logger: createLogger({ name: 'x', level: 'silent' }),
    };
    for (const rows of [0, 3]) {
      const sampler = new StorageSampler(options);
      sampler.onApplicationBootstrap();
      await sampler.beforeApplicationShutdown();
      await eventually(async () => {
        const { rowCount } = await owner.query('select 1 from storage_samples');
        expect(rowCount).toBe(rows);
      });
      fails = false;
      expect((await sampler.report()).tables).toHaveLength(2);
    }
  });
});
