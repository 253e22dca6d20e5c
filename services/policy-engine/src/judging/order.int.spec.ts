/** Messages in any order, as often as they like, and a database that goes away: through the real database. */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Envelope } from '@cspmexa/contracts';
import { newId } from '@cspmexa/platform';
import { eventually } from '@cspmexa/testkit';
import fc from 'fast-check';
import { startEngine, type EngineUnderTest, type SentUnit } from '../../test/engine-under-test.js';
import { scenarioOf, type World } from '../../test/order-scenario.js';
import { bucket, buckets } from '../../test/sample-units.js';

let engine: EngineUnderTest;
/** The messages of the scenario, in the order in which its scans were made. */
let messages: Envelope[] = [];
beforeAll(async () => {
  engine = await startEngine();
  messages = await envelopes();
}, 60_000);
afterAll(() => engine.stop(), 30_000);

const world = (buckets: World['buckets'], ports: World['ports'], isUsed: boolean): World => ({
  buckets,
  ports,
  isUsed,
});
const worlds = [
  world({ a: 'Never', b: 'Never', c: 'Enabled' }, [22], false),
  world({ a: 'Enabled', b: 'Never', c: 'Never' }, [22, null], true),
  world({ a: 'Never', b: 'Enabled' }, [], false),
  world({ a: 'Suspended', b: 'Never', c: 'Never' }, [22], false),
  world({ a: 'Never', b: 'Enabled', c: 'Enabled' }, [], true),
  world({}, [null], false),
] as const;

async function envelopes(): Promise<Envelope[]> {
  const scanIds = new Map<number, string>();
  const scanOf = (generation: number): string => {
    const id = scanIds.get(generation) ?? newId();
    scanIds.set(generation, id);
    return id;
  };
  const units = new Map<string, SentUnit>();
  const made: Envelope[] = [];
  for (const message of scenarioOf(worlds)) {
    const { generation } = message;
    if (message.kind === 'unit') {
      const unit = await engine.unit(scanOf(generation), generation, message.unit);
      units.set(message.name, unit);
      made.push(unit.envelope);
    } else if (message.kind === 'failed') made.push(engine.failed(scanOf(generation), generation, message.place));
    else {
      const sent = message.units.flatMap((name) => units.get(name) ?? []);
      made.push(engine.scan(scanOf(generation), generation, sent, message));
    }
  }
  return made;
}

/** The same messages for another tenant, so that each order begins with nothing. */
const forTenant = (tenantId: string): Envelope[] => messages.map((message) => ({ ...message, tenantId, id: newId() }));

const rowsOf = <T extends object>(tenantId: string, sql: string): Promise<T[]> =>
  engine.database.withTenant(tenantId, async (tx) => tx.$queryRawUnsafe<T[]>(sql, tenantId));

/** A hash over what is open, with its evidence, and the tallies; the same for every tenant. What another open row implies is left out. */
async function stateHash(tenantId: string): Promise<string> {
  const open = await rowsOf(
    tenantId,
    `select policy_id, resource_arn, discriminator, status, severity, encode(evidence_hash, 'hex') as evidence from findings f
     where tenant_id = $1::uuid and status <> 'resolved' and not (discriminator = 'ssh' and exists (
       select 1 from findings o where o.tenant_id = f.tenant_id and o.resource_arn = f.resource_arn and o.discriminator = 'all' and o.status = 'open'))
     order by 1, 2, 3`,
  );
  const tallies = await rowsOf(
    tenantId,
    `select service, region, policy_id, discriminator, severity, pass, fail, unknown, reasons from tallies
     where tenant_id = $1::uuid order by 1, 2, 3, 4`,
  );
  expect(open.length).toBeGreaterThan(3);
  return createHash('sha256')
    .update(JSON.stringify([open, tallies]))
    .digest('hex');
}

/** Delivers, and again as long as it is to be retried. */
async function deliver(envelope: Envelope): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const { retry, dead } = await engine.carrier.publish(envelope, { 'policy-engine': attempt - 1 });
    if (dead.length > 0) throw new Error(dead[0]?.reason);
    if (retry.length === 0) return;
  }
}

describe('Q05 the order of messages', () => {
  it('makes no difference to the database: 24 orders of six scans, each message three times, one by one and four at a time', async () => {
    const inOrder = newId();
    for (const message of forTenant(inOrder)) await deliver(message);
    const expected = await stateHash(inOrder);
    const orders = fc.sample(
      fc.shuffledSubarray(
        messages.flatMap((_, at) => [at, at, at]),
        { minLength: messages.length * 3 },
      ),
      { numRuns: 24, seed: 20_261_121 },
    );
    const hashes: string[] = [];
    for (const [run, order] of orders.entries()) {
      const tenantId = newId();
      const own = forTenant(tenantId);
      const atOnce = run % 2 === 0 ? 1 : 4;
      for (let start = 0; start < order.length; start += atOnce)
        await Promise.all(
          order.slice(start, start + atOnce).map(async (at) => {
            const message = own[at];
            if (message) await deliver(message);
          }),
        );
      hashes.push(await stateHash(tenantId));
    }
    expect(hashes).toEqual(orders.map(() => expected));
  }, 180_000);
});

describe('Q01 messages that come more than once', () => {
  const history = (tenantId: string) =>
    rowsOf(
      tenantId,
      `select f.policy_id, f.resource_arn, f.discriminator, h.change, h.version from finding_history h
       join findings f on f.tenant_id = h.tenant_id and f.id = h.finding_id where h.tenant_id = $1::uuid order by 1, 2, 3, 5`,
    );
  const told = async (tenantId: string): Promise<string[]> => {
    await eventually(async () => expect(await engine.rows('select 1 from outbox')).toEqual([]));
    const mine = engine.events.filter((event) => event.tenantId === tenantId);
    return mine.map(({ type }) => type).sort();
  };

  it.each<[string, (message: Envelope) => Promise<void>]>([
    [
      'one after the other',
      async (message) => {
        for (let time = 0; time < 3; time += 1) await deliver(message);
      },
    ],
    ['at the same time', async (message) => void (await Promise.all([message, message, message].map(deliver)))],
    [
      'as redelivered ones',
      async (message) => {
        for (const attempts of [0, 1, 2]) await engine.carrier.publish(message, { 'policy-engine': attempts });
      },
    ],
  ])('change nothing: three times each, %s', async (_, thrice) => {
    const once = newId();
    for (const message of forTenant(once)) await deliver(message);
    const often = newId();
    for (const message of forTenant(often)) await thrice(message);
    expect(await stateHash(often)).toEqual(await stateHash(once));
    expect(await history(often)).toEqual(await history(once));
    expect((await history(once)).length).toBeGreaterThan(10);
    expect(await told(often)).toEqual(await told(once));
    expect((await told(once)).filter((name) => name === 'scan.judged')).toHaveLength(7);
  });

  it('change nothing when all of them come again much later', async () => {
    const tenantId = newId();
    const own = forTenant(tenantId);
    for (const message of own) await deliver(message);
    const before = [await stateHash(tenantId), await history(tenantId), await told(tenantId)];
    engine.clock.advance(30 * 60_000);
    for (const message of own) await deliver(message);
    // As if the note that they were handled were gone too.
    for (const message of own) await deliver({ ...message, id: newId() });
    expect([await stateHash(tenantId), await history(tenantId), await told(tenantId)]).toEqual(before);
  });
});

describe('K01 a database that goes away while findings are written', () => {
  it('costs another try of the message and nothing else', async () => {
    const names = Array.from({ length: 30 }, (_, at) => `bucket-${at}`);
    const scanId = newId();
    const before = await engine.unit(scanId, 1, buckets(names.map((name) => bucket(name, 'Never'))));
    const after = await engine.unit(newId(), 2, buckets(names.map((name) => bucket(name, 'Enabled'))));
    await engine.send(before.envelope);
    const holder = await engine.owner.connect();
    // The findings are written, and what is written after them waits for somebody.
    await holder.query('begin');
    await holder.query('lock table tallies in exclusive mode');
    const outcome = engine.deliver(after.envelope);
    await engine.waiting(1);
    await holder.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`,
    );
    expect(await outcome).toMatchObject({ retry: [{ consumer: 'policy-engine', attempts: 1 }], dead: [] });
    await holder.query('rollback');
    holder.release();
    const resolved = `select 1 from findings where tenant_id = $1::uuid and status = 'resolved'`;
    expect(await rowsOf(engine.tenantId, resolved)).toEqual([]);
    await deliver(after.envelope);
    expect(
      await engine.rows(
        `select status, resolution, version, count(*)::int as count from findings where resource_name like 'bucket-%' group by 1, 2, 3`,
      ),
    ).toEqual([{ status: 'resolved', resolution: 'fixed', version: 2, count: 30 }]);
    expect(
      await engine.rows(
        `select change, count(*)::int as count from finding_history h join findings f on f.id = h.finding_id
      where f.tenant_id = $1::uuid group by 1 order by 1`,
        engine.tenantId,
      ),
    ).toEqual([
      { change: 'opened', count: 30 },
      { change: 'resolved', count: 30 },
    ]);
  });
});
