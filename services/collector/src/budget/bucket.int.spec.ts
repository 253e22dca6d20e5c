/** Call budgets that replicas share through the database. */
import { setMaxListeners } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { CallBudget, publishedRate } from '@cspmexa/collector-kit';
import { createTestDatabase } from '@cspmexa/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { collectorMigrations, openCollectorDatabase, type CollectorDatabase } from '../database.js';
import { PostgresBucketStore } from './bucket.store.js';

const action = 'ec2:DescribeInstances';
const key = { account: 'aws/111122223333', region: 'us-east-1', action };
let base: Awaited<ReturnType<typeof createTestDatabase>>;
let one: CollectorDatabase;
let other: CollectorDatabase;

beforeAll(async () => {
  base = await createTestDatabase(collectorMigrations, 'collector');
  one = openCollectorDatabase(base.url);
  other = openCollectorDatabase(base.url);
}, 60_000);
afterAll(async () => {
  await Promise.all([one.close(), other.close()]);
  await base.drop();
}, 60_000);
beforeEach(() => one.pool.query('delete from call_buckets'));

/** Two replicas, each with its own connection. */
const replicas = (percent = 100) =>
  [one, other].map((database) => new CallBudget(new PostgresBucketStore(database), { account: key.account, percent }));

/** How many turns these get in a time, all asking as fast as they can. */
async function turnsWithin(budgets: readonly CallBudget[], milliseconds: number): Promise<number> {
  const signal = AbortSignal.timeout(milliseconds);
  setMaxListeners(0, signal);
  const asks = budgets.flatMap((budget) => Array.from({ length: 20 }, () => budget));
  const turns = asks.map(async (budget) => {
    for (let turns = 0; ; turns += 1) {
      try {
        await budget.turn({ region: key.region, action }, signal);
      } catch {
        return turns;
      }
    }
  });
  return (await Promise.all(turns)).reduce((sum, each) => sum + each, 0);
}

describe('two replicas with one budget', () => {
  it('never get more calls together than the rate allows', async () => {
    const rate = publishedRate(action);
    const turns = await turnsWithin(replicas(), 2_000);
    const allowed = (rate?.size ?? 0) + 2 * (rate?.refill ?? 0);
    expect(turns).toBeLessThanOrEqual(allowed + 1);
    expect(turns).toBeGreaterThan(allowed * 0.7);
  }, 20_000);

  it('slow down together when one of them is refused', async () => {
    const [mine, theirs] = replicas();
    const call = { region: key.region, action };
    await mine?.turn(call, AbortSignal.timeout(1_000));
    // Refusals are told at most twice a second.
    await wait(600);
    mine?.throttled(call);
    await wait(100);
    const rate = publishedRate(action);
    const turns = await turnsWithin(theirs ? [theirs] : [], 1_000);
    expect(turns).toBeGreaterThan(0);
    expect(turns).toBeLessThanOrEqual(2 * (rate?.refill ?? 0));
    expect(turns).toBeLessThan((rate?.size ?? 0) / 2);
  }, 20_000);

  it('keep buckets of other accounts, regions and actions apart', async () => {
    const store = new PostgresBucketStore(one);
    const set = (which: Partial<typeof key>, tokens: number) =>
      store.update({ ...key, ...which }, (before, at) => ({
        state: { tokens, at, learned: { ...nothing, changedAt: 0 } },
        result: before?.tokens,
      }));
    expect(await set({}, 1)).toBeUndefined();
    expect(await set({ account: 'aws/444455556666' }, 2)).toBeUndefined();
    expect(await set({ region: 'eu-west-1' }, 3)).toBeUndefined();
    expect(await set({ action: 'ec2:DescribeVpcs' }, 4)).toBeUndefined();
    expect(await set({}, 5)).toBe(1);
  });
});

const nothing = { rate: null, changedAt: 0, tries: 0, refused: 0, lastShare: 1, inVain: 0 };

describe('a bucket', () => {
  it('is changed by one at a time, and counts every change', async () => {
    const stores = [new PostgresBucketStore(one), new PostgresBucketStore(other)];
    const times: number[] = [];
    await Promise.all(
      Array.from({ length: 60 }, (_, at) =>
        stores[at % 2]?.update(key, (before, now) => {
          times.push(now);
          return { state: { tokens: (before?.tokens ?? 0) + 1, at: now, learned: nothing }, result: undefined };
        }),
      ),
    );
    const [row] = (await one.pool.query<{ state: { tokens: number; at: number } }>('select state from call_buckets'))
      .rows;
    expect(row?.state).toMatchObject({ tokens: 60, at: Math.max(...times) });
  });

  it('stays as it was when the change fails, and the connection is usable', async () => {
    const store = new PostgresBucketStore(one);
    const failing = store.update(key, () => {
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect((await one.pool.query('select 1 from call_buckets')).rowCount).toBe(0);
  });

  it('is forgotten when nobody has used it for a day', async () => {
    await one.pool.query(
      `insert into call_buckets values ('aws/1', 'r', 'old', '{}', now() - interval '25 hours'), ('aws/1', 'r', 'new', '{}', now())`,
    );
    expect(await new PostgresBucketStore(one).sweep()).toBe(false);
    expect((await one.pool.query('select action from call_buckets')).rows).toEqual([{ action: 'new' }]);
  });
});
