/** Windows of the week in which no scan starts, by the clock on the wall of a time zone. */
import type { Blackout } from '@cspmexa/contracts';
import type { z } from 'zod';

type Window = z.output<typeof Blackout>;

/** What the wall says at an instant: the day of the week (0 is Sunday) and HH:MM. */
interface WallTime {
  readonly day: number;
  readonly time: string;
}

/**
 * True when an instant lies in one of the windows. The wall decides: an hour that happens twice is covered twice, one that is skipped not at all.
 * A window includes its `from` and not its `to`; `to` before `from` reaches into the next day; both equal is the whole day.
 */
export function isBlackedOut(windows: readonly Window[], timeZone: string, at: Date): boolean {
  if (windows.length === 0) return false;
  const wall = wallTimeOf(timeZone, at);
  return windows.some((window) => covers(window, wall));
}

// HH:MM compares as text.
function covers({ days, from, to }: Window, { day, time }: WallTime): boolean {
  const beginsToday = days.includes(day);
  if (from === to) return beginsToday;
  if (from < to) return beginsToday && from <= time && time < to;
  return (beginsToday && from <= time) || (days.includes((day + 6) % 7) && time < to);
}

const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
/** Making a formatter is slow, and there are a few hundred time zones at most. */
const formatters = new Map<string, Intl.DateTimeFormat>();

function wallTimeOf(timeZone: string, at: Date): WallTime {
  // A name is written in many ways, which would all be kept for good.
  const name = timeZone.toLowerCase();
  const formatter = formatters.get(name) ?? formatterOf(timeZone);
  formatters.set(name, formatter);
  const parts = new Map(formatter.formatToParts(at).map(({ type, value }) => [type, value]));
  return { day: weekdays.indexOf(parts.get('weekday') ?? ''), time: `${parts.get('hour')}:${parts.get('minute')}` };
}

const formatterOf = (timeZone: string): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat('en-US', {
    timeZone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
