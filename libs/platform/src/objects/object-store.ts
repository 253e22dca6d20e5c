/** A place for blobs by key: snapshots go here, messages carry the key. */
import type { Readable } from 'node:stream';
import { AppError } from '../errors/app-error.js';

/**
 * Keys are relative paths such as `tenant/scan/unit.ndjson.gz`. Where the store itself fails, everything here throws `unavailable`, also the
 * stream of an object that breaks off.
 */
export interface ObjectStore {
  /** Writes or replaces an object whole: a reader sees the old one or the new one. */
  put(key: string, body: Buffer | Readable): Promise<void>;
  /** A stream of the object. Throws `not-found` when there is none. */
  get(key: string): Promise<Readable>;
  has(key: string): Promise<boolean>;
  /** Its length in bytes; null when there is none. */
  size(key: string): Promise<number | null>;
  /** All keys that begin with `prefix`, in order of their bytes. */
  list(prefix: string): AsyncIterable<string>;
  /** Deletes an object; one that is not there is no error. */
  delete(key: string): Promise<void>;
  /** Throws when the store cannot be used. */
  check(): Promise<void>;
}

/** Returns the key. Throws when it could leave the store, or would not mean the same in every store. */
export function checkKey(key: string): string {
  const isSafe =
    key.length > 0 &&
    key.length <= 512 &&
    /^[\w.=@+-]+(\/[\w.=@+-]+)*$/.test(key) &&
    !key.split('/').some((step) => /^\.+$/.test(step) || step.endsWith('.part'));
  if (!isSafe) throw new AppError('invalid-input', { detail: 'This is not the key of an object.' });
  return key;
}
