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
import { trustIndexes, readWhere } from './finding.store.js';
import {
  calledSql,
  gatheredBy,
  hasResources,
  isMany,
  ofGroups,
  partsSql,
  rankedSql,
  resourcesSql,
  type Gathered,
  type GroupsGiven,
} from './group-sql.js';
import { patternOfFew } from './pattern-of-few.js';
import {
  groupsOf,
  GroupPosition,
  pageOfGroups,
  positionOfGroup,
  queryOfGroup,
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
      const gathered = gatheredBy(by, where);
      const [first] = gathered;
      const page = { sort, limit, after };
      const { groups, total } = isMany(by) ? await readMany(tx, first, page) : await readFew(tx, gathered, page);
      const { rows, last } = cutPage(groups, limit);
      const items = await this.named(tx, tenantId, rows, { by, q, gathered: first, isAll: rows.length === total });
      return { items, total, next: last ? this.cursors.write(positionOfGroup(last), tenantId, identity) : null };
    });
  }

  /** How many findings there are of each value of the keys that have menus. */
  async facets({ tenantId, email }: Asker, q = ''): Promise<FindingFacets> {
    const { filter } = parseFindingQuery(q);
    const context = { now: this.clock.now(), me: email, catalogue: this.catalogue };
    return this.database.withTenant(tenantId, async (tx) => {
      await trustIndexes(tx);
      return readFacets(tx, tenantId, filter, { ...context, few: await patternOfFew(tx, filter) });
    });
  }

  private async named(
    tx: SqlTransaction,
    tenantId: string,
    groups: readonly CountedGroup[],
    { by, q, gathered, isAll }: { by: FindingGrouping; q: string; gathered: Gathered; isAll: boolean },
  ): Promise<FindingGroup[]> {
    const own = groups.map(({ key }) => key);
    const uncounted = groups.filter((group) => group.resources === undefined).map(({ key }) => key);
    const isEvery = isAll && uncounted.length === groups.length;
    const resources =
      by === 'resource' || !hasResources(by) || uncounted.length === 0
        ? undefined
        : await resourcesOf(tx, isEvery ? gathered : ofGroups(gathered, uncounted));
    const called = hasName(by) ? await tx.$queryRawUnsafe<Called[]>(calledSql(by), tenantId, own) : [];
    const byKey = new Map(called.map((one) => [one.key, one]));
    const judged = by === 'policy' ? await judgedByPolicy(tx, tenantId, own) : undefined;
    return groups.map(({ key, worst, oldest, ...counts }): FindingGroup => {
      const one = byKey.get(key);
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
        resources: by === 'resource' ? 1 : (counts.resources ?? resources?.get(key) ?? null),
        judged: judged ? (judged.get(key) ?? 0) : null,
        oldest: oldest.toISOString(),
      };
    });
  }
}

const hasName = (by: FindingGrouping): boolean => isMany(by) || by === 'account' || by === 'policy';

interface Groups {
  /** One more than the page when there is a next one. */
  readonly groups: CountedGroup[];
  readonly total: number;
}

const rowsOf = <Row>(tx: SqlTransaction, { text, values }: Sql): PromiseLike<Row[]> =>
  tx.$queryRawUnsafe<Row[]>(text, ...values);

/** The groups of a grouping that has few: all of them are counted, and the page is cut here. */
async function readFew(tx: SqlTransaction, gathered: readonly Gathered[], page: GroupsGiven): Promise<Groups> {
  const parts: GroupPart[] = [];
  for (const one of gathered) parts.push(...(await rowsOf<GroupPart>(tx, partsSql(one))));
  const groups = groupsOf(parts);
  return { groups: pageOfGroups(groups, page), total: groups.length };
}

/** The groups of a grouping that has many: what they are sorted by first, then all of those of the page. */
async function readMany(tx: SqlTransaction, gathered: Gathered, page: GroupsGiven): Promise<Groups> {
  const ranked = await rowsOf<Ranked & { total: number }>(tx, rankedSql(gathered, page));
  const own = ranked.map(({ key }) => key);
  const parts = await rowsOf<GroupPart>(tx, partsSql(ofGroups(gathered, own)));
  const counted = new Map(groupsOf(parts).map((group) => [group.key, group]));
  return { groups: own.flatMap((key) => counted.get(key) ?? []), total: ranked[0]?.total ?? 0 };
}

/** How many resources the findings of groups are about. */
async function resourcesOf(tx: SqlTransaction, gathered: Gathered): Promise<ReadonlyMap<string, number>> {
  const rows = await rowsOf<{ key: string; resources: number }>(tx, resourcesSql(gathered));
  return new Map(rows.map(({ key, resources }) => [key, resources]));
}
