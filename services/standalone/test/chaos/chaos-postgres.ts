/** A PostgreSQL that can be made to crash and to come back with its data. */
import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { freePort, startPostgres, type EmbeddedPostgres } from '@cspmexa/platform';

export class ChaosPostgres {
  private isAway = false;

  private constructor(
    private readonly directory: string,
    private server: EmbeddedPostgres,
  ) {}

  /** Not safe against power loss, which nobody cuts here; safe against everything that happens to processes. */
  static async start(directory: string): Promise<ChaosPostgres> {
    return new ChaosPostgres(directory, await start(directory, await freePort()));
  }

  /** With the password, without a database; the same over its restarts. */
  get url(): string {
    return this.server.url;
  }

  /** Ends at once, without a checkpoint and with every connection cut, as `pg_ctl stop -m immediate` does. */
  async crash(): Promise<void> {
    const [pid] = readFileSync(path.join(this.server.directory, 'data/postmaster.pid'), 'utf8').split('\n');
    process.kill(Number(pid), 'SIGQUIT');
    await this.server.ended;
    this.isAway = true;
  }

  /** On the same port, after recovery from its log; nothing when it runs. */
  async startAgain(): Promise<void> {
    if (!this.isAway) return;
    this.isAway = false;
    this.server = await start(this.directory, this.server.port);
  }

  /** Ends it and removes its data. */
  async stop(): Promise<void> {
    await this.server.stop();
    rmSync(this.server.directory, { recursive: true, force: true });
  }
}

const start = (directory: string, port: number): Promise<EmbeddedPostgres> =>
  startPostgres({
    directory,
    port,
    durable: false,
    settings: { synchronous_commit: 'on', full_page_writes: 'on', max_connections: '300' },
  });
