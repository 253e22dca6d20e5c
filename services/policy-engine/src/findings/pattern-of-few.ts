/** Text is looked up in its index before anything else: the database cannot choose rows by it, since it might tell of what may not be seen. */
import type { FindingFilter } from '@cspmexa/contracts';
import type { SqlTransaction } from '@cspmexa/platform';
import { lookupSql, mostLookedUp, narrowestPattern } from './filter-sql.js';
import { storable } from './storable.js';

/**
 * The narrowest text of a filter, for `FilterContext.few`; undefined when it has none, or when too many findings hold it: then they are
 * read in their order until the page is full.
 */
export async function patternOfFew(tx: SqlTransaction, filter: FindingFilter): Promise<string | undefined> {
  const pattern = narrowestPattern(filter);
  if (pattern === undefined) return undefined;
  const [found] = await tx.$queryRawUnsafe<{ count: number }[]>(
    `select count(*)::int as count from (${lookupSql('$1::text')}) as few`,
    storable(pattern),
  );
  return found && found.count <= mostLookedUp ? pattern : undefined;
}
