/** Q04: five hundred messages a second through one outbox, while the broker is restarted, killed, cut off without a word, or full. */
import assert from 'node:assert/strict';
import path from 'node:path';
import { createDatabase, freePort, migrate, newId, withDatabase } from '@cspmexa/platform';
import { OutboxRelay, RabbitMqCarrier } from '@cspmexa/messaging';
import {
  captureLogs,
  createTcpProxy,
  findRabbitMq,
  openSampleDatabase,
  sampleMigrations,
  startRabbitMq,
  Traffic,
  type RabbitMq,
} from '@cspmexa/testkit';
import type { ChaosRun, Suite } from './chaos-run.js';
import { pause, until } from './until.js';

const perSecond = 500;
/** How long after a fault the connection may take to be there again. */
const healsWithinMs = 10_000;
/** How long a network may swallow everything before readiness says so: three heartbeats. */
const noticedWithinMs = 20_000;

/** A broker that a fault is done to. */
interface Victim {
  broker: RabbitMq;
  readonly startAgain: () => Promise<void>;
  readonly freeze: () => void;
  readonly heal: () => void;
  /** Resolves when readiness is red. */
  readonly red: (withinMs: number) => Promise<void>;
}

const kill = async (victim: Victim): Promise<void> => {
  await victim.broker.kill();
  await victim.startAgain();
};
const faults: Record<string, (victim: Victim, run: ChaosRun) => Promise<void>> = {
  'rabbitmqctl stop_app, five seconds, start_app': async (victim) => {
    await victim.broker.control('stop_app');
    await victim.red(healsWithinMs);
    await pause(5_000);
    await victim.broker.control('start_app');
  },
  'kill -9, ten times': async (victim) => {
    for (let round = 0; round < 10; round += 1) {
      await kill(victim);
      await pause(1_000);
    }
  },
  'a network that swallows everything for a minute': async (victim) => {
    victim.freeze();
    const started = Date.now();
    await victim.red(noticedWithinMs);
    await pause(60_000 - (Date.now() - started));
    victim.heal();
  },
  'a memory alarm of twenty seconds': async (victim) => {
    await victim.broker.control('set_vm_memory_high_watermark', 'absolute', '1');
    await victim.red(healsWithinMs);
    await pause(20_000);
    await victim.broker.control('set_vm_memory_high_watermark', '0.6');
  },
};

export const messages: Suite = {
  id: 'Q04',
  title: 'no message that was committed is lost, whatever happens to the broker, and everything heals by itself',
  run: async (run) => {
    for (const [name, fault] of Object.entries(faults)) {
      await run.test(name, (tell) => survives(run, fault, tell));
    }
  },
};

async function survives(run: ChaosRun, fault: (typeof faults)[string], tell: (fact: string) => void): Promise<void> {
  const ends: (() => Promise<unknown>)[] = [];
  try {
    const source = await findRabbitMq();
    const port = await freePort();
    const id = newId();
    const start = () => startRabbitMq(source, path.join(run.servers.folder, id), { port, keep: true });
    let broker = await start();
    ends.push(() => broker.stop());
    const proxy = await createTcpProxy(broker.url);
    ends.push(() => proxy.close());
    const url = withDatabase(`${run.servers.postgres.url}/postgres`, {
      database: `q04_${id.replaceAll('-', '')}`,
      schema: 'sample',
    });
    await createDatabase(url);
    await migrate({ url, directory: sampleMigrations });
    const database = openSampleDatabase(url);
    ends.push(() => database.close());
    const { logger } = captureLogs();
    const subscriptions = { notification: ['scan.judged'] };
    const carrier = new RabbitMqCarrier({ url: proxy.through(broker.url), name: 'chaos', subscriptions, logger });
    ends.push(() => carrier.close());
    await carrier.connected();
    const relay = new OutboxRelay({ database, carrier, logger });
    ends.push(() => relay.stop());
    const traffic = new Traffic(database, perSecond);
    ends.push(() => traffic.stop());
    await traffic.consume(carrier, 'notification');
    relay.start();
    traffic.start();
    const works = (): Promise<boolean> =>
      carrier.check().then(
        () => true,
        () => false,
      );
    await until('messages arrive', 10_000, () => traffic.received.size > perSecond);
    await fault(
      {
        get broker() {
          return broker;
        },
        startAgain: async () => {
          broker = await start();
        },
        freeze: () => proxy.freeze(),
        heal: () => proxy.heal(),
        red: async (withinMs) => void (await until('readiness is red', withinMs, async () => !(await works()))),
      },
      run,
    );
    tell(`connected again after ${(await until('it is connected again', healsWithinMs, works)).toFixed(1)} s`);
    await pause(2_000);
    await traffic.stop();
    const drained = await until('everything has arrived', 60_000, () => traffic.missing.length === 0);
    tell(`${traffic.committed.size} committed, 0 lost, the last one ${drained.toFixed(1)} s after the last commit`);
    assert.deepEqual(traffic.failures, [], 'who commits is never told that the broker is away');
  } finally {
    for (const end of ends.reverse()) await end();
  }
}
