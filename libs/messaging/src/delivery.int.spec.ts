/** The promises of delivery, on both carriers: the same tests, the same code above the carrier. */
import { randomUUID } from 'node:crypto';
import { findingOpened, scanJudged, unitQueued, type FindingFacts } from '@cspmexa/contracts';
import { currentTrace, newTrace, runWithTrace, type HttpService } from '@cspmexa/platform';
import {
  captureLogs,
  createSampleDatabase,
  describeRabbit,
  eventually,
  openSampleDatabase,
  SampleDatabase,
  startService,
} from '@cspmexa/testkit';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Controller, Inject, Module, type DynamicModule } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { DeadLetterError, type Carrier } from './carrier/carrier.js';
import { InProcessCarrier } from './in-process/in-process-carrier.js';
import { DurableEvents, EventContext } from './nest/durable-events.js';
import { consumeOnce } from './outbox/consume-once.js';
import { OutboxRelay } from './outbox/outbox-relay.js';
import { outboxDeadLetters } from './outbox/outbox-dead-letters.js';
import { publish, publishAll } from './outbox/publish.js';

const subscriptions = { notification: ['finding.*', 'scan.judged'] };
const retryDelaysMs = [50, 100, 150, 200];
const tenantId = randomUUID();

/** What the handlers did, and how they are to behave. */
class Behaviour {
  readonly calls: { title: string; attempt: number; at: number; traceId: string | undefined }[] = [];
  readonly failing = new Map<string, number>();
  readonly slow = new Map<string, number>();
}

@Controller()
class FindingConsumer {
  constructor(
    @Inject(Behaviour) private readonly behaviour: Behaviour,
    @Inject(SampleDatabase) private readonly database: SampleDatabase,
  ) {}

  @EventPattern<string>('finding.*')
  async finding(@Payload() { title }: FindingFacts, @Ctx() context: EventContext): Promise<void> {
    const { calls, failing, slow } = this.behaviour;
    calls.push({ title: title.en, attempt: context.attempt, at: Date.now(), traceId: currentTrace()?.traceId });
    await new Promise((resolve) => setTimeout(resolve, slow.get(title.en) ?? 0));
    if (context.attempt <= (failing.get(title.en) ?? 0)) throw new Error(`failed on ${title.en}`);
    if (title.en === 'hopeless') throw new DeadLetterError('it never will');
    await this.database.withTenant(context.envelope.tenantId, (tx) =>
      consumeOnce(tx, context.consumer, context.envelope.id, () =>
        tx.thing.upsert({
          where: { tenantId_name: { tenantId, name: title.en } },
          create: { id: randomUUID(), tenantId, name: title.en, count: 1 },
          update: { count: { increment: 1 } },
        }),
      ),
    );
  }

  @EventPattern<string>('scan.judged')
  judged(): void {
    this.behaviour.calls.push({ title: 'judged', attempt: 1, at: Date.now(), traceId: undefined });
  }
}

@Module({})
class ConsumerModule {}

const consumerModule = (database: SampleDatabase, behaviour: Behaviour): DynamicModule => ({
  module: ConsumerModule,
  controllers: [FindingConsumer],
  providers: [
    { provide: SampleDatabase, useFactory: () => database },
    { provide: Behaviour, useValue: behaviour },
  ],
});

const finding = (title: string): FindingFacts => ({ ...findingOpened.example, title: { en: title, pt: title } });

function promises(newCarrier: () => Promise<Carrier>) {
  let sample: Awaited<ReturnType<typeof createSampleDatabase>>;
  let carrier: Carrier;
  let behaviour: Behaviour;
  let relay: OutboxRelay;
  let service: HttpService;
  const { logger } = captureLogs();

  const startConsumer = (concurrency = 10) =>
    startService(consumerModule(openSampleDatabase(sample.url), behaviour), {
      transports: [new DurableEvents({ carrier, consumer: 'notification', concurrency })],
    });
  beforeEach(async () => {
    sample = await createSampleDatabase();
    carrier = await newCarrier();
    behaviour = new Behaviour();
    relay = new OutboxRelay({ database: sample.database, carrier, logger });
    relay.start();
  });
  afterEach(async () => {
    await service.stop();
    await relay.stop();
    await carrier.close();
    await sample.drop();
  });

  const send = (title: string) =>
    sample.database.withTenant(tenantId, (tx) => publish(tx, tenantId, findingOpened, finding(title)));
  const countOf = async (title: string) =>
    (await sample.database.client.thing.findFirst({ where: { name: title } }))?.count ?? 0;
  const waiting = () => sample.database.client.outbox.count({ where: { state: 'pending' } });

  it('delivers what was committed, and nothing that was rolled back', async () => {
    service = await startConsumer();
    const rolledBack = sample.database.withTenant(tenantId, async (tx) => {
      await publish(tx, tenantId, findingOpened, finding('phantom'));
      throw new Error('no');
    });
    await expect(rolledBack).rejects.toThrow('no');
    await send('one');
    await eventually(async () => expect(await countOf('one')).toBe(1));
    await eventually(async () => expect(await waiting()).toBe(0));
    expect(behaviour.calls.map(({ title }) => title)).toEqual(['one']);
  });

  it('delivers soon after the commit, without waiting for a poll', async () => {
    service = await startConsumer();
    await relay.stop();
    relay = new OutboxRelay({ database: sample.database, carrier, pollMs: 600_000 });
    relay.start();
    for (const [sent, title] of ['one', 'two', 'three'].entries()) {
      await send(title);
      await eventually(() => expect(behaviour.calls).toHaveLength(sent + 1));
    }
  });

  it('keeps what is published while nobody consumes, and delivers it to whoever comes', async () => {
    await send('early');
    await new Promise((resolve) => setTimeout(resolve, 200));
    service = await startConsumer();
    await eventually(async () => expect(await countOf('early')).toBe(1));
  });

  it('makes duplicates harmless (Q01)', async () => {
    service = await startConsumer();
    const envelope = {
      id: randomUUID(),
      type: findingOpened.name,
      version: 1,
      tenantId,
      occurredAt: new Date().toISOString(),
      traceparent: '',
      data: finding('twice'),
    };
    await Promise.all([carrier.publish(envelope), carrier.publish(envelope), carrier.publish(envelope)]);
    await eventually(() => expect(behaviour.calls).toHaveLength(3));
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await countOf('twice')).toBe(1);
  });

  it('tries a failure again, later each time, and stops when it works', async () => {
    service = await startConsumer();
    behaviour.failing.set('shaky', 2);
    await send('shaky');
    await eventually(async () => expect(await countOf('shaky')).toBe(1));
    expect(behaviour.calls.map(({ attempt }) => attempt)).toEqual([1, 2, 3]);
    const [first = 0, second = 0, third = 0] = behaviour.calls.map(({ at }) => at);
    expect(second - first).toBeGreaterThanOrEqual(45);
    expect(third - second).toBeGreaterThanOrEqual(95);
  });

  it('gives poison up after five tries, with its reason, while its neighbours pass (Q03)', async () => {
    service = await startConsumer(2);
    behaviour.failing.set('poison', 99);
    await sample.database.withTenant(tenantId, (tx) =>
      publishAll(
        tx,
        tenantId,
        ['poison', 'a', 'b', 'c', 'poison', 'd'].map((title) => ({ event: findingOpened, data: finding(title) })),
      ),
    );
    const dead = await eventually(async () => {
      const found = await carrier.deadLetters.list({ consumer: 'notification' });
      expect(found).toHaveLength(2);
      return found;
    }, 10_000);
    expect(dead[0]).toMatchObject({
      consumer: 'notification',
      type: 'finding.opened',
      reason: 'failed on poison',
      attempts: 5,
    });
    expect(JSON.parse(dead[0]?.body ?? '')).toMatchObject({ tenantId, data: { title: { en: 'poison' } } });
    expect(behaviour.calls.filter(({ title }) => title === 'poison')).toHaveLength(10);
    expect(await Promise.all(['a', 'b', 'c', 'd'].map(countOf))).toEqual([1, 1, 1, 1]);
    expect(await waiting()).toBe(0);
  }, 20_000);

  it('gives up at once what nobody can read, whoever wrote it, while its neighbours pass (Q03)', async () => {
    service = await startConsumer();
    const insert = (version: number, data: unknown) =>
      sample.database.pool.query(
        `insert into outbox (id, tenant_id, type, version, occurred_at, traceparent, data)
         values (gen_random_uuid(), $1, 'finding.opened', $2, now(), '', $3)`,
        [tenantId, version, JSON.stringify(data)],
      );
    await insert(99, finding('from the future'));
    await insert(1, { findingId: 'x' });
    await insert(1, { ...finding('huge'), padding: 'x'.repeat(5_000_000) });
    await send('neighbour');
    await eventually(async () => expect(await countOf('neighbour')).toBe(1));
    // What is too large does not even reach a broker: it stays in the outbox.
    const places = [carrier.deadLetters, outboxDeadLetters(sample.database.pool)];
    await eventually(async () => {
      const found = (await Promise.all(places.map((place) => place.list({ tenantId })))).flat();
      expect([...new Set(found.map(({ attempts, reason }) => `${attempts} tries: ${reason}`))].sort()).toEqual([
        expect.stringContaining('0 tries: invalid finding.opened: findingId'),
        expect.stringMatching(/^0 tries: too large: 5\d{6} bytes$/),
        '0 tries: unknown event finding.opened version 99',
      ]);
    }, 10_000);
    expect(await waiting()).toBe(0);
  }, 20_000);

  it('does not let poison slow its neighbours down to more than half their pace (Q03)', async () => {
    service = await startConsumer();
    behaviour.failing.set('poison', 99);
    const paceOf = async (titles: readonly string[]): Promise<number> => {
      const good = titles.filter((title) => title !== 'poison');
      const started = performance.now();
      await sample.database.withTenant(tenantId, (tx) =>
        publishAll(
          tx,
          tenantId,
          titles.map((title) => ({ event: findingOpened, data: finding(title) })),
        ),
      );
      await eventually(
        async () =>
          expect(await sample.database.client.thing.count({ where: { name: { in: good } } })).toBe(good.length),
        20_000,
      );
      return performance.now() - started;
    };
    const named = (prefix: string, count: number) => Array.from({ length: count }, (_, index) => `${prefix} ${index}`);
    await paceOf(named('warm-up', 50));
    const alone = await paceOf(named('alone', 150));
    const together = await paceOf(named('together', 150).flatMap((title) => [title, 'poison']));
    // Twice as many messages, half of them poison that is tried five times: handled at all, they cost their part.
    expect(together).toBeLessThan(2 * alone + 1_000);
    await eventually(async () => expect((await carrier.deadLetters.count({}))[0]?.count).toBe(150), 20_000);
  }, 60_000);

  it('gives up at once what a handler calls hopeless, and redrives it when asked', async () => {
    service = await startConsumer();
    await send('hopeless');
    const [dead] = await eventually(async () => {
      const found = await carrier.deadLetters.list({ consumer: 'notification' });
      expect(found).toHaveLength(1);
      return found;
    });
    expect(dead).toMatchObject({ reason: 'it never will', attempts: 1 });
    expect(await carrier.deadLetters.redrive({ consumer: 'notification', ids: [randomUUID()] })).toEqual([]);
    expect(await carrier.deadLetters.redrive({ consumer: 'notification', ids: [dead?.id ?? ''] })).toEqual([dead?.id]);
    await eventually(() => expect(behaviour.calls.filter(({ title }) => title === 'hopeless')).toHaveLength(2));
    await eventually(async () => expect(await carrier.deadLetters.list({ consumer: 'notification' })).toHaveLength(1));
  });

  it('does not let a long handler hold up the others', async () => {
    service = await startConsumer(3);
    behaviour.slow.set('long', 2_000);
    await send('long');
    await eventually(() => expect(behaviour.calls).toHaveLength(1));
    const start = Date.now();
    for (const title of ['x', 'y', 'z']) await send(title);
    await eventually(async () => expect(await Promise.all(['x', 'y', 'z'].map(countOf))).toEqual([1, 1, 1]));
    expect(Date.now() - start).toBeLessThan(1_500);
  }, 15_000);

  it('stops gracefully: what runs ends and counts, what waits is kept (K04)', async () => {
    service = await startConsumer(1);
    behaviour.slow.set('running', 500);
    await send('running');
    await eventually(() => expect(behaviour.calls).toHaveLength(1));
    await send('next');
    await service.stop();
    expect(behaviour.calls.map(({ title }) => title)).toEqual(['running']);
    expect(await countOf('running')).toBe(1);
    behaviour = new Behaviour();
    service = await startConsumer();
    await eventually(async () => expect(await countOf('next')).toBe(1));
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(behaviour.calls.map(({ title }) => title)).toEqual(['next']);
  }, 15_000);

  it('keeps one trace from the publisher to the handler (S01)', async () => {
    service = await startConsumer();
    const trace = newTrace();
    await runWithTrace(trace, () => send('traced'));
    await eventually(() => expect(behaviour.calls).toHaveLength(1));
    expect(behaviour.calls[0]?.traceId).toBe(trace.traceId);
  });

  it('tells live listeners of each message once, and goes on without them', async () => {
    service = await startConsumer();
    const heard: string[] = [];
    const live = await carrier.broadcast(['finding.*', 'scan.#'], ({ type }) => heard.push(type));
    behaviour.failing.set('live', 1);
    await send('live');
    await sample.database.acrossTenants((tx) => publish(tx, tenantId, scanJudged, scanJudged.example));
    await eventually(async () => expect(await countOf('live')).toBe(1));
    await eventually(() => expect([...heard].sort()).toEqual(['finding.opened', 'scan.judged']));
    await live.stop();
    await send('unheard');
    await eventually(async () => expect(await countOf('unheard')).toBe(1));
    expect(heard).toHaveLength(2);
  });

  it('moves a message that nobody subscribes to out of the outbox', async () => {
    service = await startConsumer();
    await sample.database.acrossTenants((tx) => publish(tx, tenantId, unitQueued, unitQueued.example));
    await eventually(async () => expect(await waiting()).toBe(0));
  });

  it('moves thousands, with two relays on one outbox, and hands each to the consumer', async () => {
    service = await startConsumer(50);
    const second = new OutboxRelay({ database: sample.database, carrier, logger });
    second.start();
    const start = Date.now();
    await sample.database.withTenant(tenantId, (tx) =>
      publishAll(
        tx,
        tenantId,
        Array.from({ length: 2_000 }, () => ({ event: scanJudged, data: scanJudged.example })),
      ),
    );
    await eventually(() => expect(behaviour.calls.length).toBeGreaterThanOrEqual(2_000), 20_000);
    await eventually(async () => expect(await waiting()).toBe(0));
    expect(behaviour.calls).toHaveLength(2_000);
    expect(Date.now() - start).toBeLessThan(15_000);
    await second.stop();
  }, 40_000);
}

describe('within one process', () => {
  promises(async () => new InProcessCarrier({ subscriptions, retryDelaysMs }));
});

describeRabbit('over RabbitMQ', (rabbit) => {
  promises(() => rabbit.carrier({ subscriptions, retryDelaysMs, namespace: `test-${randomUUID()}` }));
});
