/** What there is to say about a member's second factor. */
import type { Me } from '@cspmexa/contracts';
import type { Tx } from '../database.js';

/** Whether a member has an authenticator that counts, and how many recovery codes are left. */
export async function mfaOf(
  tx: Tx,
  tenantId: string,
  memberId: string,
): Promise<Pick<Me['mfa'], 'enrolled' | 'recoveryCodesLeft'>> {
  const enrolled = await tx.totpFactor.count({ where: { tenantId, memberId, confirmedAt: { not: null } } });
  const recoveryCodesLeft = await tx.recoveryCode.count({ where: { tenantId, memberId, usedAt: null } });
  return { enrolled: enrolled > 0, recoveryCodesLeft };
}
