/** Reads the common shapes of a cron expression aloud. Undefined for the others: the next times then speak for it. */
export type CronShape =
  | { readonly kind: 'every-minutes'; readonly minutes: number }
  | { readonly kind: 'every-hours'; readonly hours: number; readonly minute: number }
  | { readonly kind: 'hourly'; readonly minute: number }
  | { readonly kind: 'daily'; readonly hour: number; readonly minute: number }
  | { readonly kind: 'weekly'; readonly hour: number; readonly minute: number; readonly weekdays: readonly number[] }
  | { readonly kind: 'monthly'; readonly hour: number; readonly minute: number; readonly day: number };

const numberIn = (text: string, min: number, max: number): number | undefined => {
  const value = /^\d{1,2}$/.test(text) ? Number(text) : undefined;
  return value !== undefined && value >= min && value <= max ? value : undefined;
};

/** Weekdays as 0 (Sunday) to 6, from `1-5`, `1,3` or `0`. */
function weekdaysOf(text: string): number[] | undefined {
  const days = text.split(',').flatMap((part) => {
    const [, from = '', to = from] = /^(\d)(?:-(\d))?$/.exec(part) ?? [];
    const first = numberIn(from, 0, 7);
    const last = numberIn(to, 0, 7);
    if (first === undefined || last === undefined || last < first) return [undefined];
    return Array.from({ length: last - first + 1 }, (_, index) => (first + index) % 7);
  });
  const known = days.filter((day) => day !== undefined);
  return known.length === days.length ? [...new Set(known)] : undefined;
}

/** The shape of a five-field expression: minute, hour, day, month, weekday. */
export function cronShapeOf(cron: string): CronShape | undefined {
  const [minutes = '', hours = '', days = '', months = '', weekdays = '', more] = cron.trim().split(/\s+/);
  if (more !== undefined || months !== '*') return undefined;
  const minute = numberIn(minutes, 0, 59);
  const hour = numberIn(hours, 0, 23);
  const anyDay = days === '*' && weekdays === '*';
  const everyMinutes = numberIn(/^\*\/(\d+)$/.exec(minutes)?.[1] ?? '', 1, 59);
  const everyHours = numberIn(/^\*\/(\d+)$/.exec(hours)?.[1] ?? '', 1, 23);

  if (anyDay && everyMinutes && 60 % everyMinutes === 0 && hours === '*')
    return { kind: 'every-minutes', minutes: everyMinutes };
  if (minute === undefined) return undefined;
  if (anyDay && everyHours && 24 % everyHours === 0) return { kind: 'every-hours', hours: everyHours, minute };
  if (anyDay && hours === '*') return { kind: 'hourly', minute };
  if (hour === undefined) return undefined;
  if (anyDay) return { kind: 'daily', hour, minute };
  const chosen = days === '*' ? weekdaysOf(weekdays) : undefined;
  if (chosen) return { kind: 'weekly', hour, minute, weekdays: chosen };
  const day = weekdays === '*' ? numberIn(days, 1, 31) : undefined;
  return day === undefined ? undefined : { kind: 'monthly', hour, minute, day };
}
