/** The SQL of findings gathered by what they share. Pure. */
import type { FindingGroupQuery, FindingGrouping } from '@cspmexa/contracts';
import { rankings, type GroupPosition } from './groups.js';
import type { Sql } from './where.js';

/** What findings are gathered by, as SQL. */
const keys: Readonly<Record<FindingGrouping, { readonly sql: string; readonly type: string }>> = {
  policy: { sql: 'policy_id', type: 'text' },
  resource: { sql: 'resource_key', type: 'bigint' },
  account: { sql: 'account_id', type: 'uuid' },
  service: { sql: 'service', type: 'text' },
  region: { sql: 'region', type: 'text' },
  severity: { sql: 'severity', type: 'smallint' },
  assignee: { sql: 'assignee', type: 'text' },
  cause: { sql: 'cause_key', type: 'text' },
};

/** Groupings of which there may be as many groups as findings: the database sorts them and cuts the page. */
export const isMany = (by: FindingGrouping): boolean => by === 'resource' || by === 'cause';

/** Groupings whose groups are told with the number of resources. Others hold as many as there are: counting them takes as long as all else. */
export const hasResources = (by: FindingGrouping): boolean => by === 'policy' || isMany(by);

/** Findings that one statement gathers. `key` is the SQL of what they are gathered by. */
export interface Gathered extends Sql {
  readonly by: FindingGrouping;
  readonly key: string;
}

/**
 * What a where-clause finds, to be gathered by one statement after the other. Most findings are nobody's: those that are somebody's are
 * gathered by themselves, in an index of their own.
 */
export const gatheredBy = (by: FindingGrouping, { text, values }: Sql): readonly [Gathered, ...Gathered[]] =>
  by === 'assignee'
    ? [
        { by, key: 'assignee', text: `${text} and assignee is not null`, values },
        { by, key: `''::text`, text: `${text} and assignee is null`, values },
      ]
    : [{ by, key: keys[by].sql, text, values }];

/** Those of some groups alone. */
export const ofGroups = (gathered: Gathered, own: readonly string[]): Gathered => ({
  ...gathered,
  text: `${gathered.text} and ${gathered.key} = any($${gathered.values.length + 1}::${keys[gathered.by].type}[])`,
  values: [...gathered.values, own],
});

/** Counts by group, status and severity: rows of `GroupPart`. */
export function partsSql({ by, key, text, values }: Gathered): Sql {
  // A resource has one finding of a policy for each row of its table: where all are of one row, there are as many resources.
  const [row, byRow] = by === 'policy' ? ['discriminator', ', discriminator'] : ['null::text', ''];
  return {
    text: `select (${key})::text as key, status, severity, ${row} as row, count(*)::int as count, min(open_since) as oldest
      from findings where ${text} group by ${key}, status, severity${byRow}`,
    values,
  };
}

/** How many resources each group is about: `key`, `resources`. */
export const resourcesSql = ({ key, text, values }: Gathered): Sql => ({
  text: `select key::text as key, count(*)::int as resources
    from (select ${key} as key from findings where ${text} group by ${key}, resource_key) as each_resource group by key`,
  values,
});

/** What of the groups is read. */
export interface GroupsGiven {
  readonly sort: FindingGroupQuery['sort'];
  /** Groups that are wanted: one more is read, to learn whether there is a next page. */
  readonly limit: number;
  readonly after: GroupPosition | undefined;
}

/** A page of the groups of a grouping that has many, by what they are sorted by, with the number of all: rows of `Ranked`, and `total`. */
export function rankedSql({ by, key, text, values }: Gathered, { sort, limit, after }: GroupsGiven): Sql {
  const { type } = keys[by];
  // A text by its bytes.
  const order = [...rankings[sort], type === 'text' ? 'key collate "C"' : 'key'].join(', ');
  const types = [...rankings[sort].map((one) => (one === 'oldest' ? 'timestamptz' : 'int')), type];
  const start = types.map((cast, index) => `$${values.length + index + 1}::${cast}`).join(', ');
  const position = after ? [...rankings[sort].map((one) => rankValue(after, one)), after.key] : [];
  return {
    text: `with g as (select ${key} as key, max(severity)::int as worst, count(*)::int as findings, min(open_since) as oldest
        from findings where ${text} group by ${key}),
      page as (select * from g ${after ? `where (${order}) > (${start})` : ''} order by ${order} limit ${limit + 1})
      select key::text as key, worst, findings, oldest, (select count(*) from g)::int as total from page order by ${order}`,
    values: [...values, ...position.map((value) => String(value))],
  };
}

const rankValue = (position: GroupPosition, by: (typeof rankings)[keyof typeof rankings][number]): string | number =>
  by === 'oldest' ? new Date(position.oldest).toISOString() : by === '-worst' ? -position.worst : -position.findings;

/** What groups are called, by one of their findings. `$1` is the tenant, `$2` the keys of the groups. */
export const calledSql = (by: FindingGrouping): string =>
  `select wanted.key::text as key, f.resource_arn, f.resource_name, f.aws_account_id, f.title, f.cause_title
   from unnest($2::${keys[by].type}[]) as wanted (key), lateral (
     select * from findings where tenant_id = $1::uuid and ${keys[by].sql} = wanted.key limit 1) as f`;
