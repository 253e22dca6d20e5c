import { expect, it } from '@jest/globals';
import { zonedTimes } from './zoned-time.js';

it.each([
  ['UTC', '2026-03-01T12:00:00.000Z', '2026-03-01T12:00:00+00:00'],
  ['America/Sao_Paulo', '2026-03-01T02:30:00.000Z', '2026-02-28T23:30:00-03:00'],
  ['Asia/Kolkata', '2026-03-01T12:00:00.000Z', '2026-03-01T17:30:00+05:30'],
  ['Asia/Kathmandu', '2026-03-01T12:00:00.000Z', '2026-03-01T17:45:00+05:45'],
  // Before and after the clocks are put forward.
  ['America/New_York', '2026-03-08T06:59:59.000Z', '2026-03-08T01:59:59-05:00'],
  ['America/New_York', '2026-03-08T07:00:00.000Z', '2026-03-08T03:00:00-04:00'],
  ['Pacific/Kiritimati', '2026-12-31T23:00:00.123Z', '2027-01-01T13:00:00+14:00'],
])('says in %s of %s that it is %s', (zone, iso, said) => {
  const at = zonedTimes(zone);
  expect(at(iso)).toBe(said);
  expect(Date.parse(at(iso))).toBe(Math.floor(Date.parse(iso) / 1_000) * 1_000);
});
