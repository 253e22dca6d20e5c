/** When a schedule is due, and what becomes of its due times. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { nextDue } from './cron.js';
import { dueAfter, missedAfterMs, settle, startOf, type Rules } from './due.js';

const at = (text: string): Date => new Date(text);
const rules: Rules = {
  id: '0d0b4f8c-7c1e-4a45-9d0f-1a2b3c4d5e6f',
  cron: '0 3 * * *',
  timeZone: 'UTC',
  jitterSeconds: 0,
  enabled: true,
  blackouts: [],
  missed: 'run',
};

describe('a schedule', () => {
  it('is due at the next time that its expression names', () => {
    expect(dueAfter(rules, at('2026-01-10T03:00:00Z'))).toEqual({
      nextDueAt: at('2026-01-11T03:00:00Z'),
      startsAt: at('2026-01-11T03:00:00Z'),
    });
  });

  it('is never due while it is off, or when its time never comes', () => {
    const never = { nextDueAt: null, startsAt: null };
    expect(dueAfter({ ...rules, enabled: false }, at('2026-01-10T00:00:00Z'))).toEqual(never);
    expect(dueAfter({ ...rules, cron: '0 0 30 2 *' }, at('2026-01-10T00:00:00Z'))).toEqual(never);
  });

  it('is due once in an hour that happens twice, and in a day whose hour is skipped', () => {
    const york = { ...rules, cron: '30 1 * * *', timeZone: 'America/New_York' };
    const first = dueAfter(york, at('2026-10-31T12:00:00Z')).nextDueAt ?? new Date(0);
    expect(first).toEqual(at('2026-11-01T05:30:00Z'));
    expect(dueAfter(york, first).nextDueAt).toEqual(at('2026-11-02T06:30:00Z'));
    expect(dueAfter({ ...york, cron: '30 2 * * *' }, at('2026-03-08T00:00:00Z')).nextDueAt).toEqual(
      at('2026-03-08T07:00:00Z'),
    );
  });
});

describe('the jitter', () => {
  const jittered = { ...rules, cron: '*/5 * * * *', jitterSeconds: 240 };

  it('is the same whoever asks however often, and differs between schedules and due times', () => {
    const due = at('2026-01-10T03:00:00Z');
    expect(startOf(jittered, due)).toEqual(startOf({ ...jittered }, new Date(due)));
    const starts = Array.from({ length: 50 }, (_, n) => startOf({ ...jittered, id: `${n}` }, due).getTime());
    expect(new Set(starts).size).toBeGreaterThan(25);
    const days = Array.from({ length: 50 }, (_, n) => {
      const dueAt = new Date(due.getTime() + n * 300_000);
      return startOf(jittered, dueAt).getTime() - dueAt.getTime();
    });
    expect(new Set(days).size).toBeGreaterThan(25);
  });

  it('stays within its seconds and before the next due time', () => {
    const hourOfJitter = { ...jittered, jitterSeconds: 3_600 };
    for (let n = 0; n < 200; n += 1) {
      const due = new Date(at('2026-01-10T03:00:00Z').getTime() + n * 300_000);
      const [near, far] = [startOf(jittered, due), startOf(hourOfJitter, due)].map(
        (start) => start.getTime() - due.getTime(),
      );
      expect(near).toBeGreaterThanOrEqual(0);
      expect(near).toBeLessThanOrEqual(240_000);
      expect(far).toBeLessThan(300_000);
    }
  });
});

describe('a due time', () => {
  const due = at('2026-01-10T03:00:00Z');
  const late = (milliseconds: number): Date => new Date(due.getTime() + milliseconds);
  const weekend = [{ days: [6], from: '00:00', to: '00:00' }]; // the tenth is a Saturday

  it.each([
    ['starts a scan on time', rules, late(0), 'start'],
    ['starts a scan when it is a little late', { ...rules, missed: 'skip' as const }, late(missedAfterMs), 'start'],
    ['that was missed starts a scan now', rules, late(missedAfterMs + 1_000), 'start'],
    [
      'that was missed is passed over if it shall be',
      { ...rules, missed: 'skip' as const },
      late(missedAfterMs + 1),
      'missed',
    ],
    ['in a blackout starts nothing', { ...rules, blackouts: weekend }, late(0), 'blackout'],
    ['that was missed starts nothing in a blackout', { ...rules, blackouts: weekend }, late(3 * 3_600_000), 'blackout'],
    [
      'that was missed in a blackout is made up for after it',
      { ...rules, blackouts: weekend },
      late(22 * 3_600_000),
      'start',
    ],
  ])('%s', (_, its, now, decision) => {
    expect(settle(its, due, now)).toMatchObject({
      dueAt: due,
      decision,
      next: { nextDueAt: at('2026-01-11T03:00:00Z') },
    });
  });

  it.each([
    ['an hour', '*/5 * * * *', '2026-01-10T04:02:00Z', '2026-01-10T04:00:00Z', '2026-01-10T04:05:00Z'],
    ['a year', '* * * * *', '2027-01-10T04:00:30Z', '2027-01-10T04:00:00Z', '2027-01-10T04:01:00Z'],
    ['four days', '0 3 * * 1', '2026-01-16T00:00:00Z', '2026-01-12T03:00:00Z', '2026-01-19T03:00:00Z'],
    ['half a year', '0 3 1 1 *', '2026-07-01T00:00:00Z', '2026-01-10T03:00:00Z', '2027-01-01T03:00:00Z'],
  ])('stands for all that passed unseen in %s', (_, cron, now, dueAt, next) => {
    expect(settle({ ...rules, cron }, due, at(now))).toMatchObject({
      dueAt: at(dueAt),
      decision: 'start',
      next: { nextDueAt: at(next) },
    });
  });
});

/** Every time that an expression names, in milliseconds since the epoch. */
function timesOf(cron: string, timeZone: string, begins: Date, ends: Date): number[] {
  const times: number[] = [];
  for (let time = nextDue(cron, timeZone, begins); time && time < ends; time = nextDue(cron, timeZone, time))
    times.push(time.getTime());
  return times;
}

describe.each(['America/Sao_Paulo', 'Europe/Lisbon', 'Asia/Kolkata'])('a year in %s', (timeZone) => {
  const begins = at('2026-01-01T00:00:00Z');
  const ends = at('2027-01-01T00:00:00Z');
  const crons = ['30 1 * * *', '15 0,1,2 * * *', '45 23 * * 0', '0 0 1 * *'];
  const named = new Map(crons.map((cron) => [cron, timesOf(cron, timeZone, begins, ends)]));

  it('gives each due time one outcome, in order, whatever the jitter and however often nobody was there', () => {
    const outages = fc.array(fc.tuple(fc.nat(364), fc.integer({ min: 1, max: 20 * 1_440 })), { maxLength: 3 });
    fc.assert(
      fc.property(
        fc.constantFrom(...crons),
        fc.nat(3_600),
        fc.boolean(),
        outages,
        (cron, jitterSeconds, skips, away) => {
          const its: Rules = { ...rules, id: cron, cron, timeZone, jitterSeconds, missed: skips ? 'skip' : 'run' };
          const sleeps = away.map(([day, minutes]) => {
            const from = begins.getTime() + day * 86_400_000;
            return { from, to: from + minutes * 60_000 };
          });
          const awake = (time: number): number =>
            sleeps.reduce((now, { from, to }) => (now >= from && now < to ? to : now), time);
          const settled: number[] = [];
          const outcomes: string[] = [];
          for (let due = dueAfter(its, begins); due.nextDueAt && due.startsAt && due.nextDueAt < ends;) {
            const now = awake(awake(awake(due.startsAt.getTime())));
            const { dueAt, decision, next } = settle(its, due.nextDueAt, new Date(now));
            settled.push(dueAt.getTime());
            outcomes.push(decision);
            if (next.startsAt) expect(next.startsAt.getTime()).toBeGreaterThan(now);
            if (now === due.startsAt.getTime()) expect(dueAt).toEqual(due.nextDueAt);
            due = next;
          }
          const wanted = named.get(cron) ?? [];
          expect(settled).toEqual([...new Set(settled)].sort((a, b) => a - b));
          expect(settled.filter((time) => time < ends.getTime() && !wanted.includes(time))).toEqual([]);
          // What is not settled by itself passed while nobody was there, and the next that is settled stands for it.
          const unsettled = wanted.filter((time) => !settled.includes(time));
          expect(
            unsettled.filter((time) => !sleeps.some(({ from, to }) => time >= from - 3_600_000 && time < to)),
          ).toEqual([]);
          if (!skips) expect(new Set(outcomes)).toEqual(new Set(['start']));
        },
      ),
      { numRuns: 5 },
    );
  }, 60_000);
});
