/** In how many days findings are to be fixed, as a tenant has it. */
import { Injectable } from '@nestjs/common';
import type { FindingSettings } from '@cspmexa/contracts';
import { recordAudit } from '@cspmexa/messaging';
import { AppError, type Session, type SqlTransaction } from '@cspmexa/platform';
import { PolicyEngineDatabase } from '../database.js';
import { claimSlaDays, daysByRank, dueSql, readSlaDays } from '../findings/due.js';
import { tellChanged, type Touched } from './tell.js';

/** Findings that one statement looks at. */
const chunk = 5_000;

/** Longest transaction, in milliseconds: shorter than a gateway waits. */
const settings = { timeoutMs: 14_000 };

@Injectable()
export class FindingSettingsStore {
  constructor(private readonly database: PolicyEngineDatabase) {}

  async get(tenantId: string): Promise<FindingSettings> {
    return { slaDays: await this.database.withTenant(tenantId, (tx) => readSlaDays(tx, tenantId)) };
  }

  /** Findings that nobody set a date for are due by the new days at once. @throws AppError forbidden to who may not see every account. */
  change({ tenantId, email, accountIds }: Session, { slaDays }: FindingSettings): Promise<FindingSettings> {
    if (accountIds !== undefined) throw new AppError('forbidden');
    return this.database.withTenant(
      tenantId,
      async (tx) => {
        const before = await claimSlaDays(tx, tenantId);
        await tx.$executeRawUnsafe(
          `insert into finding_settings (tenant_id, sla_days) values ($1::uuid, $2::jsonb)
           on conflict (tenant_id) do update set sla_days = excluded.sla_days`,
          tenantId,
          JSON.stringify(slaDays),
        );
        await tellChanged(tx, tenantId, await reckonAgain(tx, tenantId, daysByRank(slaDays)), email);
        await recordAudit(tx, tenantId, {
          ...{ action: 'finding-settings.changed', target: { kind: 'tenant', id: tenantId } },
          ...{ before: { slaDays: before }, after: { slaDays } },
        });
        return { slaDays };
      },
      settings,
    );
  }
}

const concerned = `tenant_id = $1::uuid and status in ('open', 'excepted') and not due_set`;

/**
 * Reckons when findings are due, for those that nobody set a date for. That is no change of a finding: its version and its history stay.
 * Returns those whose date moved.
 */
async function reckonAgain(tx: SqlTransaction, tenantId: string, days: string): Promise<Touched[]> {
  const moved: Touched[] = [];
  const due = dueSql('open_since', 'severity', '$2::jsonb');
  let after = '00000000-0000-0000-0000-000000000000';
  for (;;) {
    const page = await tx.$queryRawUnsafe<{ id: string }[]>(
      `select id from findings where ${concerned} and id > $2::uuid order by id limit ${chunk}`,
      tenantId,
      after,
    );
    const last = page.at(-1);
    if (!last) return moved;
    moved.push(
      ...(await tx.$queryRawUnsafe<Touched[]>(
        `update findings set due_at = ${due} where ${concerned} and id > $3::uuid and id <= $4::uuid
           and due_at is distinct from ${due} returning id, account_id as "accountId"`,
        ...[tenantId, days, after, last.id],
      )),
    );
    after = last.id;
  }
}
