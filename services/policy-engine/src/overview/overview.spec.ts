import { describe, expect, it } from '@jest/globals';
import { coverageOf, scoreOf } from './score.js';
import { trendOf } from './trend.js';

const tally = (severity: number, pass: number, fail: number, unknown = 0) => ({ severity, pass, fail, unknown });

describe('the score', () => {
  it.each([
    ['nothing was judged', [tally(4, 0, 0, 9)], null],
    ['only info was judged', [tally(0, 1, 1)], null],
    ['all is well', [tally(4, 3, 0), tally(1, 3, 0, 5)], 100],
    ['nothing is', [tally(4, 0, 3)], 0],
    ['a critical one fails and a low one passes', [tally(4, 0, 1), tally(1, 1, 0)], 9],
    ['a low one fails and a critical one passes', [tally(4, 1, 0), tally(1, 0, 1)], 90.9],
    ['one in a hundred thousand fails', [tally(2, 99_999, 1)], 99.9],
  ])('when %s', (_, tallies, score) => {
    expect(scoreOf(tallies)).toBe(score);
  });

  it('stands beside what it could not see', () => {
    expect(coverageOf([tally(1, 2, 1, 1), tally(2, 0, 0, 2)])).toEqual({ judged: 3, unknown: 3, percent: 50 });
  });
});

describe('the trend', () => {
  it('counts back from what is open now', () => {
    const changes = [
      { day: '2026-02-28', opened: 5, resolved: 0, delta: 5 },
      { day: '2026-03-02', opened: 1, resolved: 3, delta: -2 },
    ];
    expect(trendOf(4, new Date('2026-03-02T23:59:59Z'), 4, changes)).toEqual([
      { day: '2026-02-27', open: 1, opened: 0, resolved: 0 },
      { day: '2026-02-28', open: 6, opened: 5, resolved: 0 },
      { day: '2026-03-01', open: 6, opened: 0, resolved: 0 },
      { day: '2026-03-02', open: 4, opened: 1, resolved: 3 },
    ]);
  });
});
