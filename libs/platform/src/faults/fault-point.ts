/** Marks a place at which a process can be made to fail. Costs nothing unless it was started with FAULT_POINT. */
import { writeSync } from 'node:fs';
import { faultOfProcess, type Fault } from './config.js';
import type { FaultPoint } from './fault-points.js';

/** The work failed because the process was told to. */
export class InjectedFault extends Error {
  override readonly name = 'InjectedFault';
}

/** What a fault does to its process. */
export interface Doom {
  readonly say: (line: string) => void;
  readonly die: () => void;
}

/** The function that counts how often its points are reached and fails when a fault says so. */
export function faultPointsOf(fault: Fault | undefined, { say, die }: Doom): (point: FaultPoint) => Promise<void> {
  let hits = 0;
  return async (point) => {
    if (point !== fault?.point) return;
    hits += 1;
    if (hits !== fault.at) return;
    say(`fault point ${point}: ${fault.action}\n`);
    if (fault.action === 'throw') throw new InjectedFault(`Told to fail at ${point}.`);
    if (fault.action === 'kill') die();
    await new Promise(() => undefined);
  };
}

const ofThisProcess: Doom = {
  // Not through the log, which may not be written any more: whoever runs the test waits for this line.
  say: (line) => void writeSync(2, line),
  die: () => void process.kill(process.pid, 'SIGKILL'),
};
let reached: ((point: FaultPoint) => Promise<void>) | undefined;
const done = Promise.resolve();

/** To be awaited where the point is. Resolves at once unless this process is to fail here. @throws InjectedFault */
export function faultPoint(point: FaultPoint): Promise<void> {
  const fault = faultOfProcess();
  if (fault === undefined) return done;
  reached ??= faultPointsOf(fault, ofThisProcess);
  return reached(point);
}
