/** Which rows of a trail are asked for, as SQL. */
import type { listAuditEntries, RouteInput } from '@cspmexa/contracts';

export type AuditFilter = Omit<RouteInput<typeof listAuditEntries>['query'], 'limit' | 'cursor'>;

/** The conditions on audit_entries as `e`, and the values of $1, $2… in them. The tenant is the first. */
export function conditionsOf(tenantId: string, filter: AuditFilter): { where: string; values: unknown[] } {
  const values: unknown[] = [];
  const conditions: string[] = [];
  /** `?` stands for the value. */
  const add = (sql: string, value: unknown): void => {
    if (value === undefined) return;
    values.push(value);
    conditions.push(sql.replaceAll('?', `$${values.length}`));
  };
  add('e.tenant_id = ?::uuid', tenantId);
  add(`e.actor ilike ? escape '\\'`, part(filter.actor));
  const { action } = filter;
  // A whole action is found by its index.
  if (action?.includes('.')) add('e.action = ?', action);
  else if (action !== undefined) add(`e.action like ? escape '\\'`, `${literal(action)}.%`);
  add(`e.target_id ilike ? escape '\\'`, part(filter.target));
  add('e.outcome = ?', filter.outcome);
  add('e.at >= ?::timestamptz', filter.from);
  add('e.at < ?::timestamptz', filter.to);
  return { where: conditions.join(' and '), values };
}

const literal = (text: string): string => text.replace(/[\\%_]/g, '\\$&');
const part = (text: string | undefined): string | undefined => (text ? `%${literal(text)}%` : undefined);
