/** Reads findings for the API. */
import { Inject, Injectable } from '@nestjs/common';
import type { Finding, FindingQuery } from '@cspmexa/contracts';
import { AppError, Cursors, cutPage, type SqlTransaction } from '@cspmexa/platform';
import { PolicyEngineDatabase } from '../database.js';
import { countSql, identityOf, mostCounted, orderOf, pageSql, Position, searchSql } from './finding-query.js';
import { findingOf, type FindingRow } from './finding-row.js';
import type { HistoryRow } from './finding-detail.js';

/** A page of findings. `total` is null when there are too many to count. */
export interface FindingPage {
  readonly items: Finding[];
  readonly next: string | null;
  readonly total: number | null;
}

@Injectable()
export class FindingStore {
  constructor(
    private readonly database: PolicyEngineDatabase,
    @Inject(Cursors) private readonly cursors: Cursors,
  ) {}

  /** @throws AppError invalid-cursor. */
  async list(tenantId: string, query: FindingQuery): Promise<FindingPage> {
    const identity = identityOf(query);
    const after =
      query.cursor === undefined ? undefined : this.cursors.read(query.cursor, tenantId, identity, Position);
    const { rows, total } = await this.database.withTenant(tenantId, async (tx) => {
      const found = await holding(tx, query);
      const page = pageSql(tenantId, query, after, found);
      const count = countSql(tenantId, query, found);
      const [counted] = await tx.$queryRawUnsafe<{ total: number }[]>(count.text, ...count.values);
      return {
        rows: await tx.$queryRawUnsafe<FindingRow[]>(page.text, ...page.values),
        total: counted?.total ?? 0,
      };
    });
    const { rows: items, last } = cutPage(rows, query.limit);
    return {
      items: items.map(findingOf),
      next: last ? this.cursors.write(positionOf(last, query.sort), tenantId, identity) : null,
      total: total > mostCounted ? null : total,
    };
  }
}

/** The ids of what holds the text that a query searches; undefined when it searches none, or when they are too many. */
export async function holding(tx: SqlTransaction, query: FindingQuery): Promise<string[] | undefined> {
  const search = searchSql(query);
  if (!search) return undefined;
  const found = await tx.$queryRawUnsafe<{ id: string }[]>(search.text, ...search.values);
  return found.length > mostCounted ? undefined : found.map(({ id }) => id);
}

/** A finding with its history, in the caller's transaction. @throws AppError not-found. */
export async function readFinding(
  tx: SqlTransaction,
  tenantId: string,
  id: string,
): Promise<{ row: FindingRow; history: HistoryRow[] }> {
  const [row] = await tx.$queryRawUnsafe<FindingRow[]>(
    'select * from findings where tenant_id = $1::uuid and id = $2::uuid',
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
  return { row, history };
}

function positionOf(row: FindingRow, sort: FindingQuery['sort']): Position {
  const { column } = orderOf(sort);
  const value =
    column === 'severity' ? row.severity : (column === 'opened_at' ? row.opened_at : row.changed_at).getTime();
  return { value, id: row.id };
}
