import { expect, it } from '@jest/globals';
import { dayIn, instantIn } from './time-zone.js';

it.each([
  ['2026-11-21', '23:59:59', 'UTC', '2026-11-21T23:59:59.000Z'],
  ['2026-11-21', '23:59:59', 'America/Sao_Paulo', '2026-11-22T02:59:59.000Z'],
  ['2026-11-21', '00:00:00', 'Asia/Kolkata', '2026-11-20T18:30:00.000Z'],
  ['2026-03-29', '01:59:59', 'Europe/Lisbon', '2026-03-29T01:59:59.000Z'],
  ['2026-03-29', '23:59:59', 'Europe/Berlin', '2026-03-29T21:59:59.000Z'],
  ['2026-10-25', '23:59:59', 'Europe/Berlin', '2026-10-25T22:59:59.000Z'],
  ['2026-07-04', '12:00:00', 'America/New_York', '2026-07-04T16:00:00.000Z'],
])('%s %s in %s is %s', (day, time, zone, instant) => {
  expect(instantIn(day, time, zone)).toBe(instant);
});

it.each([
  ['2026-11-22T01:00:00Z', 'America/Sao_Paulo', '2026-11-21'],
  ['2026-11-22T01:00:00Z', 'UTC', '2026-11-22'],
  ['2026-11-21T22:00:00Z', 'Asia/Tokyo', '2026-11-22'],
])('at %s it is in %s the day %s', (instant, zone, day) => {
  expect(dayIn(new Date(instant), zone)).toBe(day);
});
