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
  /** For this long after a rotation the predecessor is taken for a second tab, not for a thief. */
  graceMs: 10_000,
} as const;

export type Decision =
  /** Give an access token and a new refresh token. */
  | 'rotate'
  /** Give an access token; the browser has the new refresh token already. */
  | 'keep'
  | 'expired'
  | 'ended'
  /** Somebody else has used this token: end the session for both. */
  | 'reused';

/** Decides on a token that belongs to the session: its current one or the predecessor. */
export function decide(session: StoredSession, token: 'current' | 'previous', now: number): Decision {
  if (session.endedAt !== null) return 'ended';
  if (now - session.createdAt >= limits.absoluteMs || now - session.rotatedAt >= limits.idleMs) return 'expired';
  if (token === 'current') return 'rotate';
  return now - session.rotatedAt <= limits.graceMs ? 'keep' : 'reused';
}
