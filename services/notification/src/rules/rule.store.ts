/** Alert rules. */
import type { AlertRule, AlertRuleInput } from '@cspmexa/contracts';
import { recordAudit } from '@cspmexa/messaging';
import { AppError, CLOCK, Cursors, cutPage, newId, type Clock } from '@cspmexa/platform';
import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import { NotificationDatabase, type Tx } from '../database.js';
import { dropDigests, moveDigests } from '../deliveries/gathering.js';
import { columnsOf, nounOf, ruleById } from './rule-row.js';

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
    const now = this.clock.now();
    return {
      items: page.map((row) => nounOf(row, now)),
      next: last ? this.cursors.write(last.id, tenantId, list) : null,
    };
  }

  async add(tenantId: string, input: AlertRuleInput): Promise<AlertRule> {
    const now = this.clock.now();
    const data = { tenantId, id: newId(), createdAt: now, ...columnsOf(input) };
    return this.database.withTenant(tenantId, async (tx) => {
      const after = nounOf(await tx.alertRule.create({ data }), now);
      await recordAudit(tx, tenantId, {
        action: 'alert-rule.added',
        target: targetFor(data.id),
        after: auditedOf(after),
      });
      return after;
    });
  }

  async replace(tenantId: string, id: string, input: AlertRuleInput): Promise<AlertRule> {
    const now = this.clock.now();
    return this.database.withTenant(tenantId, async (tx) => {
      const before = await lock(tx, tenantId, id);
      const where = { tenantId_id: { tenantId, id } };
      const after = nounOf(await tx.alertRule.update({ where, data: columnsOf(input) }), now);
      await recordAudit(tx, tenantId, {
        action: 'alert-rule.changed',
        target: targetFor(id),
        before: auditedOf(before),
        after: auditedOf(after),
      });
      if (isTimedOtherwise(before, after)) await moveDigests(tx, tenantId, after, now);
      return after;
    });
  }

  async remove(tenantId: string, id: string): Promise<void> {
    await this.database.withTenant(tenantId, async (tx) => {
      const before = await lock(tx, tenantId, id);
      await tx.alertRule.delete({ where: { tenantId_id: { tenantId, id } } });
      await recordAudit(tx, tenantId, {
        action: 'alert-rule.removed',
        target: targetFor(id),
        before: auditedOf(before),
      });
      await dropDigests(tx, tenantId, id);
    });
  }
}

/** What the trail keeps: a rule without the time of its next digest, which changes by itself. */
const auditedOf = ({ nextAt: _, ...rule }: AlertRule): Omit<AlertRule, 'nextAt'> => rule;

const targetFor = (id: string) => ({ kind: 'alert-rule', id });

const isTimedOtherwise = (before: AlertRule, after: AlertRule): boolean => {
  const timed = ({ timing, timeZone, quietHours }: AlertRule): string => JSON.stringify([timing, timeZone, quietHours]);
  return timed(before) !== timed(after);
};

/** A rule that nobody else changes until `tx` ends. @throws AppError not-found */
async function lock(tx: Tx, tenantId: string, id: string): Promise<AlertRule> {
  await tx.$queryRaw`select 1 from alert_rule where tenant_id = ${tenantId}::uuid and id = ${id}::uuid for update`;
  const rule = await ruleById(tx, tenantId, id);
  if (!rule) throw new AppError('not-found');
  return rule;
}
