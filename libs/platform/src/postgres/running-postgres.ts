/** Finds an embedded PostgreSQL that another process of ours runs. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { embeddedUrl, openDataFolder } from './data-folder.js';
import { commandOf, firstNumber } from './predecessor.js';
import { unprivilegedUser } from './unprivileged-user.js';

/** Whether there are data of an embedded PostgreSQL in a folder, and where it answers if it runs: a URL with the password and without a database. */
export function findPostgres(directory: string): { readonly hasData: boolean; readonly url: string | undefined } {
  if (!existsSync(directory)) return { hasData: false, url: undefined };
  const folder = openDataFolder(directory, unprivilegedUser());
  const lock = path.join(folder.data, 'postmaster.pid');
  const pid = firstNumber(lock);
  // The number may belong to any process by now: only a postgres counts. Its port is in the fourth line.
  const port =
    pid !== undefined && commandOf(pid).includes('postgres') ? readFileSync(lock, 'utf8').split('\n')[3] : undefined;
  return { hasData: existsSync(folder.data), url: port ? embeddedUrl(folder, Number(port)) : undefined };
}
