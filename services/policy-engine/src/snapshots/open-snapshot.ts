/** Opens the snapshot of a unit and makes sure that it is the one the message speaks of. */
import type { Readable } from 'node:stream';
import type { ObjectStore } from '@cspmexa/platform';
import { readSnapshot, type Resource, type SnapshotReader } from '@cspmexa/resources';

/** A snapshot that cannot be trusted: nothing is judged by it. */
export class BadSnapshot extends Error {
  override readonly name = 'BadSnapshot';
}

/** Where a snapshot is, and which place it has to be of. */
export interface SnapshotPointer {
  readonly key: string;
  readonly service: string;
  readonly region: string;
}

/** A snapshot that is open until its resources were walked, or until it is closed. */
export interface OpenSnapshot extends SnapshotReader {
  close(): void;
}

/** @throws when the object is missing, cut, or about another account, service or region; while walking too. */
export const openSnapshot = async (
  store: ObjectStore,
  pointer: SnapshotPointer,
  awsAccountId: string,
): Promise<OpenSnapshot> => checkedSnapshot(await store.get(pointer.key), pointer, awsAccountId);

/** The same of an object that is open already. Closes it at the end, and when it is not what it should be. */
export async function checkedSnapshot(
  bytes: Readable,
  { key, service, region }: SnapshotPointer,
  awsAccountId: string,
): Promise<OpenSnapshot> {
  try {
    const { header, resources } = await readSnapshot(bytes);
    const { place } = header;
    if (place.accountId !== awsAccountId || header.service !== service || place.region !== region)
      throw new BadSnapshot(
        `The snapshot ${key} is of ${place.accountId} ${header.service} ${place.region}, not of ${awsAccountId} ${service} ${region}.`,
      );
    return { header, resources: ofAccount(resources, bytes, place.accountId, key), close: () => void bytes.destroy() };
  } catch (error) {
    bytes.destroy();
    throw error;
  }
}

async function* ofAccount(
  resources: AsyncIterable<Resource>,
  bytes: Readable,
  accountId: string,
  key: string,
): AsyncGenerator<Resource> {
  try {
    for await (const resource of resources) {
      if (resource.accountId !== accountId)
        throw new BadSnapshot(`The snapshot ${key} of ${accountId} holds a resource of ${resource.accountId}.`);
      yield resource;
    }
  } finally {
    bytes.destroy();
  }
}
