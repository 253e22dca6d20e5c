/** Work with the database or the object store that waits while that is away: what was collected is not thrown away for it. */
import { setTimeout } from 'node:timers/promises';
import { asAppError } from '@cspmexa/platform';

/** The longest pause between two tries, in milliseconds. */
const longestPause = 2_000;

/** Does it again as long as they are unavailable, for `forMs` at most. @throws what it threw last, and what `signal` says when it is aborted. */
export async function persist<T>(work: () => Promise<T>, forMs: number, signal?: AbortSignal): Promise<T> {
  const end = performance.now() + forMs;
  for (let pause = 100; ; pause = Math.min(pause * 2, longestPause)) {
    signal?.throwIfAborted();
    try {
      return await work();
    } catch (error) {
      if (asAppError(error).code !== 'unavailable' || performance.now() + pause > end) throw error;
    }
    await setTimeout(pause, undefined, signal ? { signal } : {});
  }
}
