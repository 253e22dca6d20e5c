/** Waiting that ends with the scan. */
import { setTimeout } from 'node:timers/promises';
import { unknown } from '@cspmexa/resources';
import { CallFailure } from './classify.js';

/** The failure of whatever was under way when the scan was stopped. */
export const stopped = (action: string): CallFailure =>
  new CallFailure(unknown('failed', action, 'The scan was stopped.'), 'Stopped');

/** Waits. @throws CallFailure when the scan is stopped meanwhile. */
export async function pause(action: string, milliseconds: number, signal: AbortSignal): Promise<void> {
  try {
    await setTimeout(milliseconds, undefined, { signal });
  } catch {
    throw stopped(action);
  }
}
