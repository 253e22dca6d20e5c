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
