/** The row of the audit trail that a refusal leaves. */
import type { ErrorCode } from '@cspmexa/contracts';
import type { OnRefusal, RequestContext, SqlTransaction } from '@cspmexa/platform';
import type { Audited } from './audit-facts.js';
import { recordAudit } from './record-audit.js';

/** What it says of a request that was refused: the operation with the path that was asked for, and why. */
export const refusedAccess = (
  { route, path = route.path }: Pick<RequestContext, 'route' | 'path'>,
  code: ErrorCode,
): Audited => ({
  action: 'access.refused',
  target: { kind: 'operation', id: `${route.id} ${path}` },
  outcome: 'refused',
  reason: code,
});

interface TenantDatabase {
  withTenant(tenantId: string, fn: (tx: SqlTransaction) => Promise<void>): Promise<void>;
}

/** Tells the trail of refusals, each in a transaction of its own: for services that do not keep the trail. */
export const publishRefusals =
  (database: TenantDatabase): OnRefusal =>
  (tenantId, code, request) =>
    database.withTenant(tenantId, (tx) => recordAudit(tx, tenantId, refusedAccess(request, code)));
