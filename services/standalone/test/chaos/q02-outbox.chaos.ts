/** Q02: a publisher that is killed between commit and publish, again and again. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import path from 'node:path';
import { randomUUID } from 'node:crypto';
import { RabbitMqCarrier } from '@cspmexa/messaging';
import { createDatabase, migrate, withDatabase } from '@cspmexa/platform';
import { captureLogs, openSampleDatabase, runTypeScript, sampleMigrations } from '@cspmexa/testkit';
import type { ChaosRun, Suite } from './chaos-run.js';
import { pause, until } from './until.js';

const transactions = 1_000;
const program = path.join(import.meta.dirname, 'publisher-process.ts');
const consumer = 'notification';

export const outbox: Suite = {
  id: 'Q02',
  title: 'a committed message is published, one that was rolled back is not',
  run: async (run) => {
    await run.test(`${transactions} transactions, killed at random`, (tell) => published(run, tell));
  },
};

async function published(run: ChaosRun, tell: (fact: string) => void): Promise<void> {
  const { postgres, rabbit } = run.servers;
  if (!rabbit) throw new Error('There is no RabbitMQ.');
  const url = withDatabase(postgres.url, { database: `chaos_${randomUUID().replaceAll('-', '')}`, schema: 'sample' });
  await createDatabase(url);
  await migrate({ url, directory: sampleMigrations });
  const database = openSampleDatabase(url);
  const namespace = `chaos-${randomUUID()}`;
  const topology = {
    url: rabbit.url,
    name: 'chaos',
    namespace,
    subscriptions: { [consumer]: ['scan.judged'] },
    logger: captureLogs().logger,
  };
  const carrier = new RabbitMqCarrier(topology);
  await carrier.connected();
  const arrived = new Map<number, Set<string>>();
  await carrier.consume({
    name: consumer,
    concurrency: 50,
    handle: async ({ envelope: { generation = -1, id } }) => {
      arrived.set(generation, (arrived.get(generation) ?? new Set()).add(id));
    },
  });
  let kills = 0;
  try {
    for (; (await database.client.thing.count()) < transactions; kills += 1) {
      const fault = kills % 2 === 0 ? 'outbox.claimed' : 'outbox.published';
      const at = run.random.whole(1, fault === 'outbox.claimed' ? 10 : 60);
      const child = runTypeScript(
        program,
        [url, rabbit.url, namespace, String(transactions)],
        { FAULT_POINT: fault, FAULT_POINT_AT: String(at) },
        'pipe',
      );
      child.stderr?.resume();
      // Most die of their fault; the one that has nothing left to publish does not.
      await Promise.race([once(child, 'exit'), pause(20_000)]);
      child.kill('SIGKILL');
    }
    const survivor = runTypeScript(program, [url, rabbit.url, namespace, '0']);
    const restarted = Date.now();
    try {
      await until('the outbox is empty', 10_000 + 20_000, async () => (await database.client.outbox.count()) === 0);
      tell(
        `${kills} kills; the rest was out ${((Date.now() - restarted) / 1_000).toFixed(1)} s after the last restart`,
      );
      await until('all have arrived', 10_000, () => arrived.size >= transactions);
    } finally {
      survivor.kill('SIGKILL');
    }
    const numbers = [...arrived.keys()].sort((a, b) => a - b);
    assert.deepEqual(
      numbers,
      Array.from({ length: transactions }, (_, number) => number),
    );
    for (const [number, ids] of arrived) assert.equal(ids.size, 1, `Message ${number} has several ids.`);
  } finally {
    await carrier.close();
    const cleaner = new RabbitMqCarrier(topology);
    await cleaner.connected();
    await cleaner.deleteTopology();
    await cleaner.close();
    await database.close();
  }
}
