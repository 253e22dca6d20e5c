/** Who may change whom. */
import { AppError, type Session } from '@cspmexa/platform';
import type { Tx } from '../database.js';

interface Standing {
  readonly role: string;
  readonly status: string;
  readonly accountIds: readonly string[];
}

/** Somebody who can set everything right in the tenant. */
export const isFullAdmin = ({ role, status, accountIds }: Standing): boolean =>
  role === 'admin' && status === 'active' && accountIds.length === 0;

/**
 * Locks a member and every admin of the tenant until the end of the transaction, so that two who demote each other do not both
 * succeed. @returns how many full admins there are beside the member.
 */
export async function lockAdmins(tx: Tx, tenantId: string, memberId: string): Promise<number> {
  // What this waits for is read again after the wait; in one order, so that nobody waits for each other.
  const locked = await tx.$queryRaw<(Standing & { id: string })[]>`
    select id, role, status, account_ids as "accountIds" from member
    where tenant_id = ${tenantId}::uuid and (role = 'admin' or id = ${memberId}::uuid)
    order by id for update`;
  return locked.filter((row) => row.id !== memberId && isFullAdmin(row)).length;
}

/**
 * An admin who sees some accounts only gives nobody more than that, and has no say over those who have more.
 * @throws forbidden
 */
export function assertWithinScope({ accountIds: own }: Session, ...scopes: readonly (readonly string[])[]): void {
  if (own === undefined || own.length === 0) return;
  for (const scope of scopes)
    if (scope.length === 0 || scope.some((id) => !own.includes(id)))
      throw new AppError('forbidden', { detail: 'You may give access to your own accounts only.' });
}
