/** Coverage of several units as one. */
import { describe, expect, it } from '@jest/globals';
import { mergeCoverage } from './merge-coverage.js';

const row = (changes: object = {}) => ({
  service: 's3',
  region: 'us-east-1',
  action: 's3:ListAllMyBuckets',
  outcome: 'denied' as const,
  calls: 1,
  detail: null,
  resources: [],
  deniedBy: null,
  ...changes,
});

describe('the coverage of a scan', () => {
  it('adds up the calls, keeps the first words, and at most ten resources', () => {
    const arns = Array.from({ length: 8 }, (_, index) => `arn:${index}`);
    const more = Array.from({ length: 8 }, (_, index) => `arn:${index + 4}`);
    const [merged, ...others] = mergeCoverage([
      row({ resources: arns }),
      row({ calls: 2, detail: 'AccessDenied', resources: more }),
    ]);
    expect(merged).toMatchObject({ calls: 3, detail: 'AccessDenied' });
    expect(merged?.resources).toEqual(Array.from({ length: 10 }, (_, index) => `arn:${index}`));
    expect(others).toEqual([]);
  });

  it('keeps apart what differs, in a fixed order', () => {
    const rows = [row({ region: 'b' }), row({ region: 'a' }), row({ region: 'a', outcome: 'ok' })];
    expect(mergeCoverage(rows).map(({ region, outcome }) => `${region} ${outcome}`)).toEqual([
      'a denied',
      'a ok',
      'b denied',
    ]);
    expect(mergeCoverage([...rows].reverse())).toEqual(mergeCoverage(rows));
  });
});
