import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Verdict } from '@cspmexa/policy-kit';
import { unknown } from '@cspmexa/resources';
import { samplePolicies } from '../../test/sample-policies.js';
import { Catalogue } from '../policies/catalogue.js';
import { outOfScope, Tallying } from './tally.js';

const catalogue = new Catalogue(samplePolicies);
const verdict = (given: Partial<Verdict> = {}): Verdict => ({
  ...{
    policyId: 'test-s3-bucket-versioned',
    outcome: 'pass',
    severity: 'medium',
    accountId: '111122223333',
    region: 'sa-east-1',
  },
  ...{ service: 's3', resourceKind: 'aws.s3.bucket', resourceArn: 'arn', resourceName: null, discriminator: '' },
  ...{ reason: { en: '', pt: '' }, conditions: [], controls: [], sameAs: [], unknown: null },
  ...given,
});
const blind = (reason: 'denied' | 'throttled', action: string) =>
  verdict({ outcome: 'unknown', unknown: unknown(reason, action, `request ${Math.random()}`) });
const tallied = (...verdicts: Verdict[]) => {
  const tallying = new Tallying(catalogue);
  for (const one of verdicts) tallying.add(one);
  return tallying;
};

describe('a tally', () => {
  it('is kept where the kind is listed, with the severity that the policy declares', () => {
    const tallying = tallied(verdict(), verdict({ outcome: 'fail', severity: 'critical', region: 'us-east-1' }));
    expect(tallying.list()).toEqual([
      {
        service: 's3',
        region: 'global',
        policyId: 'test-s3-bucket-versioned',
        discriminator: '',
        severity: 2,
        pass: 1,
        fail: 1,
        unknown: 0,
        reasons: [],
        isPartial: false,
      },
    ]);
    expect(tallying.counts).toEqual({ pass: 1, fail: 1, unknown: 0 });
  });

  it('names the most frequent reasons of unknown, without what differs from call to call', () => {
    const [tally] = tallied(blind('throttled', 's3:B'), blind('denied', 's3:A'), blind('denied', 's3:A')).list();
    expect(tally?.reasons).toEqual([
      { reason: 'denied', action: 's3:A', count: 2 },
      { reason: 'throttled', action: 's3:B', count: 1 },
    ]);
  });

  it('is partial when something was out of scope', () => {
    expect(tallied(blind('denied', outOfScope)).list()).toMatchObject([{ isPartial: true }]);
  });

  it('is the same in whatever order the verdicts come', () => {
    const some = [
      verdict(),
      verdict({ outcome: 'fail' }),
      ...['a', 'b', 'c', 'd', 'e', 'f'].map((name) => blind('denied', name)),
      blind('denied', 'f'),
    ];
    const expected = tallied(...some).list();
    expect(expected[0]?.reasons).toHaveLength(5);
    fc.assert(
      fc.property(fc.shuffledSubarray(some, { minLength: some.length }), (order) =>
        expect(tallied(...order).list()).toEqual(expected),
      ),
    );
  });
});
