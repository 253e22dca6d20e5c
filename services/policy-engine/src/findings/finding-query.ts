/** The SQL of the list of findings. Pure. */
import { severityRank, type FindingQuery } from '@cspmexa/contracts';
import { z } from 'zod';
import { canonicalJson } from './canonical.js';
import { storable } from './storable.js';

/** Where a page begins: the value of the row before it in the sort column (a rank, or milliseconds since 1970) and its id. */
export const Position = z.object({ value: z.number(), id: z.uuid() });
export type Position = z.infer<typeof Position>;

/** A statement with its values. */
export interface Sql {
  readonly text: string;
  readonly values: readonly unknown[];
}

type Filters = Omit<FindingQuery, 'limit' | 'cursor' | 'sort'>;

const sortColumns = { severity: 'severity', openedAt: 'opened_at', changedAt: 'changed_at' } as const;

/** The column of a sort, and its direction. */
export function orderOf(sort: FindingQuery['sort']): { column: string; direction: 'asc' | 'desc' } {
  const name = sort.replace('-', '');
  const column = name === 'severity' || name === 'openedAt' ? sortColumns[name] : sortColumns.changedAt;
  return { column, direction: sort.startsWith('-') ? 'desc' : 'asc' };
}

/** Tells one list from another, for its cursors: everything of the query but where the page begins and how long it is. */
export const identityOf = ({ limit: _limit, cursor: _cursor, ...rest }: FindingQuery): string => canonicalJson(rest);

/** Counts to this and no further. */
export const mostCounted = 10_000;

/** The ids of what holds a text, at most one more than `mostCounted`; undefined when no text is searched. The tenant is that of the transaction. */
export function searchSql({ search }: Filters): Sql | undefined {
  const pattern = searchPattern(search);
  return pattern === undefined
    ? undefined
    : {
        text: 'select id from findings_with_text($1, $2::int) as found (id)',
        values: [storable(pattern), mostCounted + 1],
      };
}

/**
 * A page: the rows after a position, one more than `limit` to learn whether there is a next page. `found` is what holds the text that is
 * searched; undefined when that is too much: then the rows are read in their order until the page is full.
 */
export function pageSql(
  tenantId: string,
  query: FindingQuery,
  after: Position | undefined,
  found?: readonly string[],
): Sql {
  const { column, direction } = orderOf(query.sort);
  const { text, values } = whereSql(tenantId, query, found);
  const start = after ? [positionValue(column, after.value), after.id] : [];
  const cast = column === 'severity' ? 'smallint' : 'timestamptz';
  const beyond = after
    ? ` and (${column}, id) ${direction === 'asc' ? '>' : '<'} ($${values.length + 1}::${cast}, $${values.length + 2}::uuid)`
    : '';
  return {
    text: `select * from findings where ${text}${beyond} order by ${column} ${direction}, id ${direction} limit ${query.limit + 1}`,
    values: [...values, ...start],
  };
}

/** How many findings match, counted to one more than `mostCounted`. `found` is as for a page. */
export function countSql(tenantId: string, filters: Filters, found?: readonly string[]): Sql {
  const { text, values } = whereSql(tenantId, filters, found);
  return {
    text: `select count(*)::int as total from (select 1 from findings where ${text} limit ${mostCounted + 1}) as matching`,
    values,
  };
}

const positionValue = (column: string, value: number): unknown =>
  column === 'severity' ? value : new Date(value).toISOString();

function whereSql(tenantId: string, filters: Filters, found: readonly string[] | undefined): Sql {
  const values: unknown[] = [tenantId];
  const clauses = ['tenant_id = $1::uuid'];
  const add = (value: unknown, clause: (parameter: string) => string): void => {
    if (value === undefined) return;
    // Nothing that is stored holds what cannot be stored, so that the search for it just finds nothing.
    values.push(storable(value));
    clauses.push(clause(`$${values.length}`));
  };
  // One value as an equality: then the index that begins with it also gives the order.
  const addList = (list: readonly unknown[] | undefined, column: string, type: string): void => {
    if (list?.length === 1) add(list[0], (at) => `${column} = ${at}::${type}`);
    else add(list, (at) => `${column} = any(${at}::${type}[])`);
  };
  addList(filters.status, 'status', 'text');
  addList(
    filters.severity?.map((severity) => severityRank[severity]),
    'severity',
    'smallint',
  );
  addList(filters.service, 'service', 'text');
  addList(filters.region, 'region', 'text');
  addList(filters.accountId, 'account_id', 'uuid');
  addList(filters.policyId, 'policy_id', 'text');
  add(filters.resourceArn, (at) => `resource_arn = ${at}`);
  add(filters.reopened, (at) => `reopened = ${at}`);
  if (found) add(found, (at) => `id = any(${at}::uuid[])`);
  else add(searchPattern(filters.search), (at) => `search_text like ${at}`);
  return { text: clauses.join(' and '), values };
}

/** Finds a text wherever it is, taking its `%` and `_` as they are. */
const searchPattern = (search: string | undefined): string | undefined => {
  const text = search?.trim().toLowerCase();
  return text ? `%${text.replace(/[\\%_]/g, '\\$&')}%` : undefined;
};
