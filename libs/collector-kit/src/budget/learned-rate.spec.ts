import { describe, expect, it } from '@jest/globals';
import { afterTries, listens, nothingLearned, type Learned } from './learned-rate.js';

const published = { size: 100, refill: 20 };

/** What is learned from that many windows of twenty tries, a second each, of which so many of ten were refused. */
function learn(refusedOfTen: readonly number[], rates?: typeof published, from = nothingLearned, at = 1_000): Learned {
  let learned = from;
  for (const [second, refused] of refusedOfTen.entries())
    learned = afterTries(learned, at + second * 1_000, rates, {
      tries: 20,
      refused: refused * 2,
      version: learned.changedAt,
    });
  return learned;
}

describe('a rate that is learned', () => {
  it('is free as long as most tries go through', () => {
    expect(learn(Array.from({ length: 10 }, () => 3)).rate).toBeNull();
  });

  it('is bound when most are refused, and falls while some are', () => {
    expect(learn([9]).rate).toBe(40);
    expect(learn([9, 5]).rate).toBe(24);
    expect(learn([9, 8, 4, 2]).rate).toBeCloseTo(40 * 0.6 ** 3);
  });

  it('never stands still', () => {
    const halving = [9, 9, 7, 5, 4, 3, 9, 7, 5, 4, 3, 2].map((share) => share);
    expect(learn(halving).rate ?? Infinity).toBeGreaterThanOrEqual(2);
  });

  it('rises slowly while tries go through, until it is free again', () => {
    const bound = learn([9]);
    expect(learn([0], undefined, bound).rate).toBeCloseTo(40 * 1.08);
    expect(
      learn(
        Array.from({ length: 50 }, () => 0),
        undefined,
        bound,
      ).rate,
    ).toBeNull();
  });

  it('that is published is bound sooner, begins below it, and rises no higher than it', () => {
    expect(learn([3], published).rate).toBe(12);
    expect(learn([3, 0, 0, 0, 0, 0, 0, 0], published).rate).toBeNull();
  });

  it('is not told anything by tries that were made before it changed', () => {
    const bound = learn([9]);
    const later = afterTries(bound, 3_000, undefined, { tries: 200, refused: 180, version: bound.changedAt - 1 });
    expect(later).toBe(bound);
  });

  it('waits for enough tries before it judges', () => {
    const few = { tries: 12, refused: 11, version: 0 };
    const once = afterTries(nothingLearned, 1, undefined, few);
    expect(once.rate).toBeNull();
    expect(afterTries(once, 2, undefined, few).rate).toBe(40);
  });

  it('stays free where nothing gets through at all', () => {
    expect(learn([10, 10, 10]).rate).toBeNull();
  });

  it('is free again where going slower changes nothing, and deaf for a minute', () => {
    const learned = learn([7, 7, 7, 7, 7]);
    expect(learned).toMatchObject({ rate: null });
    expect(listens(learned)).toBe(false);
    expect(learn([9, 9], undefined, learned, 10_000).rate).toBeNull();
    expect(learn([0, 9], undefined, learned, 70_000).rate).toBe(40);
  });

  it('is forgotten after ten minutes', () => {
    const bound = learn([9]);
    const later = afterTries(bound, 700_000, undefined, { tries: 0, refused: 0, version: bound.changedAt });
    expect(later.rate).toBeNull();
    expect(later.changedAt).toBe(700_000);
  });
});
