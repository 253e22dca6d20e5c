/** Drops rows of the audit trails that are past keeping. What is left still verifies. A bounded piece at a time, until the service stops. */
import { CLOCK, LOGGER, type Clock, type Logger } from '@cspmexa/platform';
import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { CONFIG, type AuthConfig } from '../config.js';
import { AuthDatabase } from '../database.js';

const batch = 1_000;
const hour = 3_600_000;
const day = 86_400_000;

@Injectable()
export class AuditRetention implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private stopping = false;
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly database: AuthDatabase,
    @Inject(CONFIG) private readonly config: Pick<AuthConfig, 'AUDIT_DAYS'>,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    const prune = (): void => {
      this.running = this.prune().catch((error: unknown) =>
        this.logger.warn({ error }, 'old rows of the audit trail could not be dropped and will be later'),
      );
    };
    prune();
    this.timer = setInterval(prune, hour);
    this.timer.unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    clearInterval(this.timer);
    await this.running;
  }

  /** Drops whatever is past keeping. @returns how many rows. */
  async prune(): Promise<number> {
    const older = new Date(this.clock.now().getTime() - this.config.AUDIT_DAYS * day);
    let dropped = 0;
    for (const tenantId of await this.tenantsWithOlder(older)) {
      let count = batch;
      while (count === batch && !this.stopping) dropped += count = await this.pruneSome(tenantId, older);
    }
    if (dropped > 0) this.logger.info({ dropped, older }, 'rows of the audit trail are past keeping');
    return dropped;
  }

  private async tenantsWithOlder(older: Date): Promise<string[]> {
    const { rows } = await this.database.pool.query<{ tenant_id: string }>(
      `select h.tenant_id from audit_heads h
       join audit_entries e on e.tenant_id = h.tenant_id and e.seq = h.pruned_seq + 1
       where e.at < $1`,
      [older],
    );
    return rows.map(({ tenant_id }) => tenant_id);
  }

  private async pruneSome(tenantId: string, older: Date): Promise<number> {
    const [row] = await this.database.withTenant(tenantId, (tx) =>
      tx.$queryRawUnsafe<{ dropped: number }[]>(
        'select prune_audit_entries($1::uuid, $2::timestamptz, $3::int) as dropped',
        tenantId,
        older,
        batch,
      ),
    );
    return row?.dropped ?? 0;
  }
}
