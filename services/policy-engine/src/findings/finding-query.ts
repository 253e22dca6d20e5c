/** The SQL of the list of findings. Pure. */
import { parseFindingQuery, severityRank, type FindingFilter, type FindingQuery } from '@cspmexa/contracts';
import { z } from 'zod';
import { canonicalJson } from './canonical.js';
import { dueOrNever } from './due.js';
import { addFilter, isIndexed, type FilterContext } from './filter-sql.js';
import { Where, type Sql } from './where.js';

/** Where a page begins: the value of the row before it in the sort column (a rank, or milliseconds since 1970; null for no time) and its id. */
export const Position = z.object({ value: z.number().nullable(), id: z.uuid() });
export type Position = z.infer<typeof Position>;

/** What a list is of: the query as text, and the older fields that say the same. */
export type ListFilter = Partial<Omit<FindingQuery, 'limit' | 'cursor' | 'sort' | 'skip'>>;

/** How a list is sorted: the expression that its index is of. */
export interface Order {
  readonly by: string;
  readonly direction: 'asc' | 'desc';
  readonly isTime: boolean;
}

const sorts = {
  severity: { by: 'severity', isTime: false },
  openedAt: { by: 'opened_at', isTime: true },
  changedAt: { by: 'changed_at', isTime: true },
  dueAt: { by: dueOrNever, isTime: true },
} as const;

/** What a sort orders by, and its direction. */
export function orderOf(sort: FindingQuery['sort']): Order {
  // The sorts are these names, with or without a sign.
  const name = sort.replace('-', '') as keyof typeof sorts;
  return { ...sorts[name], direction: sort.startsWith('-') ? 'desc' : 'asc' };
}

/** Tells one list from another, for its cursors: everything of the query but where the page begins and how long it is. */
export const identityOf = ({ limit: _limit, cursor: _cursor, skip: _skip, ...rest }: FindingQuery): string =>
  canonicalJson(rest);

/** The query of a list, understood, with the search of old among its texts. */
export function filterOf({ q = '', search }: ListFilter): FindingFilter {
  const { filter } = parseFindingQuery(q);
  const text = search?.trim().toLowerCase();
  return text ? { ...filter, text: [...filter.text, text] } : filter;
}

/** Counts to this and no further, where an index tells; else to the other. */
const mostCounted = { indexed: 200_000, read: 10_000 };

/** The where-clause of a list. */
export function whereSql(tenantId: string, list: ListFilter, context: FilterContext): Sql {
  const where = new Where(tenantId);
  const { status, severity, service, region, accountId, policyId, resourceArn, reopened } = list;
  if (status) where.add(where.oneOf('status', status, 'text'));
  if (severity) {
    const ranks = severity.map((one) => severityRank[one]);
    where.add(where.oneOf('severity', ranks, 'smallint'));
  }
  if (service) where.add(where.oneOf('service', service, 'text'));
  if (region) where.add(where.oneOf('region', region, 'text'));
  if (accountId) where.add(where.oneOf('account_id', accountId, 'uuid'));
  if (policyId) where.add(where.oneOf('policy_id', policyId, 'text'));
  if (resourceArn !== undefined) where.add(where.oneOf('resource_arn', [resourceArn], 'text'));
  if (reopened !== undefined) where.add(where.oneOf('reopened', [reopened], 'boolean'));
  addFilter(where, filterOf(list), context);
  return where.sql;
}

/** What of a list is read. */
export interface PageGiven {
  readonly sort: FindingQuery['sort'];
  /** Rows that are wanted: one more is read, to learn whether there is a next page. */
  readonly limit: number;
  readonly after?: Position | undefined;
  /** Rows to leave out, when it begins after no position. */
  readonly skip?: number;
}

/** A page of what a where-clause finds. */
export function pageSql({ text, values }: Sql, { sort, limit, after, skip = 0 }: PageGiven): Sql {
  const { by, direction, isTime } = orderOf(sort);
  const order = `order by ${by} ${direction}, id ${direction} limit ${limit + 1}`;
  const start = after ? [isTime ? timeOf(after.value) : after.value, after.id] : [];
  const cast = isTime ? 'timestamptz' : 'smallint';
  const at = values.length;
  const sign = direction === 'asc' ? '>' : '<';
  const beyond = after ? ` and (${by}, id) ${sign} ($${at + 1}::${cast}, $${at + 2}::uuid)` : '';
  const offset = after || skip === 0 ? '' : ` offset ${skip}`;
  // The page is found in an index, and so is what comes before it: only its own rows are read.
  return {
    text: `select findings.* from (select id from findings where ${text}${beyond} ${order}${offset}) as page
      join findings on findings.tenant_id = $1::uuid and findings.id = page.id
      order by ${by} ${direction}, findings.id ${direction}`,
    values: [...values, ...start],
  };
}

/** How many findings a list has, counted to one more than `mostToCount`. */
export const countSql = ({ text, values }: Sql, most: number): Sql => ({
  text: `select count(*)::int as total from (select 1 from findings where ${text} limit ${most + 1}) as matching`,
  values,
});

/** Up to how many findings of a list are counted. */
export const mostToCount = (list: ListFilter): number =>
  mostCounted[list.reopened === undefined && isIndexed(filterOf(list)) ? 'indexed' : 'read'];

/** A time that is none comes last. */
const timeOf = (value: number | null): string => (value === null ? 'infinity' : new Date(value).toISOString());
