/** Drops rows of the audit trails that are past keeping. What is left still verifies. A bounded piece at a time. */
import { CLOCK, type Clock } from '@cspmexa/platform';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type AuthConfig } from '../config.js';
import { AuthDatabase } from '../database.js';
import type { Retained } from '../retention/retention.js';

const batch = 1_000;
const day = 86_400_000;

@Injectable()
export class AuditRetention implements Retained {
  readonly kept = 'rows of the audit trail';

  constructor(
    private readonly database: AuthDatabase,
    @Inject(CONFIG) private readonly config: Pick<AuthConfig, 'AUDIT_DAYS'>,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async prune(stop?: AbortSignal): Promise<number> {
    const older = new Date(this.clock.now().getTime() - this.config.AUDIT_DAYS * day);
    let dropped = 0;
    for (const tenantId of await this.tenantsWithOlder(older)) {
      let count = batch;
      while (count === batch && !stop?.aborted) dropped += count = await this.pruneSome(tenantId, older);
    }
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
