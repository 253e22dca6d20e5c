/** Takes away the second factor of a member who has lost it. */
import type { Tx } from '../database.js';
import type { SessionStore } from '../sessions/session.store.js';
import { factorStateOf, removeFactor } from './factor.store.js';
import type { Owner } from './journal.js';
import { throttleLimits } from './throttle.js';

/** What was there before, and how many sessions ended. */
export interface FactorReset {
  readonly enrolled: boolean;
  /** After too many wrong codes. */
  readonly locked: boolean;
  readonly sessionsEnded: number;
}

/**
 * Removes authenticator and recovery codes, lifts the stop that wrong codes brought, and ends the member's sessions, in the caller's transaction.
 * @returns null when there was nothing to reset; then nothing has changed.
 */
export async function resetFactor(tx: Tx, owner: Owner, sessions: SessionStore): Promise<FactorReset | null> {
  const { tenantId, memberId } = owner;
  const throttle = await tx.mfaThrottle.findUnique({ where: { tenantId_memberId: { tenantId, memberId } } });
  const locked = (throttle?.wrong ?? 0) >= throttleLimits.hardStop;
  const enrolled = (await factorStateOf(tx, owner)) === 'enrolled';
  if (!locked && !enrolled) return null;
  await tx.mfaThrottle.deleteMany({ where: { tenantId, memberId } });
  await removeFactor(tx, owner);
  return { enrolled, locked, sessionsEnded: await sessions.endAll(tx, tenantId, memberId, 'member-changed') };
}
