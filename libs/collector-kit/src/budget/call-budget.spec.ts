import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { BucketKey, BucketStore } from './bucket.js';
import { boundlessBudget, CallBudget } from './call-budget.js';
import { MemoryBucketStore } from './memory-bucket-store.js';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

const { signal } = new AbortController();
const sleep = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));
const bound = { region: 'sa-east-1', action: 'ec2:DescribeInstanceAttribute' };
const free = { region: 'sa-east-1', action: 's3:GetBucketAcl' };
const options = { account: 'aws/111122223333', percent: 50 };

/** A store that notes when it is asked for what, and may take its time. */
function watched(delayMs = 0) {
  const inner = new MemoryBucketStore();
  const asked: BucketKey[] = [];
  const store: BucketStore = {
    update: async (key, change) => {
      asked.push(key);
      if (delayMs > 0) await sleep(delayMs);
      return inner.update(key, change);
    },
  };
  return { store, asked };
}

/** Takes turns one after the other, some at a time, for so long; how many it got. */
async function turnsWithin(budget: CallBudget, call: typeof bound, milliseconds: number, atOnce = 4): Promise<number> {
  const stop = new AbortController();
  let turns = 0;
  const taker = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      await budget.turn({ ...call }, stop.signal);
      turns += 1;
      await sleep(5);
    }
  };
  const takers = Array.from({ length: atOnce }, () => taker().catch(() => undefined));
  const ended = sleep(milliseconds).then(() => stop.abort());
  await jest.advanceTimersByTimeAsync(milliseconds + 10);
  await Promise.all([ended, ...takers]);
  return turns;
}

describe('the budget of an account', () => {
  it('lets a published burst through and then keeps to the share of the rate', async () => {
    const budget = new CallBudget(new MemoryBucketStore(), options);
    const turns = await turnsWithin(budget, bound, 1_500, 20);
    expect(turns).toBeGreaterThanOrEqual(100);
    expect(turns).toBeLessThanOrEqual(100 + 15 + 5);
  });

  it('is shared by all who share the store', async () => {
    const { store } = watched(2);
    const replicas = [1, 2, 3].map(() => new CallBudget(store, options));
    let sum = 0;
    const stop = new AbortController();
    const taker = async (budget: CallBudget): Promise<void> => {
      for (;;) {
        await budget.turn({ ...bound }, stop.signal);
        sum += 1;
      }
    };
    const takers = replicas.flatMap((budget) => [1, 2, 3].map(() => taker(budget).catch(() => undefined)));
    await jest.advanceTimersByTimeAsync(3_000);
    stop.abort();
    await Promise.all(takers);
    expect(sum).toBeGreaterThanOrEqual(100 + 20);
    expect(sum).toBeLessThanOrEqual(100 + 30);
  });

  it('is one for each account, region and action', async () => {
    const store = new MemoryBucketStore();
    await turnsWithin(new CallBudget(store, options), bound, 300, 50);
    const others = [
      { budget: new CallBudget(store, { ...options, account: 'aws/444455556666' }), call: bound },
      { budget: new CallBudget(store, options), call: { ...bound, region: 'us-east-1' } },
      { budget: new CallBudget(store, options), call: { ...bound, action: 'ec2:DescribeVolumes' } },
    ];
    for (const { budget, call } of others) expect(await turnsWithin(budget, call, 100, 50)).toBeGreaterThanOrEqual(50);
  });

  it.each([
    ['that is free', free],
    ['that is bound', bound],
  ])('asks the store about twice a second for an action %s, however busy', async (_title, call) => {
    const { store, asked } = watched(1);
    const budget = new CallBudget(store, { ...options, percent: 100 });
    await turnsWithin(budget, call, 500, 40);
    asked.length = 0;
    await turnsWithin(budget, call, 2_000, 40);
    expect(asked.length).toBeLessThanOrEqual(6);
    expect(asked[0]).toEqual({ account: options.account, ...call });
  });

  it('asks in growing blocks for calls that come one by one', async () => {
    const { store, asked } = watched();
    const budget = new CallBudget(store, { ...options, percent: 100 });
    expect(await turnsWithin(budget, bound, 800, 1)).toBeGreaterThan(60);
    expect(asked.length).toBeLessThanOrEqual(10);
  });

  it('takes no time where it is free', async () => {
    const { store, asked } = watched();
    const budget = new CallBudget(store, options);
    for (let turn = 0; turn < 5_000; turn += 1) await budget.turn({ ...free }, signal);
    expect(asked).toHaveLength(1);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('lets those who wait go in their order', async () => {
    const budget = new CallBudget(new MemoryBucketStore(), { ...options, percent: 100 });
    const gone: number[] = [];
    const turns = Array.from({ length: 115 }, (_, index) =>
      budget.turn({ ...bound }, signal).then(() => gone.push(index)),
    );
    await jest.advanceTimersByTimeAsync(1_000);
    await Promise.all(turns);
    expect(gone).toHaveLength(115);
    expect(gone).toEqual([...gone].sort((a, b) => a - b));
  });

  it('lets go of who is stopped while it waits, and of nobody else', async () => {
    const budget = new CallBudget(new MemoryBucketStore(), { ...options, percent: 1 });
    await Promise.all(Array.from({ length: 2 }, () => budget.turn({ ...bound }, signal)));
    const stop = new AbortController();
    const stoppedOne = budget.turn({ ...bound }, stop.signal);
    const other = budget.turn({ ...bound, region: 'us-east-1' }, signal);
    stop.abort(new Error('the scan was cancelled'));
    await expect(stoppedOne).rejects.toThrow('cancelled');
    await other;
    expect(jest.getTimerCount()).toBe(0);
    await expect(budget.turn({ ...bound }, stop.signal)).rejects.toThrow('cancelled');
  });

  it('tells everybody within about a second that most tries of one are refused', async () => {
    const { store } = watched();
    const [one, other] = [new CallBudget(store, options), new CallBudget(store, options)];
    expect(await turnsWithin(other, free, 200)).toBeGreaterThan(60);
    const calls = Array.from({ length: 30 }, () => ({ ...free }));
    for (const call of calls) await one.turn(call, signal);
    for (const [index, call] of calls.entries()) {
      if (index % 10 === 0) one.passed(call);
      else one.throttled(call);
    }
    const [early = { ...free }] = calls;
    await jest.advanceTimersByTimeAsync(1);
    expect(one.isStale(early)).toBe(true);
    await turnsWithin(other, free, 1_000);
    const bounded = await turnsWithin(other, free, 1_000);
    expect(bounded).toBeLessThanOrEqual(60);
    expect(bounded).toBeGreaterThan(10);
  });

  it('goes on by itself while the store fails', async () => {
    const budget = new CallBudget({ update: () => Promise.reject(new Error('the database is away')) }, options);
    expect(await turnsWithin(budget, bound, 300, 50)).toBe(100);
    expect(await turnsWithin(budget, free, 100)).toBeGreaterThan(20);
  });

  it('has no bounds for servers that are not AWS', async () => {
    expect(await turnsWithin(boundlessBudget(), bound, 400, 200)).toBeGreaterThan(1_000);
  });
});
