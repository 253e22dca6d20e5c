/** How many findings there are of each value of the keys that have menus. */
import type { FindingFacets, FindingFilter } from '@cspmexa/contracts';
import type { SqlTransaction } from '@cspmexa/platform';
import { filterSql, type FilterContext } from './filter-sql.js';
import { severityOf } from './severity.js';
import type { Sql } from './where.js';

type Facet = FindingFacets['items'][number];
type FacetKey = Facet['key'];

/** Values of one key that are told. */
const mostValues = 200;

/** What is read of a row for each key, and how its value is called in a query. */
const columns: Readonly<Record<FacetKey, { readonly column: string; readonly named: (value: Counted) => string }>> = {
  status: { column: 'status', named: String },
  severity: { column: 'severity', named: (rank) => severityOf(Number(rank)) },
  service: { column: 'service', named: String },
  region: { column: 'region', named: String },
  account: { column: 'account_id', named: String },
  policy: { column: 'policy_id', named: String },
  assignee: { column: 'assignee', named: (value) => String(value ?? 'none') },
};

type Counted = string | number | null;
type Row = Readonly<Record<string, Counted>> & { readonly count: number };

/** Keys that one index holds: they are counted together, in its order. */
export const together = [
  { keys: ['policy', 'severity', 'status'], by: ['policy_id', 'discriminator', 'severity', 'status'] },
  { keys: ['account', 'region', 'service'], by: ['account_id', 'region', 'service'] },
] as const satisfies readonly { readonly keys: readonly FacetKey[]; readonly by: readonly string[] }[];

/** Counts under a filter; each key under the filter without its own terms, so that its menu tells what else there is to choose. */
export async function readFacets(
  tx: SqlTransaction,
  tenantId: string,
  filter: FindingFilter,
  context: FilterContext,
): Promise<FindingFacets> {
  const under = (other: FindingFilter): Sql => filterSql(tenantId, other, context);
  const isAsked = (key: FacetKey): boolean => Boolean(filter.any[key] ?? filter.none[key]);
  const items: Facet[] = [];
  let found: number | undefined;
  for (const { keys, by } of together) {
    if (!keys.every(isAsked)) {
      const rows = await countBy(tx, under(filter), by);
      found ??= sumOf(rows);
      items.push(...keys.filter((key) => !isAsked(key)).map((key) => facetOf(key, rows)));
    }
    for (const key of keys.filter(isAsked))
      items.push(facetOf(key, await countBy(tx, under(withoutKey(filter, key)), [columns[key].column])));
  }
  const anybodys = isAsked('assignee') ? undefined : found;
  items.push(await countAssignees(tx, under(withoutKey(filter, 'assignee')), anybodys));
  // The keys of `columns` are those of the facets, in the order in which they are told.
  const order = Object.keys(columns);
  return { items: items.sort((a, b) => order.indexOf(a.key) - order.indexOf(b.key)) };
}

function countBy(tx: SqlTransaction, where: Sql, by: readonly string[]): PromiseLike<Row[]> {
  const { text, values } = countBySql(where, by);
  return tx.$queryRawUnsafe<Row[]>(text, ...values);
}

/** How many findings of a where-clause there are of each combination of values of some columns. */
export const countBySql = ({ text, values }: Sql, by: readonly string[]): Sql => ({
  text: `select ${by.join(', ')}, count(*)::int as count from findings where ${text} group by ${by.join(', ')}`,
  values,
});

const sumOf = (rows: readonly Row[]): number => rows.reduce((sum, { count }) => sum + count, 0);

/** Most findings are nobody's: those that are somebody's are counted by their own index. `all` is how many there are, where that is known. */
async function countAssignees(tx: SqlTransaction, { text, values }: Sql, all: number | undefined): Promise<Facet> {
  const somebodys = await countBy(tx, { text: `${text} and assignee is not null`, values }, ['assignee']);
  const nobodys = (all ?? sumOf(await countBy(tx, { text, values }, ['status']))) - sumOf(somebodys);
  const nobody = nobodys > 0 ? [{ assignee: null, count: nobodys }] : [];
  return facetOf('assignee', [...somebodys, ...nobody]);
}

function facetOf(key: FacetKey, rows: readonly Row[]): Facet {
  const { column, named } = columns[key];
  const counts = new Map<string, number>();
  for (const row of rows) {
    const value = named(row[column] ?? null);
    counts.set(value, (counts.get(value) ?? 0) + row.count);
  }
  const values = [...counts].map(([value, count]) => ({ value, count }));
  return { key, values: values.sort(mostFirst).slice(0, mostValues) };
}

const mostFirst = (a: { value: string; count: number }, b: { value: string; count: number }): number =>
  b.count - a.count || (a.value < b.value ? -1 : 1);

/** The filter without the terms of a key. */
function withoutKey(filter: FindingFilter, key: FacetKey): FindingFilter {
  const { [key]: _any, ...any } = filter.any;
  const { [key]: _none, ...none } = filter.none;
  return { ...filter, any, none };
}
