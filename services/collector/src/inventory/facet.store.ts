/** How many resources there are of each kind, account, region, service and tag, for menus. */
import type { ResourceFacets } from '@cspmexa/contracts';
import { CollectorDatabase, type Tx } from '../database.js';
import { conditionsOf } from './resource-conditions.js';
import { whereOf, type ResourceConditions, type Sql } from './resource-filter.js';

type FacetKey = ResourceFacets['items'][number]['key'];

const columns = { kind: 'kind', account: 'account_id', region: 'region', service: 'service' } as const;
type ColumnKey = keyof typeof columns;
const columnKeys: readonly ColumnKey[] = ['kind', 'account', 'region', 'service'];

/** Values of one key. */
const most = 200;

interface Counted {
  readonly key: ColumnKey | 'tag';
  readonly value: string;
  readonly count: number;
}

export class FacetStore {
  constructor(private readonly database: CollectorDatabase) {}

  /** Each key under the query without its own terms; the most frequent values first. */
  facets(tenantId: string, q: string | undefined): Promise<ResourceFacets> {
    return this.database.withTenant(tenantId, async (tx) => {
      const conditions = await conditionsOf(tx, tenantId, { q });
      const { any, none, tags } = conditions.filter;
      const own = columnKeys.filter((key) => any[key] ?? none[key]);
      const free = columnKeys.filter((key) => !own.includes(key));
      const counted = [
        ...(await count(tx, columnsSql(tenantId, conditions, free))),
        ...(await count(tx, tagsSql(tenantId, conditions, tags.length > 0))),
      ];
      for (const key of own) counted.push(...(await count(tx, columnsSql(tenantId, conditions, [key], key))));
      const keys: readonly FacetKey[] = [...columnKeys, 'tag'];
      return { items: keys.map((key) => ({ key, values: valuesOf(counted, key) })) };
    });
  }
}

const valuesOf = (counted: readonly Counted[], key: FacetKey): { value: string; count: number }[] =>
  counted
    .filter((each) => each.key === key)
    .sort((one, other) => other.count - one.count || (one.value < other.value ? -1 : 1))
    .slice(0, most)
    .map(({ value, count }) => ({ value, count }));

async function count(tx: Tx, sql: Sql | undefined): Promise<Counted[]> {
  return sql ? tx.$queryRawUnsafe<Counted[]>(sql.text, ...sql.values) : [];
}

/**
 * Counts of several columns in one look. They are counted together first: the places that resources share are few, and what is few is cheap to
 * count again by each of its columns.
 */
export function columnsSql(
  tenantId: string,
  conditions: ResourceConditions,
  keys: readonly ColumnKey[],
  leftOut?: ColumnKey,
): Sql | undefined {
  if (keys.length === 0) return undefined;
  const { text, values } = whereOf(tenantId, conditions, leftOut);
  const names = keys.map((key) => columns[key]);
  const each = keys
    .map((key) => `select '${key}' as key, ${columns[key]}::text as value, sum(n)::int as count from places group by 2`)
    .join(' union all ');
  return {
    text: `with places as (select ${names.join(', ')}, count(*) as n from resources r where ${text} group by ${names.join(', ')}) ${each}`,
    values,
  };
}

/** Counts of the keys of tags. */
export function tagsSql(tenantId: string, conditions: ResourceConditions, hasOwn: boolean): Sql {
  const { text, values } = whereOf(tenantId, conditions, hasOwn ? 'tag' : undefined);
  return {
    text: `select 'tag' as key, tag.key as value, count(*)::int as count
      from resources r cross join lateral jsonb_object_keys(r.tags) as tag (key) where ${text} group by tag.key order by 3 desc, 2 limit ${most}`,
    values,
  };
}
