/** How a scan ends. */
import type { ScanState } from '@cspmexa/contracts';

/** The counters of a scan. */
export interface Tally {
  readonly unitsTotal: number;
  readonly unitsDone: number;
  readonly unitsFailed: number;
  /** Coverage rows that are not ok. */
  readonly holes: number;
}

/** The state that a scan ends in; undefined while units are still to come. A scan that could look at nothing has failed, it is not clean. */
export function outcomeOf({
  unitsTotal,
  unitsDone,
  unitsFailed,
  holes,
}: Tally): Extract<ScanState, 'complete' | 'partial' | 'failed'> | undefined {
  if (unitsDone + unitsFailed < unitsTotal) return undefined;
  if (unitsDone === 0) return 'failed';
  return unitsFailed > 0 || holes > 0 ? 'partial' : 'complete';
}
