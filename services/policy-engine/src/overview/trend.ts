/** How the number of open findings went, day by day. Pure. */
import type { Overview } from '@cspmexa/contracts';

/** What happened on a day: findings that opened (again), that were resolved, and by how much the number of open ones changed. */
export interface DayChanges {
  readonly day: string;
  readonly opened: number;
  readonly resolved: number;
  readonly delta: number;
}

const dayMs = 86_400_000;

/** The UTC day of a time, as 2026-01-31. */
export const dayOf = (time: Date): string => time.toISOString().slice(0, 10);

/** One point for each of the last `days` days, the oldest first. `open` is counted back from what is open now. */
export function trendOf(days: number, now: Date, openNow: number, changes: readonly DayChanges[]): Overview['trend'] {
  const byDay = new Map(changes.map((change) => [change.day, change]));
  const points: Overview['trend'] = [];
  let open = openNow;
  for (let back = 0; back < days; back += 1) {
    const day = dayOf(new Date(now.getTime() - back * dayMs));
    const { opened = 0, resolved = 0, delta = 0 } = byDay.get(day) ?? {};
    points.push({ day, open: Math.max(0, open), opened, resolved });
    open -= delta;
  }
  return points.reverse();
}
