/** The throttle of each member, in the database: all replicas count together, and tries of one member come one after another. */
import type { Tx } from '../database.js';
import type { Owner } from './journal.js';
import { Refusal } from './refusal.js';
import { afterWrong, standing, throttleLimits, type Throttle } from './throttle.js';

/** Reads a member's throttle and keeps it locked until the transaction ends. */
export async function lockThrottle(tx: Tx, { tenantId, memberId }: Owner): Promise<Throttle> {
  const [row] = await tx.$queryRaw<{ wrong: number; blocked_until: Date | null }[]>`
    insert into mfa_throttle (tenant_id, member_id) values (${tenantId}::uuid, ${memberId}::uuid)
    on conflict (tenant_id, member_id) do update set wrong = mfa_throttle.wrong
    returning wrong, blocked_until`;
  return { wrong: row?.wrong ?? 0, blockedUntil: row?.blocked_until ?? null };
}

/** What is answered instead of looking at a code; undefined when it may be looked at. */
export function barOf(throttle: Throttle, now: Date): Refusal | undefined {
  const at = standing(throttle, now);
  if (at.is === 'open') return undefined;
  if (at.is === 'waiting') return new Refusal('rate-limited', { headers: { 'Retry-After': String(at.seconds) } });
  return new Refusal('rate-limited', {
    detail: 'Too many wrong codes in a row: ask an admin to reset your authenticator.',
    headers: { 'Retry-After': String(lockedRetrySeconds) },
  });
}

/** There is no time at which a lock ends by itself: nobody needs to look again before tomorrow. */
const lockedRetrySeconds = 24 * 60 * 60;

/** Counts one more wrong code. @returns how many there are in a row, and whether this one was the last that is looked at. */
export async function countWrong(
  tx: Tx,
  { tenantId, memberId }: Owner,
  throttle: Throttle,
  now: Date,
): Promise<{ readonly wrong: number; readonly isLocked: boolean }> {
  const { wrong, blockedUntil } = afterWrong(throttle, now);
  const where = { tenantId_memberId: { tenantId, memberId } };
  await tx.mfaThrottle.update({ where, data: { wrong, blockedUntil } });
  return { wrong, isLocked: wrong >= throttleLimits.hardStop };
}

/** A right code ends the row of wrong ones. */
export async function clearThrottle(tx: Tx, { tenantId, memberId }: Owner): Promise<void> {
  await tx.mfaThrottle.updateMany({
    where: { tenantId, memberId, wrong: { gt: 0 } },
    data: { wrong: 0, blockedUntil: null },
  });
}
