/** When a schedule is due. */
import { describe, expect, it } from '@jest/globals';
import { dueAfter } from './due.js';

const at = (text: string): Date => new Date(text);
const timing = { cron: '0 3 * * *', timeZone: 'UTC', jitterSeconds: 60, enabled: true };

describe('a schedule', () => {
  it('is due at the next time that its expression names, however many were missed', () => {
    expect(dueAfter(timing, at('2026-01-10T03:00:00Z'), () => 0)).toEqual({
      nextDueAt: at('2026-01-11T03:00:00Z'),
      startsAt: at('2026-01-11T03:00:00Z'),
    });
  });

  it.each([
    [0, '2026-01-10T03:00:00Z'],
    [0.5, '2026-01-10T03:00:30Z'],
    [0.999_999, '2026-01-10T03:01:00Z'],
  ])('starts within its jitter: %s', (random, startsAt) => {
    expect(dueAfter(timing, at('2026-01-10T02:59:00Z'), () => random).startsAt).toEqual(at(startsAt));
  });

  it('is never due while it is off, or when its time never comes', () => {
    const never = { nextDueAt: null, startsAt: null };
    expect(dueAfter({ ...timing, enabled: false }, at('2026-01-10T00:00:00Z'), () => 0)).toEqual(never);
    expect(dueAfter({ ...timing, cron: '0 0 30 2 *' }, at('2026-01-10T00:00:00Z'), () => 0)).toEqual(never);
  });

  it('is due once in an hour that happens twice, and in a day whose hour is skipped', () => {
    const york = { ...timing, cron: '30 1 * * *', timeZone: 'America/New_York' };
    const first = dueAfter(york, at('2026-10-31T12:00:00Z'), () => 0).nextDueAt ?? new Date(0);
    expect(first).toEqual(at('2026-11-01T05:30:00Z'));
    expect(dueAfter(york, first, () => 0).nextDueAt).toEqual(at('2026-11-02T06:30:00Z'));
    expect(dueAfter({ ...york, cron: '30 2 * * *' }, at('2026-03-08T00:00:00Z'), () => 0).nextDueAt).toEqual(
      at('2026-03-08T07:00:00Z'),
    );
  });
});
