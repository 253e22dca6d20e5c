/** An alert rule as a row, and as what the API shows. */
import { AlertRule, type AlertRuleInput } from '@cspmexa/contracts';
import type { Tx } from '../database.js';
import { Prisma, type AlertRule as Row } from '../generated/prisma/client.js';
import { nextDigestOf } from './telling.js';

/** What a row says. When the next digest is sent stands in no row. */
const ruleOf = ({ tenantId: _, createdAt, ...row }: Row): AlertRule =>
  AlertRule.parse({ ...row, nextAt: null, createdAt: createdAt.toISOString() });

/** The rule of a row as the API shows it now. */
export function nounOf(row: Row, now: Date): AlertRule {
  const rule = ruleOf(row);
  return { ...rule, nextAt: nextDigestOf(rule, now)?.toISOString() ?? null };
}

/** The columns that an input says. */
export const columnsOf = ({ quietHours, ...input }: AlertRuleInput) => ({
  ...input,
  quietHours: quietHours ?? Prisma.DbNull,
});

/** The rules of the tenant that are switched on, without their next times. */
export const enabledRules = async (tx: Tx, tenantId: string): Promise<AlertRule[]> =>
  (await tx.alertRule.findMany({ where: { tenantId, enabled: true } })).map(ruleOf);

/** A rule without its next time; undefined when it was removed. */
export async function ruleById(tx: Tx, tenantId: string, id: string): Promise<AlertRule | undefined> {
  const row = await tx.alertRule.findUnique({ where: { tenantId_id: { tenantId, id } } });
  return row ? ruleOf(row) : undefined;
}
