/** Windows in which no scan starts, by the clock on the wall. */
import { describe, expect, it } from '@jest/globals';
import { isBlackedOut } from './blackout.js';

const everyDay = [0, 1, 2, 3, 4, 5, 6];
const night = { days: everyDay, from: '22:00', to: '06:00' };
const office = { days: [1, 2, 3, 4, 5], from: '09:00', to: '18:00' };

describe('a blackout window', () => {
  it.each([
    ['its first minute', [office], 'UTC', '2026-03-02T09:00:00Z', true],
    ['the minute before it', [office], 'UTC', '2026-03-02T08:59:59Z', false],
    ['its last minute', [office], 'UTC', '2026-03-02T17:59:59Z', true],
    ['the minute at which it ends', [office], 'UTC', '2026-03-02T18:00:00Z', false],
    ['a day that is not one of its days', [office], 'UTC', '2026-03-01T12:00:00Z', false],
    ['the same hour in its own time zone', [office], 'America/Sao_Paulo', '2026-03-02T09:30:00Z', false],
    ['the hour that is in it there', [office], 'America/Sao_Paulo', '2026-03-02T12:00:00Z', true],
    ['a zone of half hours', [office], 'Asia/Kolkata', '2026-03-02T03:30:00Z', true],
    ['half an hour before in such a zone', [office], 'Asia/Kolkata', '2026-03-02T03:00:00Z', false],
    ['the evening of a window that reaches over midnight', [night], 'UTC', '2026-03-02T23:59:00Z', true],
    ['midnight', [night], 'UTC', '2026-03-03T00:00:00Z', true],
    ['the morning after', [night], 'UTC', '2026-03-03T05:59:59Z', true],
    ['noon', [night], 'UTC', '2026-03-03T12:00:00Z', false],
    ['Sunday morning after a Saturday night', [{ ...night, days: [6] }], 'UTC', '2026-03-01T03:00:00Z', true],
    ['Sunday night when it begins on Saturday', [{ ...night, days: [6] }], 'UTC', '2026-03-01T23:00:00Z', false],
    [
      'Sunday that is the weekday of another zone',
      [{ ...night, days: [0] }],
      'Asia/Kolkata',
      '2026-02-28T20:00:00Z',
      false,
    ],
    ['the whole day', [{ days: [0], from: '00:00', to: '00:00' }], 'UTC', '2026-03-01T00:00:00Z', true],
    [
      'the whole day, wherever it begins',
      [{ days: [0], from: '12:00', to: '12:00' }],
      'UTC',
      '2026-03-01T03:00:00Z',
      true,
    ],
    ['the day after a whole day', [{ days: [0], from: '00:00', to: '00:00' }], 'UTC', '2026-03-02T00:00:00Z', false],
    ['one of several', [office, night], 'UTC', '2026-03-02T23:00:00Z', true],
    ['no window at all', [], 'UTC', '2026-03-02T23:00:00Z', false],
  ])('and %s', (_, windows, timeZone, at, expected) => {
    expect(isBlackedOut(windows, timeZone, new Date(at))).toBe(expected);
  });

  it.each([
    // Lisbon: 01:00 → 02:00 on 29 March, 02:00 → 01:00 on 25 October 2026.
    ['is shorter when an hour of it is skipped: before', '00:30', '02:30', '2026-03-29T00:59:59Z', true],
    ['is shorter when an hour of it is skipped: after', '00:30', '02:30', '2026-03-29T01:29:59Z', true],
    ['is shorter when an hour of it is skipped: over', '00:30', '02:30', '2026-03-29T01:30:00Z', false],
    ['covers nothing when it lies in the hour that is skipped', '01:15', '01:45', '2026-03-29T01:15:00Z', false],
    ['begins after the skipped hour when it would begin in it', '01:30', '03:00', '2026-03-29T01:00:00Z', true],
    ['covers an hour that happens twice: the first', '01:00', '02:00', '2026-10-25T00:30:00Z', true],
    ['covers an hour that happens twice: the second', '01:00', '02:00', '2026-10-25T01:30:00Z', true],
    ['covers an hour that happens twice: and no more', '01:00', '02:00', '2026-10-25T02:00:00Z', false],
  ])('%s', (_, from, to, at, expected) => {
    expect(isBlackedOut([{ days: everyDay, from, to }], 'Europe/Lisbon', new Date(at))).toBe(expected);
  });

  it('holds in a zone whose midnight is skipped', () => {
    const window = [{ days: [0], from: '00:00', to: '02:00' }];
    expect(isBlackedOut(window, 'America/Sao_Paulo', new Date('2018-11-04T02:59:59Z'))).toBe(false);
    expect(isBlackedOut(window, 'America/Sao_Paulo', new Date('2018-11-04T03:00:00Z'))).toBe(true);
    expect(isBlackedOut(window, 'America/Sao_Paulo', new Date('2018-11-04T04:00:00Z'))).toBe(false);
  });
});
