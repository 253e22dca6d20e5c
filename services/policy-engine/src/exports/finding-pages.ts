/** Every finding that a query finds, page by page in the order of its list, within one transaction. */
import { FindingStatus, parseFindingQuery, Severity, type FindingQuery } from '@cspmexa/contracts';
import type { SqlTransaction } from '@cspmexa/platform';
import { filterSql } from '../findings/filter-sql.js';
import type { FindingRow } from '../findings/finding-row.js';
import { patternOfFew } from '../findings/pattern-of-few.js';
import { severityOf } from '../findings/severity.js';
import type { Sql } from '../findings/where.js';
import type { Catalogue } from '../policies/catalogue.js';

/** Rows that are in memory, and that others wait for, at the same time. */
const pageRows = 100;

/** What files tell. The evidence, which is longer than all of it together, is not read. */
const columns = `id, fingerprint, policy_id, discriminator, status, severity, reopened, resolution, account_id, aws_account_id, region, service,
  resource_kind, resource_arn, resource_name, title, reason, '[]'::jsonb as conditions, subject, exception, assignee, due_at, due_set, comments,
  cause_key, cause_title, opened_at, open_since, changed_at, resolved_at, version`;

/** How many findings there are, whatever of them is shown. */
export interface FindingCounts {
  readonly total: number;
  readonly bySeverity: Readonly<Record<Severity, number>>;
  readonly byStatus: Readonly<Record<FindingStatus, number>>;
}

/** The clause of a query, as the list of findings has it. */
export async function clauseOf(
  tx: SqlTransaction,
  tenantId: string,
  q: string,
  context: { readonly now: Date; readonly me: string; readonly catalogue: Catalogue },
): Promise<Sql> {
  const { filter } = parseFindingQuery(q);
  return filterSql(tenantId, filter, { ...context, few: await patternOfFew(tx, filter) });
}

export async function countFindings(tx: SqlTransaction, { text, values }: Sql): Promise<FindingCounts> {
  const rows = await tx.$queryRawUnsafe<{ severity: number; status: FindingStatus; count: number }[]>(
    `select severity, status, count(*)::int as count from findings where ${text} group by 1, 2`,
    ...values,
  );
  const sumOf = (of: (row: (typeof rows)[number]) => boolean): number =>
    rows.filter(of).reduce((sum, { count }) => sum + count, 0);
  return {
    total: sumOf(() => true),
    bySeverity: byName(Severity.options, (name) => sumOf(({ severity }) => severityOf(severity) === name)),
    byStatus: byName(FindingStatus.options, (name) => sumOf(({ status }) => status === name)),
  };
}

const byName = <Name extends string>(names: readonly Name[], of: (name: Name) => number): Record<Name, number> =>
  // One entry for each name: that is what the record of names is.
  Object.fromEntries(names.map((name) => [name, of(name)])) as Record<Name, number>;

/** At most `most` rows, in pages. */
export async function* findingPages(
  tx: SqlTransaction,
  clause: Sql,
  sort: FindingQuery['sort'],
  most = Infinity,
): AsyncGenerator<FindingRow[]> {
  const { key, type, direction } = orders[sort];
  let after: { readonly sort_key: string; readonly id: string } | undefined;
  for (let left = most; left > 0;) {
    const limit = Math.min(pageRows, left);
    const at = clause.values.length;
    const beyond = after
      ? ` and (${key}, id) ${direction === 'asc' ? '>' : '<'} ($${at + 1}::${type}, $${at + 2}::uuid)`
      : '';
    const page = await tx.$queryRawUnsafe<(FindingRow & { sort_key: string })[]>(
      `select ${columns}, (${key})::text as sort_key from findings where ${clause.text}${beyond}
       order by ${key} ${direction}, id ${direction} limit ${limit}`,
      ...clause.values,
      ...(after ? [after.sort_key, after.id] : []),
    );
    if (page.length > 0) yield page;
    if (page.length < limit) return;
    after = page.at(-1);
    left -= page.length;
  }
}

interface Order {
  readonly key: string;
  readonly type: string;
  readonly direction: 'asc' | 'desc';
}

const order = (key: string, type: string, direction: Order['direction']): Order => ({ key, type, direction });
const timestamp = 'timestamptz';

const orders: Readonly<Record<FindingQuery['sort'], Order>> = {
  severity: order('severity', 'smallint', 'asc'),
  '-severity': order('severity', 'smallint', 'desc'),
  openedAt: order('opened_at', timestamp, 'asc'),
  '-openedAt': order('opened_at', timestamp, 'desc'),
  changedAt: order('changed_at', timestamp, 'asc'),
  '-changedAt': order('changed_at', timestamp, 'desc'),
  // Those without a due date come last.
  dueAt: order(`coalesce(due_at, 'infinity')`, timestamp, 'asc'),
};
