/** How many findings a view shows now. */
import { parseFindingQuery } from '@cspmexa/contracts';
import type { SqlTransaction } from '@cspmexa/platform';
import { filterSql, type FilterContext } from '../findings/filter-sql.js';
import { patternOfFew } from '../findings/pattern-of-few.js';

/** Views of one list that are counted; the others show no number. */
export const mostCountedViews = 50;
/** Counts to this and no further: many views are counted at once, and whenever findings change. */
const mostCounted = 10_000;

/** Counts to `mostCounted`; null when there are more. Whoever asks counts what they may see. */
export async function countOf(
  tx: SqlTransaction,
  tenantId: string,
  q: string,
  context: FilterContext,
): Promise<number | null> {
  const { filter } = parseFindingQuery(q);
  const { text, values } = filterSql(tenantId, filter, { ...context, few: await patternOfFew(tx, filter) });
  const [row] = await tx.$queryRawUnsafe<{ total: number }[]>(
    `select count(*)::int as total from (select 1 from findings where ${text} limit ${mostCounted + 1}) as shown`,
    ...values,
  );
  const total = row?.total ?? 0;
  return total > mostCounted ? null : total;
}
