/** Q02: a process may be killed at any moment; what was committed arrives, what was not does not. */
import path from 'node:path';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import readline from 'node:readline';
import { createSampleDatabase, describeRabbit, eventually, runTypeScript } from '@cspmexa/testkit';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

const program = path.join(import.meta.dirname, '../test/publisher-process.ts');
const kills = 5;

let sample: Awaited<ReturnType<typeof createSampleDatabase>>;
beforeEach(async () => {
  sample = await createSampleDatabase();
});
afterEach(() => sample.drop());

/** Runs the publisher, kills it after a while, and tells the last commit that it knew of. */
async function runAndKill(args: readonly string[], from: number, milliseconds: number): Promise<number> {
  const child = runTypeScript(program, [sample.url, ...args, String(from)]);
  let last = from - 1;
  const lines = readline.createInterface({ input: child.stdout ?? process.stdin });
  const died = once(child, 'exit').then(() => {
    throw new Error('The publisher ended by itself.');
  });
  await Promise.race([once(lines, 'line'), died]);
  died.catch(() => undefined);
  last = from;
  lines.on('line', (line) => {
    last = Number(line);
  });
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
  child.kill('SIGKILL');
  await once(child, 'exit');
  return last;
}

/** Kills it several times, then lets one that publishes nothing finish what is left. Returns how many commits there were at least. */
async function killRepeatedly(args: readonly string[]): Promise<number> {
  let next = 0;
  for (let kill = 0; kill < kills; kill += 1) next = (await runAndKill(args, next, 150 + Math.random() * 300)) + 2;
  const survivor = runTypeScript(program, [sample.url, ...args, '-1']);
  try {
    await eventually(async () => expect(await sample.database.client.outbox.count()).toBe(0), 20_000);
  } finally {
    survivor.kill('SIGKILL');
    await once(survivor, 'exit');
  }
  return next;
}

/** Each number but perhaps those at which a kill fell between the commit and the line about it. */
function expectComplete(arrived: readonly number[], next: number): void {
  const distinct = new Set(arrived);
  const missing = Array.from({ length: next }, (_, index) => index).filter((index) => !distinct.has(index));
  expect(missing.length).toBeLessThanOrEqual(kills);
  expect(arrived.filter((index) => index >= 1_000_000)).toEqual([]);
}

describe('a killed publisher', () => {
  it('loses nothing and repeats nothing within one process (Q02)', async () => {
    const next = await killRepeatedly(['', '']);
    const things = await sample.database.client.thing.findMany();
    const arrived = things.map(({ name }) => Number(name.replace('handled ', '')));
    expect(new Set(arrived).size).toBe(arrived.length);
    expectComplete(arrived, next);
  }, 120_000);
});

describeRabbit('a killed publisher over RabbitMQ', (rabbit) => {
  it('loses nothing and publishes nothing that was not committed (Q02)', async () => {
    const namespace = `test-${randomUUID()}`;
    const subscriptions = { notification: ['scan.judged'] };
    const carrier = await rabbit.carrier({ namespace, subscriptions });
    const arrived: number[] = [];
    await carrier.consume({
      name: 'notification',
      concurrency: 50,
      handle: async ({ envelope }) => void arrived.push(envelope.generation ?? -1),
    });
    const next = await killRepeatedly([rabbit.url, namespace]);
    await eventually(() => expectComplete(arrived, next));
  }, 120_000);
});
