/** Ends exceptions on their date, once however many replicas look. */
import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, LOGGER, type Clock, type Logger, Turns } from '@cspmexa/platform';
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
export class ExceptionExpiry extends Turns {
  constructor(
    private readonly database: PolicyEngineDatabase,
    @Inject(CONFIG) { ENGINE_TICK_MS }: PolicyEngineConfig,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) logger: Logger,
  ) {
    super({
      work: async () => (await this.expire()) >= batch,
      pauseMs: ENGINE_TICK_MS,
      failed: (error) => logger.warn({ error }, 'exceptions could not be ended and will be later'),
    });
  }

  /** Ends those that are due. Returns how many. Rows that another replica holds are left to it. */
  async expire(): Promise<number> {
    return this.database.acrossTenants(async (tx) => {
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
}
