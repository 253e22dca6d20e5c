/** Ends exceptions on their date, once however many replicas look. */
import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { CLOCK, LOGGER, type Clock, type Logger } from '@cspmexa/platform';
import { CONFIG, type PolicyEngineConfig } from '../config.js';
import { actFor, PolicyEngineDatabase, type Tx } from '../database.js';
import { writeExceptions, type ExceptionChange } from './finding-writer.js';

/** Exceptions that end in one transaction. */
const batch = 500;

interface Claimed {
  tenant_id: string;
  id: string;
  version: number;
}

@Injectable()
export class ExceptionExpiry implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly stopping = new AbortController();
  private running: Promise<void> | undefined;

  constructor(
    private readonly database: PolicyEngineDatabase,
    @Inject(CONFIG) private readonly config: PolicyEngineConfig,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.running ??= this.run();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  /** Ends those that are due. Returns how many. Rows that another replica holds are left to it. */
  async expire(): Promise<number> {
    return this.database.transaction(async (tx) => {
      const claimed = await tx.$queryRawUnsafe<Claimed[]>(
        `select tenant_id, id, version from findings where exception_until <= $1::timestamptz and status = 'excepted'
         order by exception_until limit ${batch} for update skip locked`,
        this.clock.now().toISOString(),
      );
      for (const tenantId of new Set(claimed.map(({ tenant_id }) => tenant_id)))
        await this.end(
          tx,
          tenantId,
          claimed.filter(({ tenant_id }) => tenant_id === tenantId),
        );
      return claimed.length;
    });
  }

  private async end(tx: Tx, tenantId: string, rows: readonly Claimed[]): Promise<void> {
    await actFor(tx, tenantId);
    const changes = rows.map(({ id, version }): ExceptionChange => ({
      id,
      version,
      change: 'exception-expired',
      exception: null,
    }));
    await writeExceptions(tx, tenantId, changes, { at: this.clock.now(), scanId: null, actor: null });
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      // A database that is away must not end the loop: the next turn tries again.
      const ended = await this.expire().catch((error: unknown) => {
        this.logger.warn({ error }, 'exceptions could not be ended and will be later');
        return 0;
      });
      if (ended < batch) await pause(this.config.ENGINE_TICK_MS, signal);
    }
  }
}

const pause = (milliseconds: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener('abort', done, { once: true });
    function done(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
  });
