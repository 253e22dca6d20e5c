/** How wrong codes are slowed down: five are free, then each one costs a wait that doubles, and a hundred in a row are the end. Pure. */

export const throttleLimits = {
  /** Wrong codes before the first wait. */
  free: 5,
  /** The first wait, in milliseconds. It doubles with each further wrong code. */
  firstWaitMs: 30_000,
  /** The longest wait, in milliseconds. */
  longestWaitMs: 15 * 60_000,
  /** Wrong codes in a row after which only an admin can help (NIST SP 800-63B 5.2.2: no more than 100). */
  hardStop: 100,
} as const;

/** A member's wrong codes in a row, as they are kept. */
export interface Throttle {
  readonly wrong: number;
  readonly blockedUntil: Date | null;
}

/** What a throttle says to the next code, before it is looked at. */
export type Standing =
  | { readonly is: 'open' }
  /** For so many seconds more. */
  | { readonly is: 'waiting'; readonly seconds: number }
  /** Until an admin resets it. */
  | { readonly is: 'locked' };

export function standing({ wrong, blockedUntil }: Throttle, now: Date): Standing {
  if (wrong >= throttleLimits.hardStop) return { is: 'locked' };
  const left = (blockedUntil?.getTime() ?? 0) - now.getTime();
  return left > 0 ? { is: 'waiting', seconds: Math.ceil(left / 1_000) } : { is: 'open' };
}

/** The throttle after one more wrong code. */
export function afterWrong({ wrong }: Throttle, now: Date): Throttle {
  const { free, firstWaitMs, longestWaitMs } = throttleLimits;
  const over = wrong + 1 - free;
  if (over < 0) return { wrong: wrong + 1, blockedUntil: null };
  const wait = Math.min(firstWaitMs * 2 ** over, longestWaitMs);
  return { wrong: wrong + 1, blockedUntil: new Date(now.getTime() + wait) };
}
