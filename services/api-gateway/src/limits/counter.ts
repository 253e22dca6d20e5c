/** Counting requests: what a store does. */
import { RateLimiterMemory, RateLimiterRes, type RateLimiterAbstract } from 'rate-limiter-flexible';

/** Seconds in which requests are counted together. */
export const windowSeconds = 60;

/** How long a request waits for its count, in milliseconds: then the store counts as down. */
export const storePatienceMs = 2_000;

/** The URLs of stores. */
export const storeUrl = /^(memory:|postgres(ql)?:\/\/.+|rediss?:\/\/.+)$/;

/** What a key has used up of the present window. */
export interface Count {
  readonly consumed: number;
  /** Milliseconds until the window ends. */
  readonly msLeft: number;
}

/** Counts one request more of a key. Rejects when the store does not answer in time. */
export type Counter = (key: string) => Promise<Count>;

export interface RateLimitStore {
  /** A counter of `points` a window. The same name in another replica counts the same. */
  counter(points: number, name: string): Counter;
  close(): Promise<void>;
}

/** What the library counts, whether it would let the request through or not. */
export const counterOf =
  (limiter: RateLimiterAbstract): Counter =>
  async (key) => {
    const state = await limiter.consume(key).catch((refused: unknown) => {
      if (refused instanceof RateLimiterRes) return refused;
      throw refused;
    });
    return { consumed: state.consumedPoints, msLeft: state.msBeforeNext };
  };

/** Counts in this process: one that starts again begins anew. */
export const memoryCounters = (): RateLimitStore => ({
  counter: (points, name) => counterOf(new RateLimiterMemory({ points, duration: windowSeconds, keyPrefix: name })),
  close: async () => undefined,
});
