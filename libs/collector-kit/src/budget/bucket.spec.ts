import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { take, type Ask, type BucketState, type Grant } from './bucket.js';
import { publishedRate, shareOf } from './rates.js';

const rate = { size: 100, refill: 20 };
const asking = (least: number, more: Partial<Ask> = {}): Ask => ({
  least,
  most: least,
  tries: 0,
  refused: 0,
  version: 0,
  ...more,
});

/** A bucket that is asked at these milliseconds. */
function bucketOf(published: typeof rate | undefined, start?: BucketState) {
  let state = start;
  return {
    ask: (at: number, ask: Ask): Grant => {
      const taken = take(state, at, published, ask);
      // It has to survive being written down.
      state = JSON.parse(JSON.stringify(taken.state)) as BucketState;
      return taken.result;
    },
  };
}

describe('a bucket with a published rate', () => {
  it('is full at first, and then fills at its rate', () => {
    const bucket = bucketOf(rate);
    expect(bucket.ask(0, asking(100))).toMatchObject({ tokens: 100, waitMs: 0 });
    expect(bucket.ask(500, asking(10))).toMatchObject({ tokens: 10, waitMs: 0 });
    expect(bucket.ask(500, asking(10))).toMatchObject({ tokens: 10, waitMs: 500 });
    expect(bucket.ask(60_000, asking(500))).toMatchObject({ tokens: 100, waitMs: 0 });
  });

  it('promises those who ask at the same time one block after the other', () => {
    const bucket = bucketOf(rate);
    bucket.ask(0, asking(100));
    expect([1, 2, 3].map(() => bucket.ask(0, asking(50)).waitMs)).toEqual([500, 1_000, 1_500]);
  });

  it('gives one at least, however slow it is', () => {
    const bucket = bucketOf({ size: 1, refill: 0.1 });
    expect(bucket.ask(0, asking(5))).toMatchObject({ tokens: 1, waitMs: 0 });
    expect(bucket.ask(0, asking(5))).toMatchObject({ tokens: 1, waitMs: 10_000 });
  });

  it('gives nothing to those who only tell', () => {
    const bucket = bucketOf(rate);
    expect(bucket.ask(0, asking(0))).toMatchObject({ tokens: 0, waitMs: 0 });
    expect(bucket.ask(0, asking(100))).toMatchObject({ tokens: 100, waitMs: 0 });
  });

  it('is emptied for everybody by one refusal', () => {
    const bucket = bucketOf(rate);
    bucket.ask(0, asking(1));
    expect(bucket.ask(10, asking(10, { tries: 1, refused: 1 })).waitMs).toBeCloseTo(500, 0);
  });

  it('is not emptied by refusals that have nothing to do with it', () => {
    const deaf = { rate: null, changedAt: 1, tries: 0, refused: 0, lastShare: 1, inVain: 2 };
    const bucket = bucketOf(rate, { tokens: 100, at: 1, learned: deaf });
    expect(bucket.ask(2, asking(10, { tries: 1, refused: 1, version: 1 }))).toMatchObject({
      tokens: 10,
      waitMs: 0,
      listens: false,
    });
  });

  it('does not run backwards with its clock', () => {
    const bucket = bucketOf(rate);
    bucket.ask(10_000, asking(100));
    expect(bucket.ask(0, asking(10)).waitMs).toBeCloseTo(500, 0);
  });

  it('never lets more through than it holds and gets back', () => {
    const asks = fc.array(
      fc.record({ after: fc.integer({ min: 0, max: 3_000 }), least: fc.integer({ min: 1, max: 200 }) }),
    );
    fc.assert(
      fc.property(asks, (all) => {
        const bucket = bucketOf(rate);
        let now = 0;
        let given = 0;
        let free = 0;
        for (const { after, least } of all) {
          now += after;
          const { tokens, waitMs } = bucket.ask(now, asking(least));
          given += tokens;
          free = Math.max(free, now + waitMs);
        }
        return given <= rate.size + (free / 1_000) * rate.refill + 1e-6;
      }),
    );
  });
});

describe('a bucket without a published rate', () => {
  it('is free', () => {
    expect(bucketOf(undefined).ask(0, asking(5))).toMatchObject({ tokens: Infinity, waitMs: 0 });
  });

  it('is bound for everybody once most tries are refused', () => {
    const bucket = bucketOf(undefined);
    bucket.ask(1_000, asking(5));
    const one = bucket.ask(1_500, asking(20, { tries: 30, refused: 25 }));
    expect(one).toMatchObject({ tokens: 20, waitMs: 500, version: 1_500 });
    expect(bucket.ask(1_500, asking(20)).waitMs).toBe(1_000);
  });
});

describe('the published rates', () => {
  it.each([
    ['ec2:DescribeInstanceAttribute', 50, { size: 100, refill: 10 }],
    ['ec2:GetEbsEncryptionByDefault', 100, { size: 100, refill: 20 }],
    ['ec2:DescribeVolumes', 10, { size: 20, refill: 2 }],
    ['ec2:DescribeInstanceTopology', 1, { size: 1, refill: 0.01 }],
    ['sts:AssumeRole', 50, { size: 600, refill: 300 }],
    ['ec2:TerminateInstances', 50, undefined],
    ['ec2:constructor', 50, undefined],
    ['s3:GetBucketAcl', 50, undefined],
    ['iam:GetAccountSummary', 50, undefined],
  ])('of %s, by %i percent', (action, percent, share) => {
    expect(shareOf(publishedRate(action), percent)).toEqual(share);
  });
});
