import { describe, expect, it } from '@jest/globals';
import { cellAfter, heatOf, isJudged } from './heat.js';

describe('the heat map', () => {
  it.each([
    [null, 'none'],
    [0, 'worst'],
    [49.99, 'worst'],
    [50, 'bad'],
    [75, 'fair'],
    [89.9, 'fair'],
    [90, 'good'],
    [100, 'good'],
  ] as const)('shows %s percent as %s', (percent, heat) => expect(heatOf(percent)).toBe(heat));

  const size = { rows: 25, columns: 3 };
  it.each([
    ['ArrowRight', false, [3, 1], [3, 2]],
    ['ArrowRight', false, [3, 2], [3, 2]],
    ['ArrowLeft', false, [3, 0], [3, 0]],
    ['ArrowUp', false, [0, 1], [0, 1]],
    ['ArrowDown', false, [24, 1], [24, 1]],
    ['PageDown', false, [20, 1], [24, 1]],
    ['PageUp', false, [20, 1], [10, 1]],
    ['Home', false, [3, 2], [3, 0]],
    ['End', false, [3, 0], [3, 2]],
    ['Home', true, [3, 2], [0, 0]],
    ['End', true, [3, 0], [24, 2]],
  ] as const)('goes with %s (Ctrl: %s) from %j to %j', (key, ctrlKey, [row, column], [nextRow, nextColumn]) =>
    expect(cellAfter({ key, ctrlKey }, { row, column }, size)).toEqual({ row: nextRow, column: nextColumn }),
  );

  it.each(['Tab', 'Enter', 'a', ' '])('leaves %j to the browser', (key) =>
    expect(cellAfter({ key, ctrlKey: false }, { row: 0, column: 0 }, size)).toBeUndefined(),
  );

  it('is judged as soon as somebody said something', () => {
    const none = { passed: 0, failed: 0, unknown: 9, manual: 4, notApplicable: 0, percent: null };
    expect([none, { ...none, failed: 1 }, { ...none, notApplicable: 1 }].map(isJudged)).toEqual([false, true, true]);
  });
});
