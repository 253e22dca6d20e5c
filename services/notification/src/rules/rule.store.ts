/** Alert rules. */
import { AlertRule, type AlertRuleInput } from '@cspmexa/contracts';
import { recordAudit } from '@cspmexa/messaging';
import { AppError, CLOCK, Cursors, cutPage, newId, type Clock } from '@cspmexa/platform';
import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import { NotificationDatabase, type Tx } from '../database.js';
import type { AlertRule as Row } from '../generated/prisma/client.js';

const nounOf = ({ tenantId: _, createdAt, ...row }: Row): AlertRule =>
  AlertRule.parse({ ...row, createdAt: createdAt.toISOString() });
/** What the cursors of the list say: the id of the last row. */
const Position = z.uuid();
const list = 'alert-rules';

@Injectable()
export class RuleStore {
  constructor(
    private readonly database: NotificationDatabase,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly cursors: Cursors,
  ) {}

  /** Every rule of the tenant, in the caller's transaction. */
  async all(tx: Tx, tenantId: string): Promise<AlertRule[]> {
    return (await tx.alertRule.findMany({ where: { tenantId } })).map(nounOf);
  }

  async list(
    tenantId: string,
    limit: number,
    cursor: string | undefined,
  ): Promise<{ items: AlertRule[]; next: string | null }> {
    const after = cursor === undefined ? undefined : this.cursors.read(cursor, tenantId, list, Position);
    const rows = await this.database.withTenant(tenantId, (tx) =>
      tx.alertRule.findMany({
        where: { tenantId, ...(after ? { id: { gt: after } } : {}) },
        orderBy: { id: 'asc' },
        take: limit + 1,
      }),
    );
    const { rows: page, last } = cutPage(rows, limit);
    return { items: page.map(nounOf), next: last ? this.cursors.write(last.id, tenantId, list) : null };
  }

  async add(tenantId: string, input: AlertRuleInput): Promise<AlertRule> {
    const data = { tenantId, id: newId(), createdAt: this.clock.now(), ...input };
    return this.database.withTenant(tenantId, async (tx) => {
      const after = nounOf(await tx.alertRule.create({ data }));
      await recordAudit(tx, tenantId, { action: 'alert-rule.added', target: targetFor(data.id), after });
      return after;
    });
  }

  async replace(tenantId: string, id: string, input: AlertRuleInput): Promise<AlertRule> {
    return this.database.withTenant(tenantId, async (tx) => {
      const before = await lock(tx, tenantId, id);
      const after = nounOf(await tx.alertRule.update({ where: { tenantId_id: { tenantId, id } }, data: input }));
      await recordAudit(tx, tenantId, { action: 'alert-rule.changed', target: targetFor(id), before, after });
      return after;
    });
  }

  async remove(tenantId: string, id: string): Promise<void> {
    await this.database.withTenant(tenantId, async (tx) => {
      const before = await lock(tx, tenantId, id);
      await tx.alertRule.delete({ where: { tenantId_id: { tenantId, id } } });
      await recordAudit(tx, tenantId, { action: 'alert-rule.removed', target: targetFor(id), before });
    });
  }
}

const targetFor = (id: string) => ({ kind: 'alert-rule', id });

/** A rule that nobody else changes until `tx` ends. @throws AppError not-found */
async function lock(tx: Tx, tenantId: string, id: string): Promise<AlertRule> {
  await tx.$queryRaw`select 1 from alert_rule where tenant_id = ${tenantId}::uuid and id = ${id}::uuid for update`;
  const row = await tx.alertRule.findUnique({ where: { tenantId_id: { tenantId, id } } });
  if (!row) throw new AppError('not-found');
  return nounOf(row);
}
