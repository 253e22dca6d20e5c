/** K03: the database crashes while an outbox is filled and emptied; what was acknowledged arrives, once in its effect. */
import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { asAppError, migrate } from '@cspmexa/platform';
import { captureLogs, eventually, openSampleDatabase, OwnPostgres, sampleMigrations, Traffic } from '@cspmexa/testkit';
import { expect, it } from '@jest/globals';
import { InProcessCarrier } from '../in-process/in-process-carrier.js';
import { consumeOnce } from './consume-once.js';
import { OutboxRelay } from './outbox-relay.js';

it('loses no acknowledged message when the database crashes twice, and goes on without a restart (K03)', async () => {
  const postgres = await OwnPostgres.start();
  const url = await postgres.database('sample');
  await migrate({ url, directory: sampleMigrations });
  const database = openSampleDatabase(url);
  const { logger } = captureLogs();
  const carrier = new InProcessCarrier({
    subscriptions: { notification: ['scan.judged'] },
    retryDelaysMs: [50, 100, 200, 400],
    logger,
  });
  const relay = new OutboxRelay({ database, carrier, logger });
  const traffic = new Traffic(database, 200);
  try {
    await carrier.consume({
      name: 'notification',
      concurrency: 5,
      handle: async ({ envelope: { id, tenantId } }) => {
        await database.withTenant(tenantId, (tx) =>
          consumeOnce(tx, 'notification', id, () =>
            tx.thing.create({ data: { id: randomUUID(), tenantId, name: id } }),
          ),
        );
        traffic.received.add(id);
      },
    });
    relay.start();
    traffic.start();
    for (const signal of ['SIGQUIT', 'SIGKILL'] as const) {
      const before = traffic.received.size;
      await eventually(() => expect(traffic.received.size).toBeGreaterThan(before + 100), 20_000);
      await postgres.crash(signal);
      await wait(1_500);
      await postgres.startAgain();
    }
    const before = traffic.received.size;
    await eventually(() => expect(traffic.received.size).toBeGreaterThan(before + 100), 20_000);
    await traffic.stop();
    await eventually(() => expect(traffic.missing).toEqual([]), 20_000);
    expect(traffic.failures.length).toBeGreaterThan(0);
    expect(traffic.failures.map((failure) => asAppError(failure).code)).toEqual(
      traffic.failures.map(() => 'unavailable'),
    );
    expect(await carrier.deadLetters.count({})).toEqual([]);
    const things = await database.client.thing.findMany({ select: { name: true } });
    expect(new Set(things.map(({ name }) => name)).size).toBe(things.length);
    expect(things.length).toBeGreaterThanOrEqual(traffic.committed.size);
    await eventually(async () => expect(await database.client.outbox.count()).toBe(0), 10_000);
  } finally {
    await traffic.stop();
    await relay.stop();
    await carrier.close();
    await database.close();
    await postgres.stop();
  }
}, 120_000);
