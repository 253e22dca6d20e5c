/** Cron expressions: five fields, minutes at the finest, in a time zone and safe across its changes of the clock. */
import { Cron } from 'croner';

const fieldNames = ['minute', 'hour', 'day of the month', 'month', 'day of the week'] as const;
const limits = ['0 to 59', '0 to 23', '1 to 31', '1 to 12 or JAN to DEC', '0 to 7 or SUN to SAT'] as const;

/** What is wrong with an expression, in a sentence that names the field; undefined when it can be used. */
export function cronProblem(expression: string, now: Date): string | undefined {
  const fields = expression.trim().split(/\s+/);
  if (fields.length !== fieldNames.length) {
    const seconds = fields.length === 6 ? ' Seconds are not offered.' : '';
    return `A cron expression has five fields (${fieldNames.join(', ')}); this one has ${fields.length}.${seconds}`;
  }
  const wrong = fields.findIndex((field, at) => !isField(field, at));
  if (wrong >= 0)
    return `The ${fieldNames[wrong]} field "${fields[wrong]}" is not valid: it takes ${limits[wrong]}, lists, ranges and steps.`;
  if (!parse(expression, 'UTC')) return 'This is not a cron expression.';
  return nextDue(expression, 'UTC', now) === null
    ? `The day of the month and the month "${fields[2]} ${fields[3]}" never meet: there is no such date.`
    : undefined;
}

/** The first time after `after` that an expression names; null when there is none. */
export const nextDue = (expression: string, timeZone: string, after: Date): Date | null =>
  parse(expression, timeZone)?.nextRun(after) ?? null;

/** The next `count` times after `after`. */
export const nextDues = (expression: string, timeZone: string, after: Date, count: number): Date[] =>
  parse(expression, timeZone)?.nextRuns(count, after) ?? [];

/** Whether one field alone is valid at its place. */
function isField(field: string, at: number): boolean {
  if (!/^[\dA-Za-z*,/#-]{1,60}$/.test(field)) return false;
  return parse(fieldNames.map((_, index) => (index === at ? field : '*')).join(' '), 'UTC') !== undefined;
}

/** Expressions that were read before: a schedule is asked for its next time again and again. */
const parsed = new Map<string, Cron>();
const mostParsed = 1_000;

function parse(expression: string, timezone: string): Cron | undefined {
  const key = `${expression.trim()} ${timezone}`;
  const found = parsed.get(key);
  if (found) return found;
  try {
    const cron = new Cron(expression.trim(), { mode: '5-part', paused: true, timezone });
    if (parsed.size >= mostParsed) parsed.clear();
    parsed.set(key, cron);
    return cron;
  } catch {
    return undefined; // croner throws for what it cannot read; cronProblem says what that is
  }
}
