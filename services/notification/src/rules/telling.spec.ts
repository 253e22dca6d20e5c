import { describe, expect, it } from '@jest/globals';
import type { AlertTiming, QuietHours, Severity } from '@cspmexa/contracts';
import { nextDigestOf, placeOf, ruleOfBundle } from './telling.js';

const id = 'c0ffee00-1111-4222-8333-444455556666';
const everyDay = [0, 1, 2, 3, 4, 5, 6];
const quiet = (more: Partial<QuietHours> = {}): QuietHours => ({
  days: everyDay,
  from: '22:00',
  to: '07:00',
  evenCritical: false,
  ...more,
});
const instant = (windowMinutes = 5): AlertTiming => ({ kind: 'instant', windowMinutes });
const daily = (at: string): AlertTiming => ({ kind: 'daily', at });
const rule = (timing: AlertTiming, quietHours: QuietHours | null, timeZone = 'UTC') => ({
  id,
  enabled: true,
  timing,
  quietHours,
  timeZone,
});
const iso = (time: string): string => new Date(time).toISOString();

describe('where a finding goes', () => {
  // 21 November 2026 is a Saturday.
  it.each<[string, ReturnType<typeof rule>, Severity, string, string, string]>([
    ['with its window', rule(instant(), null), 'low', '2026-11-21T23:00Z', '', '2026-11-21T23:05Z'],
    ['by day, with its window', rule(instant(), quiet()), 'low', '2026-11-21T12:00Z', '', '2026-11-21T12:05Z'],
    ['at night, in the morning', rule(instant(), quiet()), 'high', '2026-11-21T23:00Z', 'quiet', '2026-11-22T07:00Z'],
    [
      'after midnight, in the same morning',
      rule(instant(), quiet()),
      'high',
      '2026-11-22T06:59Z',
      'quiet',
      '2026-11-22T07:00Z',
    ],
    [
      'as quiet hours begin, in the morning',
      rule(instant(), quiet()),
      'low',
      '2026-11-21T22:00Z',
      'quiet',
      '2026-11-22T07:00Z',
    ],
    ['as they end, with its window', rule(instant(), quiet()), 'low', '2026-11-22T07:00Z', '', '2026-11-22T07:05Z'],
    ['critical at night, at once', rule(instant(), quiet()), 'critical', '2026-11-21T23:00Z', '', '2026-11-21T23:05Z'],
    [
      'critical at night, in the morning when it has to',
      rule(instant(), quiet({ evenCritical: true })),
      'critical',
      '2026-11-21T23:00Z',
      'quiet',
      '2026-11-22T07:00Z',
    ],
    [
      'before them, when its window would reach into them',
      rule(instant(60), quiet()),
      'low',
      '2026-11-21T21:30Z',
      '',
      '2026-11-21T21:59Z',
    ],
    [
      'now, in the minute before them',
      rule(instant(60), quiet()),
      'low',
      '2026-11-21T21:59:30Z',
      '',
      '2026-11-21T21:59:30Z',
    ],
    [
      'on a night that is not quiet, with its window',
      rule(instant(), quiet({ days: [1, 2, 3, 4, 5] })),
      'low',
      '2026-11-21T23:00Z',
      '',
      '2026-11-21T23:05Z',
    ],
    [
      'in a night that began on a quiet day',
      rule(instant(), quiet({ days: [5] })),
      'low',
      '2026-11-21T03:00Z',
      'quiet',
      '2026-11-21T07:00Z',
    ],
    [
      'at the weekend, on Monday',
      rule(instant(), quiet({ days: [6, 0], from: '00:00', to: '00:00' })),
      'low',
      '2026-11-21T10:00Z',
      'quiet',
      '2026-11-23T00:00Z',
    ],
    [
      'at noon, when quiet hours are by day',
      rule(instant(), quiet({ from: '09:00', to: '17:00' })),
      'low',
      '2026-11-21T12:00Z',
      'quiet',
      '2026-11-21T17:00Z',
    ],
    [
      'at night in São Paulo',
      rule(instant(), quiet(), 'America/Sao_Paulo'),
      'low',
      '2026-11-22T02:00Z',
      'quiet',
      '2026-11-22T10:00Z',
    ],
    [
      'in the night that is an hour shorter',
      rule(instant(), quiet(), 'Europe/Berlin'),
      'low',
      '2026-03-28T22:00Z',
      'quiet',
      '2026-03-29T05:00Z',
    ],
    [
      'in the night that is an hour longer',
      rule(instant(), quiet(), 'Europe/Berlin'),
      'low',
      '2026-10-24T21:00Z',
      'quiet',
      '2026-10-25T06:00Z',
    ],
    ['in a digest', rule(daily('09:00'), quiet()), 'low', '2026-11-21T23:00Z', id, '2026-11-22T09:00Z'],
    [
      'in a digest of the quiet hours, after them',
      rule(daily('03:00'), quiet()),
      'low',
      '2026-11-21T12:00Z',
      id,
      '2026-11-22T07:00Z',
    ],
    [
      'critical, in a digest of its own at its time',
      rule(daily('03:00'), quiet()),
      'critical',
      '2026-11-21T12:00Z',
      `${id}!`,
      '2026-11-22T03:00Z',
    ],
    [
      'critical, in the digest of all when no quiet hours hold it',
      rule(daily('09:00'), quiet()),
      'critical',
      '2026-11-21T12:00Z',
      id,
      '2026-11-22T09:00Z',
    ],
    [
      'critical, in the digest of all when it keeps quiet',
      rule(daily('03:00'), quiet({ evenCritical: true })),
      'critical',
      '2026-11-21T12:00Z',
      id,
      '2026-11-22T07:00Z',
    ],
  ])('%s', (_, given, severity, now, bundle, due) => {
    const { bundle: found, dueAt } = placeOf(given, severity, new Date(now));
    expect([found, dueAt.toISOString()]).toEqual([bundle === 'quiet' ? `quiet:${iso(due)}` : bundle, iso(due)]);
  });

  it('is told of the next digest of a rule, if it sends any', () => {
    const now = new Date('2026-11-21T12:00Z');
    expect(nextDigestOf(rule(daily('03:00'), quiet()), now)).toEqual(new Date('2026-11-22T07:00Z'));
    expect(nextDigestOf({ ...rule(daily('03:00'), null), enabled: false }, now)).toBeNull();
    expect(nextDigestOf(rule(instant(), null), now)).toBeNull();
  });

  it('is read from a bundle', () => {
    expect([id, `${id}!`, '', 'quiet:2026-11-22T07:00:00.000Z'].map(ruleOfBundle)).toEqual([
      { ruleId: id, through: false },
      { ruleId: id, through: true },
      undefined,
      undefined,
    ]);
  });
});
