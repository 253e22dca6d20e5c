import { describe, expect, it } from '@jest/globals';
import { holesFirst } from './coverage-order.js';
import { progressOf, quarterOf } from './scan-progress.js';

describe('the progress of a scan', () => {
  it.each([
    ['running', 0, 0, 0, 0],
    ['running', 18, 7, 0, 38],
    ['running', 3, 1, 1, 66],
    ['running', 3, 3, 3, 100],
    ['cancelled', 18, 2, 0, 100],
    ['queued', 18, 0, 0, 0],
  ] as const)('%s with %i units, %i done and %i failed is %i %%', (state, total, done, failed, percent) => {
    expect(progressOf({ state, units: { total, done, failed } })).toBe(percent);
  });

  it('is announced in quarters', () => {
    expect([0, 24, 25, 74, 100].map(quarterOf)).toEqual([0, 0, 25, 50, 100]);
  });
});

describe('coverage', () => {
  it('shows the holes first', () => {
    const row = (action: string, outcome: 'ok' | 'denied') => ({
      service: 's3',
      region: 'global',
      action,
      outcome,
      calls: 1,
      detail: null,
      resources: [],
      deniedBy: null,
    });
    const rows = [row('s3:A', 'ok'), row('s3:C', 'denied'), row('s3:B', 'denied')];
    expect(holesFirst(rows).map(({ action }) => action)).toEqual(['s3:B', 's3:C', 's3:A']);
  });
});
