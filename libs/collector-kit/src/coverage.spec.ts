import { unknown } from '@cspmexa/resources';
import { describe, expect, it } from '@jest/globals';
import { Coverage } from './coverage.js';

const place = { service: 's3', region: 'sa-east-1' };
const acl = { ...place, action: 's3:GetBucketAcl' };
const denied = unknown('denied', 's3:GetBucketAcl', 'AccessDenied: no');

describe('coverage', () => {
  it('has one row for each service, region, action and outcome', () => {
    const coverage = new Coverage();
    coverage.ended(acl);
    coverage.ended(acl);
    coverage.ended(acl, { ...denied, deniedBy: 'service-control-policy' });
    coverage.ended({ ...acl, region: 'eu-west-1' }, denied);
    expect(
      coverage.rows().map(({ region, outcome, calls, detail, deniedBy }) => [region, outcome, calls, detail, deniedBy]),
    ).toEqual([
      ['eu-west-1', 'denied', 1, 'AccessDenied: no', null],
      ['sa-east-1', 'denied', 1, 'AccessDenied: no', 'service-control-policy'],
      ['sa-east-1', 'ok', 2, null, null],
    ]);
    expect(coverage.holes()).toHaveLength(2);
  });

  it('adds up what each action cost in each region, and all of them', () => {
    const coverage = new Coverage();
    const tagging = { ...place, action: 's3:GetBucketTagging' };
    for (const isFirst of [true, false, false]) coverage.sent(tagging, isFirst);
    coverage.throttled(tagging);
    coverage.took(tagging, 0.5);
    coverage.sent(acl, true);
    coverage.took(acl, 0.1);
    expect(coverage.costs()).toEqual([
      { ...acl, calls: 1, retries: 0, throttles: 0, seconds: 0.1 },
      { ...tagging, calls: 1, retries: 2, throttles: 1, seconds: 0.5 },
    ]);
    expect(coverage.counts).toEqual({ calls: 2, retries: 2, throttles: 1, seconds: 0.6 });
  });

  it('hands out what was added since it was asked last, each call once', () => {
    const coverage = new Coverage();
    expect(coverage.takeCosts()).toEqual([]);
    coverage.sent(acl, true);
    expect(coverage.takeCosts()).toEqual([{ ...acl, calls: 1, retries: 0, throttles: 0, seconds: 0 }]);
    coverage.sent(acl, false);
    coverage.took(acl, 0.2);
    expect(coverage.takeCosts()).toEqual([{ ...acl, calls: 0, retries: 1, throttles: 0, seconds: 0.2 }]);
    expect(coverage.takeCosts()).toEqual([]);
    expect(coverage.costs()).toEqual([{ ...acl, calls: 1, retries: 1, throttles: 0, seconds: 0.2 }]);
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
      for (const action of actions) coverage.ended({ ...place, action });
      return coverage.rows();
    });
    expect(one).toEqual(other);
  });
});
