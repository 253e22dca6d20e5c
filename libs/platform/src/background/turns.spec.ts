import { afterEach, expect, it } from '@jest/globals';
import { Turns } from './turns.js';

/** Longer than any test. */
const pauseMs = 3_600_000;
let turns: Turns | undefined;
afterEach(() => turns?.beforeApplicationShutdown());

/** Counts turns; `reached(n)` resolves when the nth has begun, to how many have by then. */
function counted(work: (turn: number) => Promise<boolean>): { reached: (turn: number) => Promise<number> } {
  let count = 0;
  const waiting = new Map<number, () => void>();
  turns = new Turns({
    pauseMs,
    failed: () => undefined,
    work: async () => {
      count += 1;
      waiting.get(count)?.();
      return work(count);
    },
  });
  turns.onApplicationBootstrap();
  return {
    reached: async (turn) => {
      if (count < turn) await new Promise<void>((resolve) => waiting.set(turn, resolve));
      return count;
    },
  };
}

it('goes on at once while there is more, and waits after a failure', async () => {
  const { reached } = counted(async (turn) => {
    if (turn === 3) throw new Error('no');
    return turn < 4;
  });
  expect(await reached(3)).toBe(3);
  turns?.wake();
  expect(await reached(4)).toBe(4);
});

it('is woken out of its pause', async () => {
  const { reached } = counted(async () => false);
  expect(await reached(1)).toBe(1);
  await new Promise((resolve) => setImmediate(resolve));
  turns?.wake();
  expect(await reached(2)).toBe(2);
});

it('takes one more turn when it is woken in the middle of one, which may have looked already', async () => {
  const { reached } = counted(async (turn) => {
    if (turn === 1) turns?.wake();
    return false;
  });
  expect(await reached(2)).toBe(2);
});
