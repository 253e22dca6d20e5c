/** Tells the audit trail of a change, in the transaction of that change. */
import { auditRecorded } from '@cspmexa/contracts';
import { afterCommit, currentRequest, type SqlTransaction } from '@cspmexa/platform';
import { publish } from '../outbox/publish.js';
import { auditFacts, type Audited } from './audit-facts.js';

/**
 * Publishes a row of the tenant's audit trail when `tx` commits, and counts it for the running request. When it fails, so does the change.
 * For services that do not keep the trail; the auth service has its AuditTrail.
 */
export async function recordAudit(tx: SqlTransaction, tenantId: string, audited: Audited): Promise<void> {
  await publish(tx, tenantId, auditRecorded, auditFacts(audited, new Date()));
  countAudited(tx);
}

/** Counts a row for the running request once `tx` has committed. */
export function countAudited(tx: object): void {
  const request = currentRequest();
  if (!request) return;
  const count = (): void => void (request.audited += 1);
  if (!afterCommit(tx, count)) count();
}
