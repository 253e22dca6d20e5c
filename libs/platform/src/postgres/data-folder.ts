/** Where an embedded PostgreSQL keeps its data, its password and the note of who started it. */
import { spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ownedByUs } from './binaries.js';
import { passes, type UnixUser } from './unprivileged-user.js';

/** The files of one server. */
export interface DataFolder {
  /** What the next three lie in. */
  readonly root: string;
  readonly data: string;
  /** Holds the process id of the Node process that started the server. */
  readonly owner: string;
  readonly password: string;
}

/** Prepares the folder. As root, when the server's user cannot reach it, the data go to a folder of their own in /var/tmp, always the same for the same folder. */
export function openDataFolder(directory: string, user: UnixUser | undefined): DataFolder {
  const wanted = path.resolve(directory);
  mkdirSync(wanted, { recursive: true, mode: user ? 0o711 : 0o700 });
  const root = passes(user, '-x', wanted) ? wanted : substitute(wanted);
  return {
    root,
    data: path.join(root, 'data'),
    owner: path.join(root, 'owner.pid'),
    password: passwordIn(path.join(root, 'password')),
  };
}

/** Where the server of a folder answers: with the password and without a database. */
export const embeddedUrl = ({ password }: DataFolder, port: number): string =>
  `postgresql://postgres:${encodeURIComponent(password)}@127.0.0.1:${port}`;

function substitute(wanted: string): string {
  const root = `/var/tmp/cspmexa-data-${createHash('sha256').update(wanted).digest('hex').slice(0, 12)}`;
  if (!existsSync(root)) mkdirSync(root, { mode: 0o711 });
  return ownedByUs(root);
}

function passwordIn(file: string): string {
  if (!existsSync(file)) writeFileSync(file, randomBytes(24).toString('base64url'), { mode: 0o600, flag: 'wx' });
  return readFileSync(file, 'utf8').trim();
}

/** Creates the cluster unless it is there. One that was interrupted is begun again. */
export function initialise(
  folder: DataFolder,
  binaries: string,
  user: UnixUser | undefined,
  env: NodeJS.ProcessEnv,
): void {
  if (existsSync(folder.data)) return;
  const part = path.join(folder.root, 'data.part');
  const passwordFile = path.join(folder.root, 'password.part');
  rmSync(part, { recursive: true, force: true });
  mkdirSync(part, { mode: 0o700 });
  writeFileSync(passwordFile, folder.password, { mode: 0o600 });
  if (user) for (const owned of [part, passwordFile]) chownSync(owned, user.uid, user.gid);
  const encoding = ['-E', 'UTF8', '--locale-provider=builtin', '--locale=C.UTF-8', '--lc-messages=C'];
  const { status, stderr, error } = spawnSync(
    path.join(binaries, 'bin/initdb'),
    ['-D', part, '-U', 'postgres', '--pwfile', passwordFile, '-A', 'scram-sha-256', ...encoding, '--no-instructions'],
    { ...(user ? { uid: user.uid, gid: user.gid } : {}), env, cwd: '/', encoding: 'utf8' },
  );
  rmSync(passwordFile);
  if (status !== 0) {
    rmSync(part, { recursive: true, force: true });
    throw new Error(`The embedded PostgreSQL could not create its data in ${folder.root}: ${error?.message ?? stderr}`);
  }
  renameSync(part, folder.data);
}
