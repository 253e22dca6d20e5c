/** The zone that times are shown in: the member's choice, else the device's. */
let zone: string | undefined;
const listeners = new Set<() => void>();

/** Shows times in a zone (IANA); null: the device's. */
export function showTimesIn(chosen: string | null): void {
  if ((chosen ?? undefined) === zone) return;
  zone = chosen ?? undefined;
  listeners.forEach((listener) => listener());
}

/** The chosen zone; undefined: the device's. */
export const chosenTimeZone = (): string | undefined => zone;

/** For useSyncExternalStore. */
export const onTimeZone = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** The zone that times are shown in, by its name. */
export const timeZoneNow = (): string => zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;

/** The instant at which clocks in a zone show a day (YYYY-MM-DD) and a time (HH:MM:SS). A time that is skipped there is the one after the skip. */
export function instantIn(day: string, time: string, timeZone = timeZoneNow()): string {
  const wanted = Date.parse(`${day}T${time}Z`);
  // Twice: the offset at the first guess may be that of the other side of a change of clocks.
  const once = wanted - offsetAt(wanted, timeZone);
  return new Date(wanted - offsetAt(once, timeZone)).toISOString();
}

/** The day that clocks in a zone show at an instant, as YYYY-MM-DD. */
export const dayIn = (instant: Date, timeZone = timeZoneNow()): string =>
  new Intl.DateTimeFormat('sv', { timeZone, dateStyle: 'short' }).format(instant);

/** How far clocks in a zone are ahead of UTC at an instant, in milliseconds. */
function offsetAt(instant: number, timeZone: string): number {
  const shown = new Intl.DateTimeFormat('sv', { timeZone, dateStyle: 'short', timeStyle: 'medium' }).format(instant);
  return Date.parse(`${shown.replace(' ', 'T')}Z`) - Math.floor(instant / 1_000) * 1_000;
}
