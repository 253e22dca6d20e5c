/** Snapshots that were judged before and may be gone by now. */
import { AppError, type ObjectStore } from '@cspmexa/platform';
import type { Resource } from '@cspmexa/resources';
import { checkedSnapshot, type OpenSnapshot, type SnapshotPointer } from '../snapshots/open-snapshot.js';

/** A snapshot that is gone, or spoilt: asking again would not help. */
export class Unreadable extends Error {
  override readonly name = 'Unreadable';

  constructor(readonly key: string) {
    super(`The snapshot ${key} cannot be read any more.`);
  }
}

/** Opens a snapshot. @throws Unreadable, while walking too; the store's own error when the store fails. */
export async function openKept(
  store: ObjectStore,
  pointer: SnapshotPointer,
  awsAccountId: string,
): Promise<OpenSnapshot> {
  const bytes = await store.get(pointer.key).catch((error: unknown) => {
    throw error instanceof AppError && error.code === 'not-found' ? new Unreadable(pointer.key) : error;
  });
  // A store that fails may answer later; a snapshot that is spoilt never will.
  const failures: Error[] = [];
  bytes.once('error', (error) => failures.push(error));
  const told = (error: unknown): unknown => (failures.length > 0 ? error : new Unreadable(pointer.key));
  try {
    const opened = await checkedSnapshot(bytes, pointer, awsAccountId);
    return { ...opened, resources: telling(opened.resources, told) };
  } catch (error) {
    throw told(error);
  }
}

async function* telling(
  resources: AsyncIterable<Resource>,
  told: (error: unknown) => unknown,
): AsyncGenerator<Resource> {
  const walk = resources[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await walk.next().catch((error: unknown) => {
        throw told(error);
      });
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    await walk.return?.();
  }
}
