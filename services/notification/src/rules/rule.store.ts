/** Alert rules. */
import { AlertRule, type AlertRuleInput } from '@cspmexa/contracts';
import { AppError, CLOCK, newId, type Clock } from '@cspmexa/platform';
import { Inject, Injectable } from '@nestjs/common';
import { NotificationDatabase, type Tx } from '../database.js';
import type { AlertRule as Row } from '../generated/prisma/client.js';

const nounOf = ({ tenantId: _, createdAt, ...row }: Row): AlertRule =>
  AlertRule.parse({ ...row, createdAt: createdAt.toISOString() });
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

@Injectable()
export class RuleStore {
  constructor(
    private readonly database: NotificationDatabase,
    @Inject(CLOCK) private readonly clock: Clock,
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
    if (cursor !== undefined && !uuid.test(cursor)) throw new AppError('invalid-cursor');
    const rows = await this.database.withTenant(tenantId, (tx) =>
      tx.alertRule.findMany({
        where: { tenantId, ...(cursor ? { id: { gt: cursor } } : {}) },
        orderBy: { id: 'asc' },
        take: limit + 1,
      }),
    );
    const page = rows.slice(0, limit);
    return { items: page.map(nounOf), next: rows.length > limit ? (page.at(-1)?.id ?? null) : null };
  }

  async add(tenantId: string, input: AlertRuleInput): Promise<AlertRule> {
    const data = { tenantId, id: newId(), createdAt: this.clock.now(), ...input };
    return nounOf(await this.database.withTenant(tenantId, (tx) => tx.alertRule.create({ data })));
  }

  async replace(tenantId: string, id: string, input: AlertRuleInput): Promise<AlertRule> {
    return this.database.withTenant(tenantId, async (tx) => {
      const { count } = await tx.alertRule.updateMany({ where: { tenantId, id }, data: input });
      if (count === 0) throw new AppError('not-found');
      return nounOf(await tx.alertRule.findUniqueOrThrow({ where: { tenantId_id: { tenantId, id } } }));
    });
  }

  async remove(tenantId: string, id: string): Promise<void> {
    const { count } = await this.database.withTenant(tenantId, (tx) =>
      tx.alertRule.deleteMany({ where: { tenantId, id } }),
    );
    if (count === 0) throw new AppError('not-found');
  }
}
