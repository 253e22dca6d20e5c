import { describe, expect, it } from '@jest/globals';
import { cronShapeOf } from './cron-sentence.js';

describe('a cron expression as a sentence', () => {
  it.each([
    ['*/15 * * * *', { kind: 'every-minutes', minutes: 15 }],
    ['5 */6 * * *', { kind: 'every-hours', hours: 6, minute: 5 }],
    ['30 * * * *', { kind: 'hourly', minute: 30 }],
    ['0 3 * * *', { kind: 'daily', hour: 3, minute: 0 }],
    ['0 3 * * 1-5', { kind: 'weekly', hour: 3, minute: 0, weekdays: [1, 2, 3, 4, 5] }],
    ['0 3 * * 0,7', { kind: 'weekly', hour: 3, minute: 0, weekdays: [0] }],
    ['15 4 1 * *', { kind: 'monthly', hour: 4, minute: 15, day: 1 }],
  ])('knows %s', (cron, shape) => {
    expect(cronShapeOf(cron)).toEqual(shape);
  });

  // What it would read wrongly it leaves to the list of next times.
  it.each([
    '*/7 * * * *',
    '0 */5 * * *',
    '0 3 1 * 1',
    '0 3 * 2 *',
    '0 25 * * *',
    '61 3 * * *',
    '0 3 * * mon',
    '0 3 32 * *',
    '0 3 * *',
    '0 0 3 * * *',
    '',
  ])('says nothing about %j', (cron) => {
    expect(cronShapeOf(cron)).toBeUndefined();
  });
});
