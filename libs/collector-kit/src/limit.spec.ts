import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { AccountLimits } from './account-limits.js';
import { eachOf, Limit } from './limit.js';

describe('a limit', () => {
  it('never lets more run at once, and runs all in order', async () => {
    const limit = new Limit(3);
    const started: number[] = [];
    let running = 0;
    let most = 0;
    await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        limit.run(async () => {
          started.push(index);
          most = Math.max(most, ++running);
          await setTimeout(1);
          running -= 1;
        }),
      ),
    );
    expect(most).toBe(3);
    expect(started).toEqual([...started].sort((a, b) => a - b));
  });

  it('gives its place back when a task fails', async () => {
    const limit = new Limit(1);
    await expect(limit.run(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await limit.run(() => Promise.resolve('yes'))).toBe('yes');
  });
});

it('keeps one limit for each service and region of an account', () => {
  const limits = new AccountLimits();
  expect(limits.of('s3', 'sa-east-1')).toBe(limits.of('s3', 'sa-east-1'));
  expect(limits.of('s3', 'sa-east-1')).not.toBe(limits.of('ec2', 'sa-east-1'));
});

describe('going through items', () => {
  it('does each once, some at a time', async () => {
    const done: number[] = [];
    await eachOf([1, 2, 3, 4, 5], 2, async (item) => {
      await setTimeout(1);
      done.push(item);
    });
    expect(done.sort()).toEqual([1, 2, 3, 4, 5]);
  });

  it('takes them as they come', async () => {
    const done: string[] = [];
    async function* coming(): AsyncGenerator<string> {
      for (const item of ['a', 'b', 'c']) {
        await setTimeout(1);
        yield item;
      }
    }
    await eachOf(coming(), 2, async (item) => {
      await setTimeout(1);
      done.push(item);
    });
    expect(done.sort()).toEqual(['a', 'b', 'c']);
  });

  it('stops at the first failure and throws it', async () => {
    const done: number[] = [];
    const run = eachOf([1, 2, 3, 4, 5, 6], 2, async (item) => {
      if (item === 2) throw new Error('no');
      await setTimeout(5);
      done.push(item);
    });
    await expect(run).rejects.toThrow('no');
    await setTimeout(20);
    expect(done).toEqual([1]);
  });
});
