import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createSampleDatabase, createTestDatabase, openSampleDatabase, sampleMigrations } from '@cspmexa/testkit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { asAppError } from '../errors/problem.js';
import { parseConnection, withDatabase } from './connection.js';
import { migrate } from './migrate.js';
import { afterCommit } from './transaction.js';

let sample: Awaited<ReturnType<typeof createSampleDatabase>>;
beforeAll(async () => {
  sample = await createSampleDatabase();
});
afterAll(() => sample.drop());

const thing = (name: string) => ({ id: randomUUID(), tenantId: randomUUID(), name });

describe('a transaction', () => {
  it('sees its tenant, and the next one on the same connection does not', async () => {
    const one = openSampleDatabase(sample.url, { poolSize: 1 });
    const read = `select current_setting('app.tenant_id', true) as tenant, pg_backend_pid() as pid`;
    const seen: { tenant: string; pid: number }[] = [];
    const tenants = [randomUUID(), randomUUID()];
    for (const tenantId of tenants)
      seen.push(...(await one.withTenant(tenantId, (tx) => tx.$queryRawUnsafe<typeof seen>(read))));
    expect(seen).toEqual(tenants.map((tenant) => ({ tenant, pid: seen[0]?.pid })));
    expect(await one.acrossTenants((tx) => tx.$queryRawUnsafe(read))).toMatchObject([{ tenant: null }]);
    await one.close();
  });

  it('finds its tables by raw SQL, because the schema is in the search path', async () => {
    const created = thing('raw');
    await sample.database.withTenant(created.tenantId, (tx) => tx.thing.create({ data: created }));
    const { rows } = await sample.database.pool.query('select name from thing where id = $1', [created.id]);
    expect(rows).toEqual([{ name: 'raw' }]);
  });

  it('leaves nothing behind when it fails, and runs its hooks only when it commits', async () => {
    const ran: string[] = [];
    const created = thing('rolled back');
    const failing = sample.database.withTenant(created.tenantId, async (tx) => {
      await tx.thing.create({ data: created });
      afterCommit(tx, () => ran.push('failed'));
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    await sample.database.withTenant(created.tenantId, async (tx) => {
      afterCommit(tx, () => ran.push('committed'));
      expect(ran).toEqual([]);
    });
    expect(ran).toEqual(['committed']);
    expect(await sample.database.client.thing.count({ where: { id: created.id } })).toBe(0);
  });

  it('is tried again after a deadlock, so that both end', async () => {
    const [a, b] = [thing('a'), thing('b')];
    await sample.database.client.thing.createMany({ data: [a, b] });
    let attempts = 0;
    let holding = 0;
    let go = (): void => undefined;
    const bothHold = new Promise<void>((resolve) => (go = resolve));
    const both = (first: string, second: string) =>
      sample.database.acrossTenants(async (tx) => {
        attempts += 1;
        await tx.thing.update({ where: { id: first }, data: { count: { increment: 1 } } });
        holding += 1;
        if (holding === 2) go();
        await bothHold;
        await tx.thing.update({ where: { id: second }, data: { count: { increment: 1 } } });
      });
    await Promise.all([both(a.id, b.id), both(b.id, a.id)]);
    expect(attempts).toBe(3);
    expect(
      await sample.database.client.thing.aggregate({ _sum: { count: true }, where: { id: { in: [a.id, b.id] } } }),
    ).toEqual({
      _sum: { count: 4 },
    });
  }, 20_000);

  it('is tried again after a serialization failure', async () => {
    const row = thing('serial');
    await sample.database.client.thing.create({ data: row });
    const increment = () =>
      sample.database.acrossTenants(
        async (tx) => {
          const found = await tx.thing.findUniqueOrThrow({ where: { id: row.id } });
          await new Promise((resolve) => setTimeout(resolve, 20));
          await tx.thing.update({ where: { id: row.id }, data: { count: found.count + 1 } });
        },
        { isolation: 'Serializable', retries: 20 },
      );
    await Promise.all([increment(), increment(), increment()]);
    expect(await sample.database.client.thing.findUnique({ where: { id: row.id } })).toMatchObject({ count: 3 });
  });
});

describe('trouble with the database (K03)', () => {
  it('ends a statement that takes too long, as unavailable', async () => {
    const short = openSampleDatabase(sample.url, { statementTimeoutMs: 200 });
    const error: unknown = await short
      .acrossTenants((tx) => tx.$queryRawUnsafe('select pg_sleep(5)'))
      .catch((thrown: unknown) => thrown);
    expect(asAppError(error).code).toBe('unavailable');
    await short.close();
  });

  it('does not wait for ever for a connection, and heals when there is one', async () => {
    const tiny = openSampleDatabase(sample.url, { poolSize: 1, waitMs: 1_800 });
    const holder = await tiny.pool.connect();
    const started = Date.now();
    const error: unknown = await tiny.acrossTenants((tx) => tx.thing.count()).catch((thrown: unknown) => thrown);
    expect(asAppError(error).code).toBe('unavailable');
    expect(Date.now() - started).toBeLessThan(8_000);
    holder.release();
    expect(await tiny.acrossTenants((tx) => tx.thing.count({ where: { name: 'nothing' } }))).toBe(0);
    await tiny.close();
  }, 20_000);

  it('survives the loss of its connections', async () => {
    const other = openSampleDatabase(sample.url);
    await other.check();
    await sample.owner.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`,
    );
    await new Promise((resolve) => setTimeout(resolve, 100));
    await other.check();
    await other.close();
  });

  it('survives the loss of a connection that somebody has taken out of the pool', async () => {
    const other = openSampleDatabase(sample.url);
    const taken = await other.pool.connect();
    await sample.owner.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`,
    );
    await new Promise((resolve) => setTimeout(resolve, 100));
    await expect(taken.query('select 1')).rejects.toThrow();
    taken.release(true);
    await other.check();
    await other.close();
  });

  it('says unavailable when nobody listens', async () => {
    const nowhere = openSampleDatabase('postgresql://postgres@127.0.0.1:1/none');
    const error: unknown = await nowhere.acrossTenants((tx) => tx.thing.count()).catch((thrown: unknown) => thrown);
    expect(asAppError(error).code).toBe('unavailable');
    await expect(nowhere.check()).rejects.toThrow();
    await nowhere.close();
  });
});

describe('migrations', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'migrations-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const write = (name: string, sql: string) => {
    mkdirSync(path.join(folder, name), { recursive: true });
    writeFileSync(path.join(folder, name, 'migration.sql'), sql);
  };

  it('are applied once, in order, by however many replicas start together', async () => {
    const { url, drop } = await createTestDatabase();
    const results = await Promise.all([1, 2, 3].map(() => migrate({ url, directory: sampleMigrations })));
    expect(results.flat()).toEqual(['20260101000000_sample', '20261122110000_row_level_security']);
    await drop();
  });

  it('roll back as a whole, name the culprit, and go on when it is repaired', async () => {
    const { url, drop } = await createTestDatabase();
    write('1_first', 'create table one (id int); create table two (id int);');
    write('2_second', 'create table three (id int); select broken;');
    await expect(migrate({ url, directory: folder })).rejects.toThrow(
      /2_second failed and was rolled back: column "broken"/,
    );
    write('2_second', 'create table three (id int);');
    expect(await migrate({ url, directory: folder })).toEqual(['2_second']);
    await drop();
  });

  it('refuse a file that was edited after it was applied', async () => {
    const { url, drop } = await createTestDatabase();
    write('1_first', 'create table one (id int);');
    await migrate({ url, directory: folder });
    write('1_first', 'create table one (id int, more int);');
    await expect(migrate({ url, directory: folder })).rejects.toThrow(/1_first was edited/);
    await drop();
  });

  it('work in a schema with an odd name', async () => {
    const { url, drop } = await createTestDatabase(sampleMigrations, 'Odd schema-name');
    const database = openSampleDatabase(url);
    expect(
      await database.acrossTenants((tx) => tx.$queryRawUnsafe('select count(*)::int as things from thing')),
    ).toEqual([{ things: 0 }]);
    expect(await database.client.thing.count()).toBe(0);
    await database.close();
    await drop();
  });
});

describe('a database URL', () => {
  it('is split into what node-postgres and Prisma read', () => {
    expect(parseConnection('postgresql://u:p@h:5/db?schema=auth&sslmode=require')).toEqual({
      url: 'postgresql://u:p@h:5/db?sslmode=require',
      schema: 'auth',
      database: 'db',
    });
    expect(withDatabase('postgresql://u:p@h:5/db?schema=auth', { database: 'other', schema: 'x' })).toBe(
      'postgresql://u:p@h:5/other?schema=x',
    );
  });

  it.each(['', 'mysql://h/db', 'postgresql://h', 'nonsense'])('that is %j is refused with the right form', (text) => {
    expect(() => parseConnection(text)).toThrow(/looks like/);
  });
});
