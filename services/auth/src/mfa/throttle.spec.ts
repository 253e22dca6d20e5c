import { describe, expect, it } from '@jest/globals';
import { afterWrong, standing, throttleLimits, type Throttle } from './throttle.js';

const start = new Date('2026-01-01T00:00:00Z');
const later = (milliseconds: number) => new Date(start.getTime() + milliseconds);

/** Guesses as fast as it is allowed to, until it is not any more. @returns the instants of the guesses */
function guesses(): Date[] {
  let throttle: Throttle = { wrong: 0, blockedUntil: null };
  let now = start;
  const made: Date[] = [];
  for (;;) {
    const at = standing(throttle, now);
    if (at.is === 'locked') return made;
    if (at.is === 'waiting') now = new Date(now.getTime() + at.seconds * 1_000);
    else {
      made.push(now);
      throttle = afterWrong(throttle, now);
    }
  }
}

describe('the throttle of wrong codes', () => {
  it('lets five pass, then waits for 30 s, twice as long each time, 15 minutes at most (M02)', () => {
    const made = guesses();
    const waits = made.slice(1).map((at, index) => (at.getTime() - (made[index]?.getTime() ?? 0)) / 1_000);
    expect(waits.slice(0, 11)).toEqual([0, 0, 0, 0, 30, 60, 120, 240, 480, 900, 900]);
    expect(Math.max(...waits)).toBe(900);
  });

  it('stops at a hundred in a row, whatever the patience, which leaves odds of 3 in 10,000 (M02)', () => {
    const made = guesses();
    expect(made).toHaveLength(100);
    const acceptedCodes = 3; // steps t-1, t, t+1
    const odds = 1 - (1 - acceptedCodes / 10 ** 6) ** made.length;
    expect(odds).toBeLessThanOrEqual(3e-4);
    const hours = ((made.at(-1)?.getTime() ?? 0) - start.getTime()) / 3_600_000;
    expect(hours).toBeGreaterThan(22);
  });

  it.each([
    ['one moment before its end', { wrong: 5, blockedUntil: later(1) }, { is: 'waiting', seconds: 1 }],
    ['at its end', { wrong: 5, blockedUntil: later(0) }, { is: 'open' }],
    ['for the rest of it', { wrong: 6, blockedUntil: later(59_001) }, { is: 'waiting', seconds: 60 }],
    ['for nobody who was never wrong', { wrong: 0, blockedUntil: null }, { is: 'open' }],
    ['for ever', { wrong: throttleLimits.hardStop, blockedUntil: later(-86_400_000) }, { is: 'locked' }],
    ['not for ever yet', { wrong: throttleLimits.hardStop - 1, blockedUntil: later(-1) }, { is: 'open' }],
  ])('waits %s', (_, throttle, expected) => {
    expect(standing(throttle, start)).toEqual(expected);
  });
});
