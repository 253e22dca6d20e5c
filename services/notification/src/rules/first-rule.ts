/** An alert rule for a tenant that has none: for the sandbox and for tests. */
import { AlertRuleInput } from '@cspmexa/contracts';
import { newId } from '@cspmexa/platform';
import type { z } from 'zod';
import type { NotificationDatabase } from '../database.js';
import { columnsOf } from './rule-row.js';

/** Adds the rule unless the tenant has one. */
export async function addFirstRule(
  database: NotificationDatabase,
  tenantId: string,
  input: z.input<typeof AlertRuleInput>,
): Promise<void> {
  const data = { tenantId, id: newId(), createdAt: new Date(), ...columnsOf(AlertRuleInput.parse(input)) };
  await database.withTenant(tenantId, async (tx) => {
    if ((await tx.alertRule.count({ where: { tenantId } })) === 0) await tx.alertRule.create({ data });
  });
}
