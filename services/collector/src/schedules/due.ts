/** When a schedule is due, when its scan then starts, and what becomes of a due time. */
import { createHash } from 'node:crypto';
import type { Blackout, MissedRule } from '@cspmexa/contracts';
import type { z } from 'zod';
import { isBlackedOut } from './blackout.js';
import { nextDue } from './cron.js';

/** What decides when a schedule is due. */
export interface Timing {
  readonly id: string;
  readonly cron: string;
  readonly timeZone: string;
  readonly jitterSeconds: number;
  readonly enabled: boolean;
}

export interface Due {
  /** The time that the expression names; null when the schedule is off or has no more. */
  readonly nextDueAt: Date | null;
  /** That time, put off by the jitter. */
  readonly startsAt: Date | null;
}

/** What decides what becomes of a due time. */
export interface Rules extends Timing {
  readonly blackouts: readonly z.output<typeof Blackout>[];
  readonly missed: z.output<typeof MissedRule>;
}

/** What becomes of a due time, and when the schedule is due next. */
export interface Settled {
  /** The due time that is settled: of several that have passed, the newest. */
  readonly dueAt: Date;
  readonly decision: 'start' | 'blackout' | 'missed';
  readonly next: Due;
}

/** How late a scan may start before its due time counts as missed, in milliseconds. */
export const missedAfterMs = 15 * 60_000;

/** The first due time after `after`. */
export function dueAfter(timing: Timing, after: Date): Due {
  const nextDueAt = timing.enabled ? nextDue(timing.cron, timing.timeZone, after) : null;
  return { nextDueAt, startsAt: nextDueAt && startOf(timing, nextDueAt) };
}

/**
 * When the scan of a due time starts. Every replica works out the same time, and it stays the same however often it is
 * asked for. It comes before the next due time, so that a long jitter swallows none.
 */
export function startOf({ id, cron, timeZone, jitterSeconds }: Timing, dueAt: Date): Date {
  if (jitterSeconds === 0) return dueAt;
  const following = nextDue(cron, timeZone, dueAt);
  const gap = following ? Math.floor((following.getTime() - dueAt.getTime()) / 1_000) - 1 : jitterSeconds;
  const spread = Math.min(jitterSeconds, gap) + 1;
  const digest = createHash('sha256').update(`${id}/${dueAt.toISOString()}`).digest();
  return new Date(dueAt.getTime() + (digest.readUInt32BE(0) % spread) * 1_000);
}

/** Settles a schedule whose start has come. However many due times have passed unseen, one scan makes up for them. */
export function settle(rules: Rules, dueAt: Date, now: Date): Settled {
  const newest = newestStarted(rules, dueAt, now);
  const isMissed = now.getTime() - startOf(rules, newest).getTime() > missedAfterMs;
  const decision =
    isMissed && rules.missed === 'skip'
      ? 'missed'
      : isBlackedOut(rules.blackouts, rules.timeZone, now)
        ? 'blackout'
        : 'start';
  return { dueAt: newest, decision, next: dueAfter(rules, newest) };
}

const hour = 3_600_000;
/** How far back the newest due time is looked for at first, and then; so that a year away costs no walk through every minute of it. */
const lookbacks = [hour, 24 * hour, 32 * 24 * hour, 367 * 24 * hour, Number.POSITIVE_INFINITY];

/** The newest due time from `dueAt` on whose start has come. */
function newestStarted(rules: Rules, dueAt: Date, now: Date): Date {
  for (const lookback of lookbacks) {
    const from = new Date(Math.max(dueAt.getTime(), now.getTime() - lookback));
    let newest = from.getTime() === dueAt.getTime() ? dueAt : undefined;
    for (let next = dueAfter(rules, from); isPast(next, now); next = dueAfter(rules, next.nextDueAt))
      newest = next.nextDueAt;
    if (newest) return newest;
  }
  return dueAt;
}

const isPast = (due: Due, now: Date): due is { nextDueAt: Date; startsAt: Date } =>
  due.nextDueAt !== null && due.startsAt !== null && due.startsAt <= now;
