/** What a scan collects of each kind. */
import { collectorList } from '@cspmexa/collectors';
import { policyList } from '@cspmexa/policies';
import { describe, expect, it } from '@jest/globals';
import { planOfScan } from './scan-plan.js';

const catalogue = { collectors: collectorList, policies: policyList };
const size = (plan: ReadonlyMap<string, ReadonlySet<string>>) =>
  [...plan.values()].reduce((sum, facets) => sum + facets.size + 1, 0);

describe('the plan of a scan', () => {
  const whole = planOfScan(catalogue, { severities: [], targets: [] });

  it('is everything, for the inventory, unless it is limited', () => {
    expect(whole.plan.size).toBe(collectorList.length);
    expect(whole.only.size).toBe(0);
  });

  it('is what the policies of some severities need, and less than everything', () => {
    const { plan, only } = planOfScan(catalogue, { severities: ['critical'], targets: [] });
    expect(size(plan)).toBeGreaterThan(0);
    expect(size(plan)).toBeLessThan(size(whole.plan));
    expect(only.size).toBe(0);
    const all = planOfScan(catalogue, { severities: ['critical', 'high', 'medium', 'low', 'info'], targets: [] });
    expect(size(all.plan)).toBeGreaterThanOrEqual(size(plan));
  });

  it('is every facet of a named resource, and what its policies read beside it', () => {
    const arn = 'arn:aws:s3:::reports';
    const { plan, only, beside } = planOfScan(catalogue, { severities: [], targets: [arn] });
    expect(plan.get('aws.s3.bucket')).toEqual(whole.plan.get('aws.s3.bucket'));
    expect(only.get('aws.s3.bucket')).toEqual(new Set([arn]));
    // Other buckets are read as far as a policy looks at them, and no further.
    expect(beside.get('aws.s3.bucket')?.size).toBeLessThan(plan.get('aws.s3.bucket')?.size ?? 0);
    expect(size(plan)).toBeLessThan(size(whole.plan));
  });
});
