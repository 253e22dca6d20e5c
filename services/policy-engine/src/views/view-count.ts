/** How many findings views show now. */
import { parseFindingQuery } from '@cspmexa/contracts';
import { asAppError, type SqlTransaction } from '@cspmexa/platform';
import { filterSql, type FilterContext } from '../findings/filter-sql.js';
import { patternOfFew } from '../findings/pattern-of-few.js';

/** Views of one list that are counted; the others show no number. */
export const mostCountedViews = 50;
/** Counts to this and no further: many views are counted at once, and whenever findings change. */
const mostCounted = 10_000;
/** How long one count, and all of a list, may take, in milliseconds: what others share must not keep a list from whoever asks for it. */
export const patience = { eachMs: 1_000, allMs: 3_000 };

/**
 * Counts each query to `mostCounted`, in their order; null where there are more, and where there is no time left for it. Whoever asks counts
 * what they may see.
 */
export async function countsOf(
  tx: SqlTransaction,
  tenantId: string,
  queries: readonly string[],
  context: FilterContext,
): Promise<(number | null)[]> {
  const { eachMs, allMs } = patience;
  const end = performance.now() + allMs;
  await tx.$executeRawUnsafe(`set local statement_timeout = ${eachMs}`);
  // A statement that is stopped would take the whole transaction with it.
  await tx.$executeRawUnsafe('savepoint counting');
  const counts: (number | null)[] = [];
  for (const q of queries)
    counts.push(performance.now() < end ? await countInTime(tx, () => countOf(tx, tenantId, q, context)) : null);
  await tx.$executeRawUnsafe('set local statement_timeout to default');
  return counts;
}

async function countInTime(tx: SqlTransaction, count: () => Promise<number | null>): Promise<number | null> {
  try {
    return await count();
  } catch (error) {
    if (asAppError(error).code !== 'unavailable') throw error;
    // Fails when it is the database that is away.
    await tx.$executeRawUnsafe('rollback to savepoint counting');
    return null;
  }
}

async function countOf(
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
