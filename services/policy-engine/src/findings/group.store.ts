/** Reads findings gathered by what they share. */
import { Inject, Injectable } from '@nestjs/common';
import {
  parseFindingQuery,
  type FindingFacets,
  type FindingGroup,
  type FindingGroupQuery,
  type FindingGrouping,
  type Text,
} from '@cspmexa/contracts';
import { CLOCK, Cursors, cutPage, type Clock, type SqlTransaction } from '@cspmexa/platform';
import { PolicyEngineDatabase } from '../database.js';
import { Catalogue } from '../policies/catalogue.js';
import { judgedByPolicy } from '../tallies/tally-sums.js';
import { canonicalJson } from './canonical.js';
import { readFacets } from './facets.js';
import type { Asker } from './finding.store.js';
import { readWhere } from './finding.store.js';
import { patternOfFew } from './pattern-of-few.js';
import {
  groupsOf,
  GroupPosition,
  pageOfGroups,
  positionOfGroup,
  queryOfGroup,
  rankings,
  type CountedGroup,
  type GroupPart,
  type Ranked,
} from './groups.js';
import { severityOf } from './severity.js';
import type { Sql } from './where.js';

/** A page of groups. */
export interface GroupPage {
  readonly items: FindingGroup[];
  readonly next: string | null;
  readonly total: number;
}

/** What findings are gathered by, as SQL. */
const keys: Readonly<Record<FindingGrouping, { readonly sql: string; readonly type: string }>> = {
  policy: { sql: 'policy_id', type: 'text' },
  resource: { sql: 'resource_key', type: 'bigint' },
  account: { sql: 'account_id', type: 'uuid' },
  service: { sql: 'service', type: 'text' },
  region: { sql: 'region', type: 'text' },
  severity: { sql: 'severity', type: 'smallint' },
  assignee: { sql: `coalesce(assignee, '')`, type: 'text' },
  cause: { sql: 'cause_key', type: 'text' },
};

/** Groupings of which there may be as many groups as findings: the database sorts them and cuts the page. */
const isMany = (by: FindingGrouping): boolean => by === 'resource' || by === 'cause';

/** What is known of a group besides its numbers. */
interface Called {
  readonly key: string;
  readonly resource_arn: string;
  readonly resource_name: string | null;
  readonly aws_account_id: string;
  readonly title: Text;
  readonly cause_title: Text | null;
}

@Injectable()
export class GroupStore {
  constructor(
    private readonly database: PolicyEngineDatabase,
    private readonly catalogue: Catalogue,
    @Inject(Cursors) private readonly cursors: Cursors,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @throws AppError invalid-cursor. */
  async list({ tenantId, email }: Asker, query: FindingGroupQuery): Promise<GroupPage> {
    const { by, q = '', sort, limit } = query;
    const identity = `groups ${canonicalJson({ by, q, sort })}`;
    const after =
      query.cursor === undefined ? undefined : this.cursors.read(query.cursor, tenantId, identity, GroupPosition);
    const context = { now: this.clock.now(), me: email, catalogue: this.catalogue };
    return this.database.withTenant(tenantId, async (tx) => {
      const where = await readWhere(tx, tenantId, { q }, context);
      const read = isMany(by) ? readMany : readFew;
      const { groups, total } = await read(tx, where, by, { sort, limit, after });
      const { rows, last } = cutPage(groups, limit);
      const items = await this.named(tx, tenantId, where, rows, { by, q });
      return { items, total, next: last ? this.cursors.write(positionOfGroup(last), tenantId, identity) : null };
    });
  }

  /** How many findings there are of each value of the keys that have menus. */
  async facets({ tenantId, email }: Asker, q = ''): Promise<FindingFacets> {
    const { filter } = parseFindingQuery(q);
    const context = { now: this.clock.now(), me: email, catalogue: this.catalogue };
    return this.database.withTenant(tenantId, async (tx) =>
      readFacets(tx, tenantId, filter, { ...context, few: await patternOfFew(tx, filter) }),
    );
  }

  private async named(
    tx: SqlTransaction,
    tenantId: string,
    where: Sql,
    groups: readonly CountedGroup[],
    { by, q }: { by: FindingGrouping; q: string },
  ): Promise<FindingGroup[]> {
    const own = groups.map(({ key }) => key);
    const uncounted = groups.filter(({ resources: known }) => known === undefined).map(({ key }) => key);
    const resources = await resourcesOf(tx, where, by, uncounted);
    const called = await calledOf(tx, tenantId, by, own);
    const judged = by === 'policy' ? await judgedByPolicy(tx, tenantId, own) : undefined;
    return groups.map(({ key, worst, oldest, ...counts }): FindingGroup => {
      const one = called.get(key);
      const shown = by === 'resource' ? (one?.resource_arn ?? key) : by === 'severity' ? severityOf(Number(key)) : key;
      const title = by === 'policy' ? (this.catalogue.find(key)?.title ?? one?.title) : one?.cause_title;
      const name = by === 'resource' ? one?.resource_name : by === 'account' ? one?.aws_account_id : null;
      return {
        ...counts,
        key: shown,
        title: (by === 'policy' || by === 'cause' ? title : null) ?? null,
        name: name ?? null,
        q: queryOfGroup(q, by, shown === '' ? 'none' : shown),
        severity: severityOf(worst),
        resources: counts.resources ?? resources.get(key) ?? 0,
        judged: judged ? (judged.get(key) ?? 0) : null,
        oldest: oldest.toISOString(),
      };
    });
  }
}

interface PageWanted {
  readonly sort: FindingGroupQuery['sort'];
  readonly limit: number;
  readonly after: GroupPosition | undefined;
}

interface Groups {
  /** One more than the page when there is a next one. */
  readonly groups: CountedGroup[];
  readonly total: number;
}

/** The groups of a grouping that has few: all of them are counted, and the page is cut here. */
async function readFew(tx: SqlTransaction, where: Sql, by: FindingGrouping, page: PageWanted): Promise<Groups> {
  const groups = by === 'policy' ? groupsOf(await readParts(tx, where, by)) : await readWithResources(tx, where, by);
  return { groups: pageOfGroups(groups, page), total: groups.length };
}

/** A group as one statement tells it, with a count for each rank of severity. */
interface WholeRow extends Ranked {
  readonly open: number;
  readonly excepted: number;
  readonly resources: number;
  readonly ranks: readonly number[];
}

const eachRank = [0, 1, 2, 3, 4];

/** All groups of a grouping, resource by resource, so that one reading of the index counts findings and resources. */
async function readWithResources(
  tx: SqlTransaction,
  { text, values }: Sql,
  by: FindingGrouping,
): Promise<CountedGroup[]> {
  const rows = await tx.$queryRawUnsafe<WholeRow[]>(
    `select key::text as key, max(worst)::int as worst, sum(findings)::int as findings, sum(open)::int as open,
       sum(excepted)::int as excepted, min(oldest) as oldest, count(*)::int as resources,
       array[${eachRank.map((rank) => `sum(rank_${rank})::int`).join(', ')}] as ranks
     from (
       select ${keys[by].sql} as key, max(severity) as worst, count(*) as findings, min(open_since) as oldest,
         count(*) filter (where status = 'open') as open, count(*) filter (where status = 'excepted') as excepted,
         ${eachRank.map((rank) => `count(*) filter (where severity = ${rank}) as rank_${rank}`).join(', ')}
       from findings where ${text} group by resource_key, ${keys[by].sql}) as each_resource
     group by key`,
    ...values,
  );
  return rows.map(({ ranks, ...group }) => {
    const bySeverity = { critical: 0, high: 0, medium: 0, low: 0, info: 0 };
    for (const [rank, count] of ranks.entries()) bySeverity[severityOf(rank)] = count;
    return { ...group, bySeverity };
  });
}

function readParts(tx: SqlTransaction, { text, values }: Sql, by: FindingGrouping): PromiseLike<GroupPart[]> {
  // A resource has one finding of a policy for each row of its table: where all are of one row, there are as many resources.
  const row = by === 'policy' ? 'discriminator' : 'null::text';
  return tx.$queryRawUnsafe<GroupPart[]>(
    `select (${keys[by].sql})::text as key, status, severity, ${row} as row, count(*)::int as count, min(open_since) as oldest
     from findings where ${text} group by ${keys[by].sql}, status, severity${by === 'policy' ? ', discriminator' : ''}`,
    ...values,
  );
}

/** The groups of a grouping that has many: what they are sorted by first, then all of those of the page. */
async function readMany(
  tx: SqlTransaction,
  { text, values }: Sql,
  by: FindingGrouping,
  { sort, limit, after }: PageWanted,
): Promise<Groups> {
  const { sql, type } = keys[by];
  const order = [...rankings[sort].map((one) => rankSql[one]), 'key collate "C"'].join(', ');
  const at = values.length;
  const start = after
    ? [...rankings[sort].map((one) => rankValue(after, one)), after.key].map((value) => String(value))
    : [];
  const types = [...rankings[sort].map((one) => (one === 'oldest' ? 'timestamptz' : 'int')), 'text'];
  const beyond = `where (${order}) > (${types.map((cast, index) => `$${at + index + 1}::${cast}`).join(', ')})`;
  const rows = await tx.$queryRawUnsafe<(Ranked & { total: number })[]>(
    `with g as (select (${sql})::text as key, max(severity)::int as worst, count(*)::int as findings, min(open_since) as oldest
       from findings where ${text} group by ${sql})
     select *, (select count(*) from g)::int as total from g ${after ? beyond : ''} order by ${order} limit ${limit + 1}`,
    ...values,
    ...start,
  );
  const own = rows.map(({ key }) => key);
  const parts = await readParts(
    tx,
    { text: `${text} and ${sql} = any($${at + 1}::${type}[])`, values: [...values, own] },
    by,
  );
  const counted = new Map(groupsOf(parts).map((group) => [group.key, group]));
  return { groups: own.flatMap((key) => counted.get(key) ?? []), total: rows[0]?.total ?? 0 };
}

const rankSql = { '-worst': '-worst', '-findings': '-findings', oldest: 'oldest' } as const;

const rankValue = (position: GroupPosition, by: keyof typeof rankSql): string | number =>
  by === 'oldest' ? new Date(position.oldest).toISOString() : by === '-worst' ? -position.worst : -position.findings;

/** How many resources the findings of groups are about. */
async function resourcesOf(
  tx: SqlTransaction,
  { text, values }: Sql,
  by: FindingGrouping,
  own: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  if (by === 'resource') return new Map(own.map((key) => [key, 1]));
  if (own.length === 0) return new Map();
  const { sql, type } = keys[by];
  const rows = await tx.$queryRawUnsafe<{ key: string; resources: number }[]>(
    `select key, count(*)::int as resources from (select (${sql})::text as key from findings
       where ${text} and ${sql} = any($${values.length + 1}::${type}[]) group by resource_key, ${sql}) as each_one group by key`,
    ...values,
    own,
  );
  return new Map(rows.map(({ key, resources }) => [key, resources]));
}

/** What groups are called: by one of their findings. */
async function calledOf(
  tx: SqlTransaction,
  tenantId: string,
  by: FindingGrouping,
  own: readonly string[],
): Promise<ReadonlyMap<string, Called>> {
  if (!isMany(by) && by !== 'account' && by !== 'policy') return new Map();
  const { sql, type } = keys[by];
  const rows = await tx.$queryRawUnsafe<Called[]>(
    `select wanted.key::text as key, f.resource_arn, f.resource_name, f.aws_account_id, f.title, f.cause_title
     from unnest($2::${type}[]) as wanted (key), lateral (
       select * from findings where tenant_id = $1::uuid and ${sql} = wanted.key limit 1) as f`,
    tenantId,
    own,
  );
  return new Map(rows.map((row) => [row.key, row]));
}
