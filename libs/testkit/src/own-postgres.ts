/** A PostgreSQL of a test's own, which it may break: it crashes, stays away, freezes, and comes back with its data on the same port. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createDatabase, startPostgres, withDatabase, type EmbeddedPostgres } from '@cspmexa/platform';

/** Not safe against power loss, which nobody cuts here; safe against everything that happens to processes. */
const settings = { synchronous_commit: 'on', full_page_writes: 'on' };

export class OwnPostgres {
  private constructor(
    private readonly folder: string,
    private server: EmbeddedPostgres,
  ) {}

  static async start(): Promise<OwnPostgres> {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'own-postgres-'));
    return new OwnPostgres(folder, await startPostgres({ directory: folder, durable: false, settings }));
  }

  /** Makes a database. @returns its URL, which stays the same over all crashes. */
  async database(schema: string): Promise<string> {
    const url = withDatabase(`${this.server.url}/postgres`, { database: schema, schema });
    await createDatabase(url);
    return url;
  }

  /** Ends it at once: SIGQUIT as `pg_ctl stop -m immediate` does, SIGKILL as an out-of-memory killer does. */
  async crash(signal: 'SIGQUIT' | 'SIGKILL'): Promise<void> {
    process.kill(this.postmaster(), signal);
    await this.server.ended;
  }

  /** With the data and on the port that it had. */
  async startAgain(): Promise<void> {
    this.server = await startPostgres({ directory: this.folder, port: this.server.port, durable: false, settings });
  }

  /** Stops all of its processes where they are: connections stay open and nothing is answered. Linux only. @returns the way to let them go on. */
  freeze(): () => void {
    const pids = withChildren(this.postmaster());
    for (const pid of pids) process.kill(pid, 'SIGSTOP');
    return () => {
      for (const pid of pids) process.kill(pid, 'SIGCONT');
    };
  }

  /** Ends it and removes its data. */
  async stop(): Promise<void> {
    await this.server.stop();
    for (const folder of [this.server.directory, this.folder]) rmSync(folder, { recursive: true, force: true });
  }

  private postmaster(): number {
    return Number.parseInt(readFileSync(path.join(this.server.directory, 'data/postmaster.pid'), 'utf8'), 10);
  }
}

/** A process and those that it started. */
function withChildren(parent: number): number[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return [parent, ...pids.filter((pid) => parentOf(pid) === parent).map(Number)];
}

function parentOf(pid: string): number | undefined {
  try {
    // The second field is the name in brackets, which may hold anything.
    return Number(/\) \S (\d+)[^)]*$/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1]);
  } catch {
    return undefined; // It has ended.
  }
}
