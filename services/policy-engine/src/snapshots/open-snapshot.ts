/** Opens the snapshot of a unit and makes sure that it is the one the message speaks of. */
import type { Readable } from 'node:stream';
import type { z } from 'zod';
import type { SnapshotRef } from '@cspmexa/contracts';
import type { ObjectStore } from '@cspmexa/platform';
import { readSnapshot, type Resource, type SnapshotReader } from '@cspmexa/resources';

/** A snapshot that cannot be trusted: nothing is judged by it. */
export class BadSnapshot extends Error {
  override readonly name = 'BadSnapshot';
}

/** @throws when the object is missing, cut, or about another account, service or region; while walking too. */
export async function openSnapshot(
  store: ObjectStore,
  ref: z.output<typeof SnapshotRef>,
  awsAccountId: string,
): Promise<SnapshotReader> {
  const bytes = await store.get(ref.key);
  try {
    const { header, resources } = await readSnapshot(bytes);
    const { accountId, region } = header.place;
    if (accountId !== awsAccountId || header.service !== ref.service || region !== ref.region)
      throw new BadSnapshot(
        `The snapshot ${ref.key} is of ${accountId} ${header.service} ${region}, not of ${awsAccountId} ${ref.service} ${ref.region}.`,
      );
    return { header, resources: ofAccount(resources, bytes, accountId, ref.key) };
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
