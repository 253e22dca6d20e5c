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

/** Keys that one index holds: they are counted together. */
const together: readonly (readonly FacetKey[])[] = [
  ['status', 'severity', 'policy'],
  ['account', 'service', 'region'],
  ['assignee'],
];

/** Counts under a filter; each key under the filter without its own terms, so that its menu tells what else there is to choose. */
export async function readFacets(
  tx: SqlTransaction,
  tenantId: string,
  filter: FindingFilter,
  context: FilterContext,
): Promise<FindingFacets> {
  const items: Facet[] = [];
  for (const keys of together) {
    const free = keys.filter((key) => !filter.any[key] && !filter.none[key]);
    if (free.length > 0) items.push(...(await countTogether(tx, tenantId, free, filter, context)));
    for (const key of keys)
      if (!free.includes(key))
        items.push(...(await countTogether(tx, tenantId, [key], withoutKey(filter, key), context)));
  }
  // The keys of `columns` are those of the facets, in the order in which they are told.
  const order = Object.keys(columns);
  return { items: items.sort((a, b) => order.indexOf(a.key) - order.indexOf(b.key)) };
}

async function countTogether(
  tx: SqlTransaction,
  tenantId: string,
  keys: readonly FacetKey[],
  filter: FindingFilter,
  context: FilterContext,
): Promise<Facet[]> {
  const { text, values } = filterSql(tenantId, filter, context);
  if (keys.includes('assignee')) return [await countAssignees(tx, { text, values })];
  const by = keys.map((key) => columns[key].column).join(', ');
  const rows = await tx.$queryRawUnsafe<Row[]>(
    `select ${by}, count(*)::int as count from findings where ${text} group by ${by}`,
    ...values,
  );
  return keys.map((key) => facetOf(key, rows));
}

/** Most findings are nobody's: those that are somebody's are counted by their own index. */
async function countAssignees(tx: SqlTransaction, { text, values }: Sql): Promise<Facet> {
  const counted = (assignee: string) =>
    `select ${assignee} as assignee, count(*)::int as count from findings where ${text}`;
  const somebodys = await tx.$queryRawUnsafe<Row[]>(
    `${counted('assignee')} and assignee is not null group by assignee`,
    ...values,
  );
  const [all] = await tx.$queryRawUnsafe<Row[]>(counted('null::text'), ...values);
  const nobodys = (all?.count ?? 0) - somebodys.reduce((sum, { count }) => sum + count, 0);
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
