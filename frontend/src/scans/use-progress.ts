import type { Scan } from '@cspmexa/contracts';
import { useRef } from 'react';
import { isRunning, progressOf } from './scan-progress.js';

/** How far a scan is, from 0 to 100. While it runs this never falls, even when more units are found than were expected. */
export function useProgress(scan: Pick<Scan, 'id' | 'state' | 'units'>): number {
  const shown = useRef({ id: scan.id, percent: 0 });
  const percent = progressOf(scan);
  const before = isRunning(scan.state) && shown.current.id === scan.id ? shown.current.percent : 0;
  shown.current = { id: scan.id, percent: isRunning(scan.state) ? Math.max(before, percent) : 0 };
  return Math.max(before, percent);
}
