/** Dead letters through the gateway: on both carriers, what a tenant sees of them and may do with them. */
import { randomUUID } from 'node:crypto';
import { accountRemoved, findingOpened, type Envelope } from '@cspmexa/contracts';
import { DeadLetterError, InProcessCarrier, OutboxRelay, publish, type Carrier } from '@cspmexa/messaging';
import { captureLogs, createSampleDatabase, describeRabbit, eventually } from '@cspmexa/testkit';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { siteUnderTest, type Site } from '../../test/site-under-test.js';

interface Letter {
  readonly id: string;
  readonly consumer: string;
  readonly type: string;
  readonly reason: string;
  readonly attempts: number;
}
interface Entry {
  readonly actor: string;
  readonly action: string;
  readonly outcome: string;
  readonly target: { readonly kind: string; readonly id: string };
  readonly after: unknown;
  readonly traceId: string;
}

const stranger = randomUUID();

function promises(newCarrier: () => Promise<Carrier>) {
  let site: Site;
  let sample: Awaited<ReturnType<typeof createSampleDatabase>>;
  let relay: OutboxRelay;
  let admin: string;
  let isHealthy = false;
  let handled: Envelope[] = [];
  const tokenOf = async (name: string): Promise<string> => {
    const browser = site.browser();
    await site.signIn(browser, name);
    return String(await site.token(browser));
  };

  beforeAll(async () => {
    site = await siteUnderTest({ carrier: await newCarrier() });
    sample = await createSampleDatabase();
    relay = new OutboxRelay({ database: sample.database, carrier: site.carrier, logger: captureLogs().logger });
    relay.start();
    for (const name of ['notification', 'policy-engine'])
      await site.carrier.consume({
        name,
        concurrency: 10,
        handle: async ({ envelope }) => {
          if (!isHealthy) throw new DeadLetterError('it does not work today');
          handled.push(envelope);
        },
      });
    admin = await tokenOf('Ana Souza');
  }, 60_000);
  afterAll(async () => {
    await relay.stop();
    await site.stop();
    await sample.drop();
  });
  beforeEach(() => {
    isHealthy = false;
    handled = [];
  });
  afterEach(async () => {
    isHealthy = true;
    handled = [];
    const moved: string[] = [];
    for (const consumer of ['notification', 'policy-engine'])
      moved.push(...(await site.carrier.deadLetters.redrive({ consumer })));
    await eventually(() => expect(handled.map(({ id }) => id)).toEqual(expect.arrayContaining(moved)));
  });

  const giveUp = async (tenantId: string, count = 1): Promise<void> => {
    await sample.database.withTenant(tenantId, async (tx) => {
      for (let index = 0; index < count; index += 1) await publish(tx, tenantId, findingOpened, findingOpened.example);
    });
  };
  const waiting = async (tenantId: string): Promise<number> =>
    (await site.carrier.deadLetters.count({ tenantId })).reduce((sum, { count }) => sum + count, 0);
  const list = async (query = '', token = admin) => {
    const { status, text } = await site.api(token, `/v1/dead-letters${query}`);
    return { status, items: (JSON.parse(text) as { items: Letter[] }).items };
  };
  const redrive = async (body: unknown, token = admin) => {
    const { status, text } = await site.api(token, '/v1/dead-letters/redrive', {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    });
    return { status, answer: JSON.parse(text) as { moved?: number; code?: string } };
  };
  const audit = async (): Promise<Entry[]> =>
    (JSON.parse((await site.api(admin, '/v1/audit?limit=200')).text) as { items: Entry[] }).items;

  it('lists those of the tenant alone, with their reason', async () => {
    await giveUp(site.tenantId, 2);
    await giveUp(stranger, 3);
    await eventually(async () => expect([await waiting(site.tenantId), await waiting(stranger)]).toEqual([2, 3]));
    const { items } = await list();
    expect(items).toHaveLength(2);
    for (const letter of items)
      expect(letter).toMatchObject({
        consumer: 'notification',
        type: 'finding.opened',
        reason: 'it does not work today',
        attempts: 1,
      });
    expect((await list('?limit=1')).items).toEqual(items.slice(0, 1));
    expect((await list('?consumer=notification')).items).toHaveLength(2);
    expect((await list('?consumer=collector')).items).toEqual([]);
    expect(await list('?consumer=nobody')).toMatchObject({ status: 404 });
  });

  it('moves those that are named, of the tenant alone, and writes down who did it (Q03)', async () => {
    await giveUp(site.tenantId, 3);
    await giveUp(stranger);
    await eventually(async () => expect([await waiting(site.tenantId), await waiting(stranger)]).toEqual([3, 1]));
    const [foreign] = await site.carrier.deadLetters.list({ tenantId: stranger });
    const [mine] = (await list()).items;
    const ids = [mine?.id ?? '', foreign?.id ?? '', 'nonsense'];
    isHealthy = true;
    expect(await redrive({ consumer: 'notification', ids })).toEqual({ status: 200, answer: { moved: 1 } });
    await eventually(() => expect(handled.map(({ id }) => id)).toEqual([mine?.id]));
    expect([await waiting(site.tenantId), await waiting(stranger)]).toEqual([2, 1]);
    const [row] = await audit();
    expect(row).toMatchObject({
      actor: 'ana@tucanuva.example',
      action: 'dead-letters.redriven',
      outcome: 'done',
      target: { kind: 'consumer', id: 'notification' },
      after: { ids, count: 3 },
      traceId: expect.stringMatching(/^[\da-f]{32}$/),
    });
  });

  it('moves each of hundreds once when several ask at the same time', async () => {
    await giveUp(site.tenantId, 300);
    await giveUp(stranger, 20);
    await eventually(
      async () => expect([await waiting(site.tenantId), await waiting(stranger)]).toEqual([300, 20]),
      20_000,
    );
    isHealthy = true;
    const answers = await Promise.all([1, 2, 3].map(() => redrive({ consumer: 'notification' })));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(answers.reduce((sum, { answer }) => sum + (answer.moved ?? 0), 0)).toBe(300);
    await eventually(() => expect(new Set(handled.map(({ id }) => id)).size).toBe(300), 10_000);
    expect(handled.every(({ tenantId }) => tenantId === site.tenantId)).toBe(true);
    expect(await waiting(stranger)).toBe(20);
  }, 40_000);

  it('says that there is no such consumer, and moves what the others were given up by', async () => {
    expect(await redrive({ consumer: 'nobody' })).toMatchObject({ status: 404, answer: { code: 'not-found' } });
    expect(await redrive({ consumer: 'toString' })).toMatchObject({ status: 404 });
    await sample.database.withTenant(site.tenantId, (tx) =>
      publish(tx, site.tenantId, accountRemoved, accountRemoved.example),
    );
    await eventually(async () => expect((await list('?consumer=policy-engine')).items).toHaveLength(1));
    expect(await redrive({ consumer: 'policy-engine' })).toMatchObject({ answer: { moved: 1 } });
  });

  it.each(['Bruno Lima', 'Carla Dias'])('is not for %s, whose role does not allow it (R01)', async (name) => {
    const token = await tokenOf(name);
    expect((await redrive({ consumer: 'notification' }, token)).status).toBe(403);
    expect((await site.api(token, '/v1/dead-letters')).status).toBe(403);
    expect((await site.api(token, '/v1/audit')).status).toBe(403);
  });
}

describe('dead letters within one process', () => {
  promises(async () => new InProcessCarrier({ logger: captureLogs().logger }));
});

describeRabbit('dead letters over RabbitMQ', (rabbit) => {
  promises(() => rabbit.carrier());
});
