/** The audit trail: who did what. Written beside the effect, read by auditors, never changed. */
import type { AuditEntry, RouteResponse, listAuditEntries } from '@cspmexa/contracts';
import { AppError, CLOCK, currentTrace, newId, type Clock } from '@cspmexa/platform';
import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import { AuthDatabase } from '../database.js';

/** Whose trail tells of what belongs to no tenant. */
export const installation = '00000000-0000-0000-0000-000000000000';

/** What is written down. `detail` is plain JSON. */
export type Audited = Pick<AuditEntry, 'actor' | 'action' | 'target'> & { readonly detail: object };

@Injectable()
export class AuditTrail {
  constructor(
    private readonly database: AuthDatabase,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Adds an entry. @returns its id. */
  async record(tenantId: string, { actor, action, target, detail }: Audited): Promise<string> {
    const at = this.clock.now();
    const id = newId(at);
    await this.database.withTenant(tenantId, (tx) =>
      tx.auditEntry.create({
        data: { tenantId, id, at, actor, action, target, detail, traceId: currentTrace()?.traceId ?? null },
      }),
    );
    return id;
  }

  /** A page, the newest first. @throws invalid-cursor */
  async list(
    tenantId: string,
    { limit, cursor }: { limit: number; cursor?: string | undefined },
  ): Promise<RouteResponse<typeof listAuditEntries>> {
    const before = cursor === undefined ? undefined : idOf(cursor);
    const rows = await this.database.withTenant(tenantId, (tx) =>
      tx.auditEntry.findMany({
        where: { tenantId, ...(before === undefined ? {} : { id: { lt: before } }) },
        orderBy: { id: 'desc' }, // Ids sort by time.
        take: limit + 1,
      }),
    );
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    return {
      items: page.map(({ id, at, actor, action, target, detail, traceId }) => ({
        id,
        at: at.toISOString(),
        actor,
        action,
        target,
        detail,
        traceId,
      })),
      next: rows.length > limit && last ? cursorOf(last.id) : null,
    };
  }
}

const cursorOf = (id: string): string => Buffer.from(id).toString('base64url');

function idOf(cursor: string): string {
  const id = z.uuid().safeParse(Buffer.from(cursor, 'base64url').toString());
  if (!id.success || cursorOf(id.data) !== cursor) throw new AppError('invalid-cursor');
  return id.data;
}
