/** Reads the audit trail of a tenant: a page at a time, or all of it as a file. */
import type { AuditEntry, listAuditEntries, RouteInput, RouteResponse } from '@cspmexa/contracts';
import { Cursors, cutPage } from '@cspmexa/platform';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { AuthDatabase } from '../database.js';
import { conditionsOf, type AuditFilter } from './audit-query.js';
import { entryColumns, entryOf, type EntryRow } from './entry-rows.js';

/** What cursors of the list say: the seq of the last row. */
const Position = z.int().positive();
const listName = 'audit';

/** Rows of a file that are in memory at a time. */
const pageSize = 500;

@Injectable()
export class AuditReader {
  constructor(
    private readonly database: AuthDatabase,
    private readonly cursors: Cursors,
  ) {}

  /** A page, the newest first. @throws invalid-cursor */
  async list(
    tenantId: string,
    { limit, cursor, ...filter }: RouteInput<typeof listAuditEntries>['query'],
  ): Promise<RouteResponse<typeof listAuditEntries>> {
    const before = cursor === undefined ? undefined : this.cursors.read(cursor, tenantId, listName, Position);
    const rows = await this.read(tenantId, filter, { before, limit: limit + 1 });
    const { rows: items, last } = cutPage(rows, limit);
    return { items, next: last ? this.cursors.write(last.seq, tenantId, listName) : null };
  }

  /** Every row that there is when it begins, the oldest first, some at a time. */
  async *all(tenantId: string, filter: AuditFilter): AsyncGenerator<AuditEntry[]> {
    for (let after = 0; ;) {
      const rows = await this.read(tenantId, filter, { after, limit: pageSize });
      const last = rows.at(-1);
      if (last) yield rows;
      if (!last || rows.length < pageSize) return;
      after = last.seq;
    }
  }

  private async read(
    tenantId: string,
    filter: AuditFilter,
    { before, after, limit }: { before?: number | undefined; after?: number; limit: number },
  ): Promise<AuditEntry[]> {
    const { where, values } = conditionsOf(tenantId, filter);
    const position = after === undefined ? before : after;
    const from = position === undefined ? '' : `and e.seq ${after === undefined ? '<' : '>'} ${position}::bigint`;
    const order = after === undefined ? 'desc' : 'asc';
    const rows = await this.database.withTenant(tenantId, (tx) =>
      tx.$queryRawUnsafe<EntryRow[]>(
        `select ${entryColumns} from audit_entries e where ${where} ${from} order by e.seq ${order} limit ${limit}`,
        ...values,
      ),
    );
    return rows.map((row) => {
      const { tenantId: _, ...entry } = entryOf(row);
      return { ...entry, hash: Buffer.from(row.hash).toString('hex') };
    });
  }
}
