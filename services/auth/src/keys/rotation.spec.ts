import { describe, expect, it } from '@jest/globals';
import { isDue, keptMs, leadMs, signerAt, staleMs, successorAt } from './rotation.js';

const day = 86_400_000;
const old = { kid: 'old', signsFrom: 0, retiredAt: 10 * day };
const next = { kid: 'next', signsFrom: 10 * day, retiredAt: null };
const first = { kid: 'first', signsFrom: 0, retiredAt: null };

describe('the keys that sign', () => {
  it.each([
    ['nobody before the first', [first], -1, undefined],
    ['the first from its time on', [first], 0, 'first'],
    ['the old one to its last moment', [next, old], 10 * day - 1, 'old'],
    ['the next one from that moment on', [next, old], 10 * day, 'next'],
    ['none when all have retired', [old], 10 * day, undefined],
    ['the youngest of several, as after a mishap', [first, { ...next, signsFrom: day }], 2 * day, 'next'],
  ])('%s', (_, keys, now, kid) => {
    expect(signerAt(keys, now)?.kid).toBe(kid);
  });

  it('wait to be followed, and are followed once', () => {
    expect(successorAt([next, old], 10 * day - 1)?.kid).toBe('next');
    expect(successorAt([next, old], 10 * day)).toBeUndefined();
    expect([isDue([first], 30 * day - 1, 30), isDue([first], 30 * day, 30)]).toEqual([false, true]);
    expect(
      isDue(
        [
          { ...first, retiredAt: 31 * day },
          { ...next, signsFrom: 31 * day },
        ],
        30 * day,
        30,
      ),
    ).toBe(false);
    expect(isDue([], 30 * day, 30)).toBe(false);
  });

  it('are known everywhere before they sign, and for as long as one of their tokens lives', () => {
    // A replica may be late by what it believes; a verifier by its cooldown of 30 s and a fetch.
    expect(leadMs).toBeGreaterThan(staleMs + 30_000 + 5_000);
    expect(keptMs).toBeGreaterThan(900_000 + staleMs);
  });
});
