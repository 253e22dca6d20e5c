/** PostgreSQL refuses to run as root: as root we run it as somebody who owns nothing else. */
import { spawnSync } from 'node:child_process';

/** Who the server runs as. */
export interface UnixUser {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/** `postgres` where it exists, else `nobody`; undefined when this process is not root and needs no change. */
export function unprivilegedUser(): UnixUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  for (const name of ['postgres', 'nobody']) {
    const uid = idOf('-u', name);
    const gid = idOf('-g', name);
    if (uid !== undefined && gid !== undefined && uid !== 0) return { name, uid, gid };
  }
  throw new Error(
    'PostgreSQL does not run as root, and there is neither a user postgres nor a user nobody to run it as.',
  );
}

/** Whether that user passes `test FLAG PATH`, through every folder above it. */
export function passes(user: UnixUser | undefined, flag: '-x' | '-w', path: string): boolean {
  const who = user ? { uid: user.uid, gid: user.gid } : {};
  return spawnSync('/bin/sh', ['-c', `test ${flag} "$0"`, path], { ...who, cwd: '/' }).status === 0;
}

function idOf(flag: string, name: string): number | undefined {
  const { status, stdout } = spawnSync('id', [flag, name], { encoding: 'utf8', env: { PATH: '/usr/bin:/bin' } });
  return status === 0 ? Number(stdout) : undefined;
}
