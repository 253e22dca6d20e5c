/** What every object store does when it fails: it says `unavailable`, soon, so that whoever asked tries again later. */
import { Readable } from 'node:stream';
import { AppError } from '../errors/app-error.js';
import type { ObjectStore } from './object-store.js';

/**
 * The store, with each failure that is not an AppError already turned into `unavailable`: errors of the network, of the disk and of the
 * server, refusals, and objects that break off, or give nothing for `silenceMs`, while they are read. What is wrong with the body of a `put` is thrown as it is.
 */
export function withFailures(store: ObjectStore, silenceMs = 20_000): ObjectStore {
  const or = async <T>(work: Promise<T>): Promise<T> => work.catch((error: unknown) => fail(error));
  return {
    put: (key, body) =>
      store.put(key, body).catch((error: unknown) => {
        if (body instanceof Readable && body.errored === error) throw error;
        return fail(error);
      }),
    get: async (key) => Readable.from(chunks(await or(store.get(key)), silenceMs), { objectMode: false }),
    has: (key) => or(store.has(key)),
    size: (key) => or(store.size(key)),
    async *list(prefix) {
      try {
        yield* store.list(prefix);
      } catch (error) {
        fail(error);
      }
    },
    delete: (key) => or(store.delete(key)),
    check: () => or(store.check()),
  };
}

function fail(error: unknown): never {
  throw error instanceof AppError ? error : new AppError('unavailable', { cause: error });
}

/** Passes an object on. Time counts only while the store has to give something, not while the reader is busy. */
async function* chunks(source: Readable, silenceMs: number): AsyncGenerator<Buffer> {
  const iterator = source.iterator({ destroyOnReturn: true });
  try {
    for (;;) {
      const next = await within(silenceMs, iterator.next());
      if (next.done) return;
      yield Buffer.isBuffer(next.value) ? next.value : Buffer.from(next.value);
    }
  } catch (error) {
    fail(error);
  } finally {
    source.destroy();
  }
}

async function within<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`The object store gave nothing for ${milliseconds} ms.`)), milliseconds);
  });
  return Promise.race([work, tooLate]).finally(() => clearTimeout(timer));
}
