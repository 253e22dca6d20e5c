/** How well an estate does, in one number, and how much of it the number speaks for. Pure. */
import type { Overview } from '@cspmexa/contracts';
import type { Counts } from '../tallies/tally.js';

/** What a verdict weighs, by the rank of its severity: one critical failure outweighs many small ones. `info` has no say. */
const weights: readonly number[] = [0, 1, 3, 6, 10];

/** The share of judged verdicts that pass, weighted by severity, from 0 to 100; null when none was judged. Unknown is not in it. */
export function scoreOf(tallies: readonly (Counts & { severity: number })[]): number | null {
  let passed = 0;
  let judged = 0;
  for (const { severity, pass, fail } of tallies) {
    const weight = weights[severity] ?? 0;
    passed += weight * pass;
    judged += weight * (pass + fail);
  }
  return judged === 0 ? null : tenths((100 * passed) / judged);
}

/** How many verdicts were judged at all. */
export function coverageOf(tallies: readonly Counts[]): Overview['coverage'] {
  const judged = tallies.reduce((sum, { pass, fail }) => sum + pass + fail, 0);
  const unknown = tallies.reduce((sum, tally) => sum + tally.unknown, 0);
  const all = judged + unknown;
  return { judged, unknown, percent: all === 0 ? null : tenths((100 * judged) / all) };
}

/** Rounded down, so that 100 means all. */
const tenths = (value: number): number => Math.floor(value * 10) / 10;
