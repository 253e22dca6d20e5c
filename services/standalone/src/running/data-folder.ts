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
  /** Seals the signing keys. Made on the first run. */
  readonly secret: string;
}

/** The folder of this checkout unless another is named. */
export const defaultFolder = (): string => fileURLToPath(new URL('../../../../.cspmexa', import.meta.url));

/** Makes the folder and what must be in it. */
export function openDataFolder(root: string): DataFolder {
  fs.mkdirSync(root, { recursive: true, mode: 0o711 });
  const snapshots = path.join(root, 'snapshots');
  fs.mkdirSync(snapshots, { recursive: true, mode: 0o700 });
  const secretFile = path.join(root, 'secret');
  if (!fs.existsSync(secretFile))
    fs.writeFileSync(secretFile, randomBytes(32).toString('base64url'), { mode: 0o600, flag: 'wx' });
  return {
    root,
    postgres: path.join(root, 'postgres'),
    snapshots,
    log: path.join(root, 'cspmexa.log'),
    secret: fs.readFileSync(secretFile, 'utf8').trim(),
  };
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
