/** Buckets of one process alone. */
import type { BucketKey, BucketState, BucketStore } from './bucket.js';

/** States that are kept at most; the ones that were used longest ago go first. */
const mostKept = 10_000;

export class MemoryBucketStore implements BucketStore {
  private readonly states = new Map<string, BucketState>();

  /** @param now the clock, in milliseconds. */
  constructor(private readonly now: () => number = Date.now) {}

  update<T>(
    { account, region, action }: BucketKey,
    change: (state: BucketState | undefined, nowMs: number) => { readonly state: BucketState; readonly result: T },
  ): Promise<T> {
    const key = `${account} ${region} ${action}`;
    const { state, result } = change(this.states.get(key), this.now());
    this.states.delete(key);
    this.states.set(key, state);
    const [oldest] = this.states.keys();
    if (this.states.size > mostKept && oldest !== undefined) this.states.delete(oldest);
    return Promise.resolve(result);
  }
}
