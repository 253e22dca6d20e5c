import { unknown } from '@cspmexa/resources';
import { describe, expect, it } from '@jest/globals';
import { Coverage } from './coverage.js';

const place = { service: 's3', region: 'sa-east-1' };
const denied = unknown('denied', 's3:GetBucketAcl', 'AccessDenied: no');

describe('coverage', () => {
  it('has one row for each service, region, action and outcome', () => {
    const coverage = new Coverage();
    coverage.record({ ...place, action: 's3:GetBucketAcl' }, 0.1, 1);
    coverage.record({ ...place, action: 's3:GetBucketAcl' }, 0.2, 3);
    coverage.recordFailure(place, denied, 0.3, 2);
    expect(coverage.rows().map(({ outcome, calls, detail }) => [outcome, calls, detail])).toEqual([
      ['denied', 1, 'AccessDenied: no'],
      ['ok', 2, null],
    ]);
    expect(coverage.counts).toEqual({ calls: 3, retries: 3, throttles: 0, seconds: 0.6 });
    expect(coverage.holes()).toHaveLength(1);
  });

  it('names what stays unknown without counting a call, ten resources at most and each once', () => {
    const coverage = new Coverage();
    for (let index = 0; index < 30; index += 1)
      coverage.recordBlind(place, denied, `arn:aws:s3:::bucket-${index % 15}`);
    const [row] = coverage.rows();
    expect(row).toMatchObject({ outcome: 'denied', calls: 0 });
    expect(row?.resources).toHaveLength(10);
    expect(new Set(row?.resources).size).toBe(10);
  });

  it('gives equal rows for equal scans, whatever the order of their calls', () => {
    const calls = ['s3:B', 's3:A', 's3:C'];
    const [one, other] = [calls, [...calls].reverse()].map((actions) => {
      const coverage = new Coverage();
      for (const action of actions) coverage.record({ ...place, action }, 0, 1);
      return coverage.rows();
    });
    expect(one).toEqual(other);
  });
});
