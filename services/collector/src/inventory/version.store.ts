/** The versions of a resource, as callers see them: newest first. */
import { ResourceVersion } from '@cspmexa/contracts';
import { AppError, type Cursors } from '@cspmexa/platform';
import { idOfCursor, pageFrom } from '../cursor.js';
import { CollectorDatabase } from '../database.js';

const list = 'resource-versions';

interface Row {
  readonly id: string;
  readonly at: Date;
  readonly scanId: string | null;
  readonly state: string;
  readonly changes: unknown;
  readonly cause: unknown;
}

export class VersionStore {
  constructor(
    private readonly database: CollectorDatabase,
    private readonly cursors: Cursors,
  ) {}

  /** Of resources that are deleted as well. @throws AppError not-found, invalid-cursor */
  page(
    tenantId: string,
    resourceId: string,
    { cursor, limit }: { readonly cursor?: string | undefined; readonly limit: number },
  ): Promise<{ items: ResourceVersion[]; next: string | null }> {
    const paged = { cursors: this.cursors, tenantId, list };
    const after = idOfCursor(paged, cursor);
    return this.database.withTenant(tenantId, async (tx) => {
      const resource = await tx.resource.findUnique({
        where: { tenantId_id: { tenantId, id: resourceId } },
        select: { accountId: true },
      });
      const account =
        resource &&
        (await tx.account.findFirst({
          where: { tenantId, id: resource.accountId, removedAt: null },
          select: { id: true },
        }));
      if (!account) throw new AppError('not-found');
      const where = ['tenant_id = $1::uuid', 'resource_id = $2::uuid'];
      const values: unknown[] = [tenantId, resourceId];
      if (after !== null) {
        const position = await tx.resourceVersion.findFirst({ where: { tenantId, resourceId, id: after } });
        if (!position) throw new AppError('invalid-cursor');
        where.push(`(at, id) < ($${values.push(position.at)}::timestamptz, $${values.push(after)}::uuid)`);
      }
      const found = await tx.$queryRawUnsafe<Row[]>(
        `select id, at, scan_id as "scanId", state, changes, cause from resource_versions
         where ${where.join(' and ')} order by at desc, id desc limit $${values.push(limit + 1)}`,
        ...values,
      );
      const { rows, next } = pageFrom(paged, found, limit);
      return { items: rows.map((row) => ResourceVersion.parse({ ...row, at: row.at.toISOString() })), next };
    });
  }
}
