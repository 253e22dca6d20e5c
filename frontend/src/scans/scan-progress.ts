import type { Scan, ScanState } from '@cspmexa/contracts';

/** Whether a scan can still change. */
export const isRunning = (state: ScanState): boolean => state === 'queued' || state === 'running';

/** Whether something of it is left to collect. */
export const isResumable = ({ state, units }: Pick<Scan, 'state' | 'units'>): boolean =>
  state === 'cancelled' || state === 'failed' || (state === 'partial' && units.failed > 0);

/** How far a scan is, from 0 to 100: units that ended, however they ended. */
export function progressOf({ state, units }: Pick<Scan, 'state' | 'units'>): number {
  if (!isRunning(state)) return 100;
  return units.total === 0 ? 0 : Math.floor((100 * Math.min(units.done + units.failed, units.total)) / units.total);
}

/** The quarter that was reached, to announce each once. */
export const quarterOf = (percent: number): number => Math.floor(percent / 25) * 25;
