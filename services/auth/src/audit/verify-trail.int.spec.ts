/** A trail of a hundred thousand rows, and somebody with all the rights on the database. */
import { randomUUID } from 'node:crypto';
import type { AuditFacts } from '@cspmexa/contracts';
import { createLogger, fixedClock, type SqlTransaction } from '@cspmexa/platform';
import { createTestDatabase, type TestDatabase } from '@cspmexa/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { authMigrations, openAuthDatabase, type AuthDatabase } from '../database.js';
import { AnchorLog, parseAnchors, readAnchors } from './anchors.js';
import { AuditRetention } from './audit-retention.js';
import { AuditTrail } from './audit-trail.js';
import { appendRows, lockHead } from './entry-rows.js';
import { verifyTrail } from './verify-trail.js';

const rows = 100_000;
const clock = fixedClock(new Date('2026-06-01T00:00:00Z'));
const logger = createLogger({ name: 'test', level: 'silent' });
const schema = 'auth';

let test: TestDatabase;
let database: AuthDatabase;
let trail: AuditTrail;
let superuser: pg.Client;
/** The one with many rows. */
const big = randomUUID();

const factsOf = (index: number, at: Date): AuditFacts => ({
  id: randomUUID(),
  at: at.toISOString(),
  actor: 'ana@tucanuva.example',
  action: 'account.changed',
  outcome: 'done',
  reason: null,
  target: { kind: 'account', id: String(index) },
  before: { name: 'old', budget: 0.1 },
  after: { name: `new ${index}`, tags: ['b', 'a'], large: 1e21 },
  address: '203.0.113.7',
  userAgent: 'test',
  traceId: null,
});
/** Many rows, through a connection without Prisma's cost. */
const fill = async (tenantId: string, count: number, at = clock.now()): Promise<void> => {
  const tx: SqlTransaction = {
    $executeRawUnsafe: async (sql, ...values) => (await superuser.query(sql, values)).rowCount ?? 0,
    // The caller names the type of its rows.
    $queryRawUnsafe: async <T>(sql: string, ...values: unknown[]) => (await superuser.query(sql, values)).rows as T,
  };
  for (let from = 0; from < count; from += 10_000) {
    const facts = Array.from({ length: Math.min(10_000, count - from) }, (_, index) => factsOf(from + index, at));
    await appendRows(tx, tenantId, await lockHead(tx, tenantId), facts);
  }
};

/** Runs SQL as somebody whom neither triggers nor policies stop. */
const tamper = async (sql: string, values: unknown[] = []): Promise<void> => {
  await superuser.query('set session_replication_role = replica');
  await superuser.query(sql, values);
  await superuser.query('set session_replication_role = origin');
};

beforeAll(async () => {
  test = await createTestDatabase(authMigrations, schema);
  database = openAuthDatabase(test.url);
  trail = new AuditTrail(database, clock, logger);
  superuser = new pg.Client({ connectionString: test.url.replace(/\?.*$/, ''), options: `-c search_path=${schema}` });
  await superuser.connect();
  await fill(big, rows);
}, 120_000);
afterAll(async () => {
  await superuser.end();
  await database.close();
  await test.drop();
});

it('verifies a hundred thousand rows, and names the one that a superuser has edited (U02)', async () => {
  expect(await verifyTrail(database, big)).toMatchObject({ entries: rows, oldestSeq: 1, broken: null });
  await tamper(`update audit_entries set actor = 'rui@tucanuva.example' where tenant_id = $1 and seq = 77777`, [big]);
  expect((await verifyTrail(database, big)).broken).toMatchObject({ seq: 77_777, problem: 'changed' });
  await tamper(`update audit_entries set actor = 'ana@tucanuva.example' where tenant_id = $1 and seq = 77777`, [big]);
  expect((await verifyTrail(database, big)).broken).toBeNull();
}, 120_000);

it('verifies in a database that was restored from a copy, and finds there what was anchored before (K04, U02)', async () => {
  const anchors = await readAnchors(database);
  const restored = await createTestDatabase(authMigrations, schema);
  const copy = openAuthDatabase(restored.url);
  const target = new pg.Client({ connectionString: restored.url });
  await target.connect();
  try {
    for (const table of ['audit_entries', 'audit_heads']) {
      // As pg_dump and psql do it: as text.
      const { rows: lines } = await superuser.query<{ line: string }>(
        `select row_to_json(t)::text as line from ${table} t where tenant_id = $1 order by seq limit 200`,
        [big],
      );
      await target.query(
        `insert into ${schema}.${table} select (json_populate_record(null::${schema}.${table}, line::json)).* from unnest($1::text[]) as line`,
        [lines.map(({ line }) => line)],
      );
    }
    await target.query(
      `update ${schema}.audit_heads set seq = 200, hash = (select hash from ${schema}.audit_entries where seq = 200)`,
    );
    expect(await verifyTrail(copy, big)).toMatchObject({ entries: 200, broken: null });
    expect((await verifyTrail(copy, big, { anchors })).broken).toMatchObject({ seq: 201, problem: 'cut-off' });
  } finally {
    await target.end();
    await copy.close();
    await restored.drop();
  }
}, 60_000);

describe('a short trail', () => {
  let tenantId: string;
  beforeEach(async () => {
    tenantId = randomUUID();
    await fill(tenantId, 10);
  });
  const broken = async (settings = {}) => (await verifyTrail(database, tenantId, settings)).broken;

  it('is whole when many write at once', async () => {
    await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        trail.recordAlone(tenantId, { actor: `system:${index}`, action: 'a.b', target: { kind: 'x', id: 'y' } }),
      ),
    );
    expect(await verifyTrail(database, tenantId)).toMatchObject({ entries: 30, broken: null });
  });

  it('takes a row that it has already only once', async () => {
    const facts = factsOf(1, clock.now());
    const add = () => database.withTenant(tenantId, (tx) => trail.append(tx, tenantId, [facts, facts]));
    expect((await Promise.all([add(), add(), add()])).sort()).toEqual([0, 0, 1]);
    expect(await verifyTrail(database, tenantId)).toMatchObject({ entries: 11, broken: null });
  });

  it.each([
    ['a row in the middle was deleted', 'delete from audit_entries where tenant_id = $1 and seq = 5', 5, 'missing'],
    ['the tail was cut off', 'delete from audit_entries where tenant_id = $1 and seq > 7', 8, 'cut-off'],
    ['a hash was edited', `update audit_entries set hash = '\\x00' where tenant_id = $1 and seq = 6`, 6, 'changed'],
    ['a value was edited', `update audit_entries set after = '{}' where tenant_id = $1 and seq = 3`, 3, 'changed'],
    [
      'a row was added',
      `insert into audit_entries select tenant_id, seq + 1, gen_random_uuid(), at, actor, action, outcome, reason, target_kind, target_id,
         before, after, address, user_agent, trace_id, hash, previous from audit_entries where tenant_id = $1 and seq = 10`,
      11,
      'added',
    ],
    [
      'two rows were swapped',
      `update audit_entries set seq = case seq when 4 then -8 else -4 end where tenant_id = $1 and seq in (4, 8)`,
      4,
      'changed',
    ],
    ['the head was put back', 'update audit_heads set seq = 7 where tenant_id = $1', 8, 'added'],
    ['the head is gone', 'delete from audit_heads where tenant_id = $1', 11, 'cut-off'],
  ])('says that %s (U02)', async (_, sql, seq, problem) => {
    await tamper(sql, [tenantId]);
    await tamper('update audit_entries set seq = -seq where tenant_id = $1 and seq < 0', [tenantId]);
    expect(await broken()).toMatchObject({ seq, problem });
  });

  it('is not moved by rows of others', async () => {
    await fill(randomUUID(), 3);
    expect(await broken()).toBeNull();
  });

  it.each(['service', 'background'])('cannot be changed by the role of the %s (U02)', async (role) => {
    const run = (sql: string) =>
      role === 'service' ? database.withTenant(tenantId, (tx) => tx.$executeRawUnsafe(sql)) : database.pool.query(sql);
    for (const sql of [`update audit_entries set actor = 'x'`, 'delete from audit_entries', 'truncate audit_entries'])
      await expect(run(sql)).rejects.toThrow(/permission denied/);
    expect(await broken()).toBeNull();
  });

  it.each(['update audit_entries set actor = actor', 'delete from audit_entries', 'truncate audit_entries'])(
    'cannot be changed by its owner without getting around the trigger: %s (U02)',
    async (sql) => {
      await expect(superuser.query(sql)).rejects.toThrow('append-only');
      expect(await broken()).toBeNull();
    },
  );
});

describe('what is past keeping', () => {
  const day = 86_400_000;
  const retention = (days: number, now: Date) => new AuditRetention(database, { AUDIT_DAYS: days }, fixedClock(now));
  let tenantId: string;
  const old = new Date(Date.now() - 500 * day);
  beforeEach(async () => {
    tenantId = randomUUID();
    await fill(tenantId, 2_500, old);
    await fill(tenantId, 5, new Date());
  });

  it('is dropped, and the rest verifies, with what was anchored before (U02)', async () => {
    const anchors = (await readAnchors(database)).filter((anchor) => anchor.tenantId === tenantId);
    const keptSince = new Date(Date.now() - 400 * day);
    expect(await retention(400, new Date()).prune()).toBe(2_500);
    expect(await verifyTrail(database, tenantId, { anchors, keptSince })).toMatchObject({
      entries: 5,
      oldestSeq: 2_501,
      broken: null,
    });
    expect(await retention(400, new Date()).prune()).toBe(0);
    await fill(tenantId, 1, new Date());
    expect(await verifyTrail(database, tenantId, { anchors, keptSince })).toMatchObject({ entries: 6, broken: null });
  });

  it('is no excuse for rows that somebody took away from the beginning: an anchor knows how old they were (U02)', async () => {
    const young = randomUUID();
    await fill(young, 20, new Date());
    const anchors = (await readAnchors(database)).filter((anchor) => anchor.tenantId === young);
    await tamper(
      `update audit_heads h set pruned_seq = 7, pruned_hash = e.hash from audit_entries e
       where h.tenant_id = $1 and e.tenant_id = $1 and e.seq = 7`,
      [young],
    );
    await tamper('delete from audit_entries where tenant_id = $1 and seq <= 7', [young]);
    expect(await verifyTrail(database, young)).toMatchObject({ entries: 13, oldestSeq: 8, broken: null });
    const keptSince = new Date(Date.now() - 400 * day);
    expect((await verifyTrail(database, young, { anchors, keptSince })).broken).toEqual({
      seq: 1,
      id: null,
      problem: 'missing',
    });
  });

  it('is nothing that is younger than 400 days, whatever is asked for (U02)', async () => {
    // A clock, or a configuration, that somebody has set.
    await expect(retention(1, new Date()).prune()).rejects.toThrow('400 days');
    expect(await verifyTrail(database, tenantId)).toMatchObject({ entries: 2_505, broken: null });
  });

  it('may be everything', async () => {
    const other = randomUUID();
    await fill(other, 3, old);
    await retention(400, new Date()).prune();
    expect(await verifyTrail(database, other)).toMatchObject({ entries: 0, oldestSeq: null, broken: null });
    await fill(other, 2, new Date());
    expect(await verifyTrail(database, other)).toMatchObject({ entries: 2, oldestSeq: 4, broken: null });
  });
});

it('anchors each trail at the start and once a day, a line of JSON each, and reads them from the log again (U02)', async () => {
  const written: string[] = [];
  const now = fixedClock(new Date('2026-11-21T00:00:00Z'));
  const log = createLogger({ name: 'auth', destination: { write: (line: string) => void written.push(line) } });
  const anchorLog = new AnchorLog(database, now, log);
  await anchorLog.anchorIfDue();
  await anchorLog.anchorIfDue();
  const anchors = parseAnchors(`${written.join('')}not json\n{"message":"another line"}\n`);
  expect(anchors).toEqual(await readAnchors(database));
  now.advance(86_400_000);
  await anchorLog.anchorIfDue();
  expect(parseAnchors(written.join(''))).toEqual([...anchors, ...anchors]);
});
