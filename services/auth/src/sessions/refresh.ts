/** What a refresh token is worth. Pure. */

/** A session as it is stored. Times in milliseconds. */
export interface StoredSession {
  readonly createdAt: number;
  readonly rotatedAt: number;
  readonly endedAt: number | null;
}

export const limits = {
  /** Unused for longer than this, a session ends. */
  idleMs: 60 * 60 * 1_000,
  /** However busy, a session ends after this. */
  absoluteMs: 24 * 60 * 60 * 1_000,
  /** For this long after a token was spent, it is taken for a second tab or for an answer that got lost, not for a thief. */
  graceMs: 10_000,
} as const;

export type Decision =
  /** Give an access token and the token that follows. */
  | 'rotate'
  /** Give an access token, and the token that follows once more. */
  | 'repeat'
  | 'expired'
  | 'ended'
  /** Somebody else has used this token: end the session for both. */
  | 'reused';

/** Decides on a token of the session; `spentAt` is null until it is used for the first time. Times in milliseconds. */
export function decide(session: StoredSession, spentAt: number | null, now: number): Decision {
  if (session.endedAt !== null) return 'ended';
  if (now - session.createdAt >= limits.absoluteMs || now - session.rotatedAt >= limits.idleMs) return 'expired';
  if (spentAt === null) return 'rotate';
  return now - spentAt <= limits.graceMs ? 'repeat' : 'reused';
}
