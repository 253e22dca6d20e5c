/** Reads findings for the API. */
import { Inject, Injectable } from '@nestjs/common';
import type { Finding, FindingQuery } from '@cspmexa/contracts';
import { AppError, CLOCK, Cursors, cutPage, type Clock, type SqlTransaction } from '@cspmexa/platform';
import { z } from 'zod';
import { PolicyEngineDatabase } from '../database.js';
import { Catalogue } from '../policies/catalogue.js';
import type { FilterContext } from './filter-sql.js';
import type { CommentRow, HistoryRow, StoredDetail } from './finding-detail.js';
import { countSql, filterOf, identityOf, mostToCount, orderOf, pageSql, Position, whereSql } from './finding-query.js';
import type { ListFilter, PageGiven } from './finding-query.js';
import { findingOf, type FindingRow } from './finding-row.js';
import { patternOfFew } from './pattern-of-few.js';
import type { Sql } from './where.js';

/** A page of findings. `total` is that of its first page: null when there are too many to count. */
export interface FindingPage {
  readonly items: Finding[];
  readonly next: string | null;
  readonly total: number | null;
}

/** Where a page begins, and how many findings were counted with the first. */
const PagePlace = Position.extend({ total: z.int().nullable() });

/** Who asks, for `is:mine`. */
export interface Asker {
  readonly tenantId: string;
  readonly email?: string | undefined;
}

@Injectable()
export class FindingStore {
  constructor(
    private readonly database: PolicyEngineDatabase,
    private readonly catalogue: Catalogue,
    @Inject(Cursors) private readonly cursors: Cursors,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @throws AppError invalid-cursor. */
  async list({ tenantId, email }: Asker, query: FindingQuery): Promise<FindingPage> {
    const identity = identityOf(query);
    const after =
      query.cursor === undefined ? undefined : this.cursors.read(query.cursor, tenantId, identity, PagePlace);
    const context = { now: this.clock.now(), me: email, catalogue: this.catalogue };
    const { rows, total } = await this.database.withTenant(tenantId, async (tx) => {
      const where = await readWhere(tx, tenantId, query, context);
      const total = after ? after.total : await countFindings(tx, where, mostToCount(query));
      return { total, rows: total === 0 ? [] : await readPage(tx, where, { ...query, after }) };
    });
    const { rows: items, last } = cutPage(rows, query.limit);
    return {
      items: items.map(findingOf),
      next: last ? this.cursors.write({ ...positionOf(last, query.sort), total }, tenantId, identity) : null,
      total,
    };
  }
}

/** Tells the planner of a transaction that reading an index here and there costs little more than reading on: it may stand in memory. */
export const trustIndexes = (tx: SqlTransaction): PromiseLike<unknown> =>
  tx.$queryRawUnsafe(`select set_config('random_page_cost', '1.1', true)`);

/** The where-clause of a list, after what it searches was looked up. */
export async function readWhere(
  tx: SqlTransaction,
  tenantId: string,
  list: ListFilter,
  context: Omit<FilterContext, 'few'>,
): Promise<Sql> {
  await trustIndexes(tx);
  const few = await patternOfFew(tx, filterOf(list));
  return whereSql(tenantId, list, { ...context, few });
}

/** How many findings a where-clause finds; null when they are more than `most`. */
export async function countFindings(tx: SqlTransaction, where: Sql, most: number): Promise<number | null> {
  const { text, values } = countSql(where, most);
  const [counted] = await tx.$queryRawUnsafe<{ total: number }[]>(text, ...values);
  const total = counted?.total ?? 0;
  return total > most ? null : total;
}

/** A page of rows, and one more when there is a next page. */
export function readPage(tx: SqlTransaction, where: Sql, page: PageGiven): PromiseLike<FindingRow[]> {
  const { text, values } = pageSql(where, page);
  return tx.$queryRawUnsafe<FindingRow[]>(text, ...values);
}

/** A finding with its history and comments, in the caller's transaction. @throws AppError not-found. */
export async function readFinding(tx: SqlTransaction, tenantId: string, id: string): Promise<StoredDetail> {
  const [row] = await tx.$queryRawUnsafe<(FindingRow & { same_cause: number })[]>(
    `select f.*, (select count(*)::int from findings o where o.tenant_id = f.tenant_id and o.cause_key = f.cause_key
       and o.cause_key <> '' and o.status = 'open') as same_cause
     from findings f where f.tenant_id = $1::uuid and f.id = $2::uuid`,
    tenantId,
    id,
  );
  if (!row) throw new AppError('not-found');
  const history = await tx.$queryRawUnsafe<HistoryRow[]>(
    `select id, at, change, scan_id, actor, severity, reason, before, after, changes, cause from finding_history
     where tenant_id = $1::uuid and finding_id = $2::uuid order by version desc limit 500`,
    tenantId,
    id,
  );
  const comments = await tx.$queryRawUnsafe<CommentRow[]>(
    `select id, author, text, at from finding_comments where tenant_id = $1::uuid and finding_id = $2::uuid
     order by at, id limit 1000`,
    tenantId,
    id,
  );
  return { row, history, comments, sameCause: row.same_cause };
}

/** Where the page after a row begins. */
function positionOf(row: FindingRow, sort: FindingQuery['sort']): Position {
  const { by, isTime } = orderOf(sort);
  if (!isTime) return { value: row.severity, id: row.id };
  const time = by === 'opened_at' ? row.opened_at : by === 'changed_at' ? row.changed_at : row.due_at;
  return { value: time?.getTime() ?? null, id: row.id };
}
