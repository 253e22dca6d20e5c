/** Objects as files below one folder. */
import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { access, mkdir, open, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { AppError } from '../errors/app-error.js';
import { checkKey, type ObjectStore } from './object-store.js';
import { withFailures } from './store-failures.js';

/** A store in `folder`, which is made when it is missing. Readable for its owner alone. */
export function localObjectStore(folder: string): ObjectStore {
  const root = path.resolve(folder);
  const pathOf = (key: string): string => path.join(root, ...checkKey(key).split('/'));
  return withFailures({
    async put(key, body) {
      const target = pathOf(key);
      const part = `${target}.${randomUUID()}.part`;
      await mkdir(path.dirname(target), { recursive: true, mode: 0o700 });
      try {
        if (Buffer.isBuffer(body)) await writeFile(part, body, { mode: 0o600, flush: true });
        else await pipeline(body, createWriteStream(part, { mode: 0o600, flush: true }));
        await rename(part, target);
      } finally {
        await rm(part, { force: true });
      }
    },
    async get(key) {
      const file = await open(pathOf(key)).catch(orNull);
      if (!file) throw new AppError('not-found');
      return file.createReadStream();
    },
    async has(key) {
      return Boolean(await stat(pathOf(key)).catch(orNull));
    },
    async size(key) {
      return (await stat(pathOf(key)).catch(orNull))?.size ?? null;
    },
    async *list(prefix) {
      const below = prefix.includes('/') ? prefix.slice(0, prefix.lastIndexOf('/')) : '';
      const start = below ? pathOf(below) : root;
      for await (const file of walk(start)) {
        const key = path.relative(root, file).split(path.sep).join('/');
        if (key.startsWith(prefix)) yield key;
      }
    },
    async delete(key) {
      await rm(pathOf(key), { force: true });
    },
    async check() {
      await mkdir(root, { recursive: true, mode: 0o700 });
      await access(root, 2);
    },
  });
}

async function* walk(folder: string): AsyncIterable<string> {
  const entries = (await readdir(folder, { withFileTypes: true }).catch(orNull)) ?? [];
  // A folder sorts as its name with the slash, as its keys do.
  const named = entries.map((entry) => ({ entry, order: entry.isDirectory() ? `${entry.name}/` : entry.name }));
  for (const { entry } of named.sort((a, b) => (a.order < b.order ? -1 : 1))) {
    const at = path.join(folder, entry.name);
    if (entry.isDirectory()) yield* walk(at);
    else if (!entry.name.endsWith('.part')) yield at;
    else await dropLeftOver(at);
  }
}

/** Longest time for which a part that somebody writes can stand still, in milliseconds. */
const longestPauseMs = 86_400_000;

/** A writer that was killed leaves its part behind. */
async function dropLeftOver(part: string): Promise<void> {
  const written = (await stat(part).catch(orNull))?.mtimeMs;
  if (written !== undefined && written < Date.now() - longestPauseMs) await rm(part, { force: true });
}

/** For a path that may not exist; every other failure is thrown on. */
function orNull(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null;
  throw error;
}
