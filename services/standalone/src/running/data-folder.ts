/** What the standalone process keeps on disk. */
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

export interface DataFolder {
  readonly root: string;
  readonly postgres: string;
  readonly snapshots: string;
  readonly log: string;
  /** Gives the key that seals secrets at rest, and more. Made on the first run. */
  readonly secret: string;
}

/** The folder of this checkout unless another is named. */
export const defaultFolder = (): string => fileURLToPath(new URL('../../../../.cspmexa', import.meta.url));

/** Makes the folder and what must be in it. */
export function openDataFolder(root: string): DataFolder {
  fs.mkdirSync(root, { recursive: true, mode: 0o711 });
  const snapshots = path.join(root, 'snapshots');
  fs.mkdirSync(snapshots, { recursive: true, mode: 0o700 });
  if (secretIn(root) === undefined)
    fs.writeFileSync(secretFile(root), randomBytes(32).toString('base64url'), { mode: 0o600, flag: 'wx' });
  return {
    root,
    postgres: path.join(root, 'postgres'),
    snapshots,
    log: path.join(root, 'cspmexa.log'),
    secret: fs.readFileSync(secretFile(root), 'utf8').trim(),
  };
}

const secretFile = (root: string): string => path.join(root, 'secret');

/** The secret of a folder, if there is one. */
export const secretIn = (root: string): string | undefined =>
  fs.existsSync(secretFile(root)) ? fs.readFileSync(secretFile(root), 'utf8').trim() : undefined;

const Passwords = z.record(z.string(), z.string().min(20));

/** A password for each login of the embedded database. Made on the first run, and when one is new. */
export function databasePasswords(root: string, logins: readonly string[]): Record<string, string> {
  const file = path.join(root, 'database-passwords.json');
  const known = fs.existsSync(file) ? Passwords.parse(JSON.parse(fs.readFileSync(file, 'utf8'))) : {};
  const missing = logins.filter((login) => !(login in known));
  if (missing.length === 0) return known;
  const made = Object.fromEntries(missing.map((login) => [login, randomBytes(24).toString('base64url')]));
  const all = { ...known, ...made };
  fs.writeFileSync(`${file}.part`, JSON.stringify(all), { mode: 0o600 });
  fs.renameSync(`${file}.part`, file);
  return all;
}

const Memory = z.object({ createdAt: z.iso.datetime(), applied: z.array(z.string()) });

/** What the sandbox account must remember over restarts: when it was made, and what was repaired in it. */
export class SandboxMemory {
  private constructor(
    private readonly file: string,
    readonly createdAt: Date,
    readonly applied: readonly string[],
  ) {}

  static open(root: string): SandboxMemory {
    const file = path.join(root, 'sandbox.json');
    const parsed = Memory.safeParse(fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')) : null);
    const memory = parsed.success
      ? new SandboxMemory(file, new Date(parsed.data.createdAt), parsed.data.applied)
      : new SandboxMemory(file, new Date(), []);
    memory.save(memory.applied);
    return memory;
  }

  save(applied: readonly string[]): void {
    fs.writeFileSync(`${this.file}.part`, JSON.stringify({ createdAt: this.createdAt.toISOString(), applied }));
    fs.renameSync(`${this.file}.part`, this.file);
  }
}
