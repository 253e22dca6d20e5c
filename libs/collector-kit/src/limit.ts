/** Bounded concurrency. */

/** Lets at most `size` tasks run at once; the others wait in order. */
export class Limit {
  private free: number;
  private readonly waiting: (() => void)[] = [];

  constructor(size: number) {
    this.free = size;
  }

  async run<T>(task: () => Promise<T>): Promise<T> {
    if (this.free > 0) this.free -= 1;
    else await new Promise<void>((go) => this.waiting.push(go));
    try {
      return await task();
    } finally {
      const next = this.waiting.shift();
      if (next) next();
      else this.free += 1;
    }
  }
}

/** Runs `task` over the items, at most `size` at a time. The first failure stops the rest and is thrown. */
export async function eachOf<T>(
  items: Iterable<T> | AsyncIterable<T>,
  size: number,
  task: (item: T) => Promise<void>,
): Promise<void> {
  const iterator = Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]();
  let stopped = false;
  const worker = async (): Promise<void> => {
    for (;;) {
      const { done, value } = await iterator.next();
      if (done || stopped) return;
      try {
        await task(value);
      } catch (error) {
        stopped = true;
        throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: size }, worker));
}
