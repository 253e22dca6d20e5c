/** Clocks on walls: what they show at a moment, and when they show something. Pure; safe where clocks are put forward or back. */

const secondMs = 1_000;
const minuteMs = 60 * secondMs;
const dayMs = 24 * 60 * minuteMs;

/** A day of the calendar, as days since 1 January 1970. */
export type Day = number;

/** 0 is Sunday. The first of January 1970 was a Thursday. */
export const weekdayOf = (day: Day): number => (((day + 4) % 7) + 7) % 7;

/** The day that it is in a time zone. */
export const dayOf = (at: Date, timeZone: string): Day => Math.floor(wallOf(at.getTime(), timeZone) / dayMs);

/** Whether a zone has that day: one that goes over the date line leaves one out. */
export const isDay = (day: Day, timeZone: string): boolean => dayOf(momentOf(day, '00:00', timeZone), timeZone) === day;

/** The first moment at which a clock shows HH:MM on that day. Where clocks are put forward over that time: the moment at which they are. */
export function momentOf(day: Day, time: string, timeZone: string): Date {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  const wall = day * dayMs + (hours * 60 + minutes) * minuteMs;
  // No zone is a day away from UTC, so these two lie before and after every moment that it can be.
  const offsets = [wall - dayMs, wall + dayMs].map((at) => wallOf(at, timeZone) - at);
  const moments = offsets.map((offset) => wall - offset).sort((a, b) => a - b);
  const shown = moments.find((at) => wallOf(at, timeZone) === wall);
  if (shown !== undefined) return new Date(shown);
  let [before = wall, after = wall] = moments;
  while (after - before > secondMs) {
    const middle = before + Math.floor((after - before) / 2 / secondMs) * secondMs;
    if (wallOf(middle, timeZone) < wall) before = middle;
    else after = middle;
  }
  return new Date(after);
}

/** Formats that were made before: making one takes a hundred times as long as using it. */
const formats = new Map<string, Intl.DateTimeFormat>();

/** What a clock shows at a moment, as if it were UTC, in milliseconds. Whole seconds. */
function wallOf(at: number, timeZone: string): number {
  // A name is written in many ways, which would all be kept for good.
  const name = timeZone.toLowerCase();
  let format = formats.get(name);
  if (!format) {
    format = new Intl.DateTimeFormat('en', {
      timeZone,
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formats.set(name, format);
  }
  const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  const part = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
  return Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
}
