import { describe, expect, it } from '@jest/globals';
import { nextDigest, type DigestTiming } from './digest-times.js';
import { dayOf, isDay, momentOf } from './local-time.js';

const day = (date: string): number => Date.parse(`${date}T00:00:00Z`) / 86_400_000;

describe('a time on a clock', () => {
  it.each([
    ['UTC', '2026-11-21', '09:00', '2026-11-21T09:00:00Z'],
    ['America/Sao_Paulo', '2026-11-21', '09:00', '2026-11-21T12:00:00Z'],
    ['Asia/Kathmandu', '2026-11-21', '09:00', '2026-11-21T03:15:00Z'],
    ['Pacific/Kiritimati', '2026-11-21', '00:30', '2026-11-20T10:30:00Z'],
    ['Pacific/Niue', '2026-11-21', '23:30', '2026-11-22T10:30:00Z'],
    // Put forward from 02:00 to 03:00: 02:30 is taken at 03:00.
    ['Europe/Berlin', '2026-03-29', '01:59', '2026-03-29T00:59:00Z'],
    ['Europe/Berlin', '2026-03-29', '02:30', '2026-03-29T01:00:00Z'],
    ['Europe/Berlin', '2026-03-29', '03:00', '2026-03-29T01:00:00Z'],
    ['America/New_York', '2026-03-08', '02:00', '2026-03-08T07:00:00Z'],
    // By half an hour.
    ['Australia/Lord_Howe', '2026-10-04', '02:15', '2026-10-03T15:30:00Z'],
    // At midnight, so that the day begins at one.
    ['America/Sao_Paulo', '2018-11-04', '00:00', '2018-11-04T03:00:00Z'],
    // Put back from 03:00 to 02:00: the first of the two.
    ['Europe/Berlin', '2026-10-25', '02:30', '2026-10-25T00:30:00Z'],
    ['America/New_York', '2026-11-01', '01:00', '2026-11-01T05:00:00Z'],
  ])('in %s on %s at %s is %s', (zone, date, time, moment) => {
    expect(momentOf(day(date), time, zone).toISOString()).toBe(new Date(moment).toISOString());
    expect(dayOf(new Date(moment), zone)).toBe(day(date));
  });

  it('knows a day that a zone left out', () => {
    const days = ['2011-12-29', '2011-12-30', '2011-12-31'].map((date) => isDay(day(date), 'Pacific/Apia'));
    expect(days).toEqual([true, false, true]);
  });
});

describe('a digest', () => {
  const daily = (at: string): DigestTiming => ({ kind: 'daily', at });
  const weekly = (weekday: number, at: string): DigestTiming => ({ kind: 'weekly', weekday, at });
  it.each<[string, DigestTiming, string, string, string[]]>([
    [
      'every day at nine, whatever the clocks do',
      daily('09:00'),
      'Europe/Berlin',
      '2026-03-27T12:00:00Z',
      ['2026-03-28T08:00:00Z', '2026-03-29T07:00:00Z', '2026-03-30T07:00:00Z'],
    ],
    [
      'at a time that is missing on one day, on that day, too',
      daily('02:30'),
      'America/New_York',
      '2026-03-07T12:00:00Z',
      ['2026-03-08T07:00:00Z', '2026-03-09T06:30:00Z', '2026-03-10T06:30:00Z'],
    ],
    [
      'at a time that comes twice on one day, once',
      daily('01:30'),
      'America/New_York',
      '2026-10-31T12:00:00Z',
      ['2026-11-01T05:30:00Z', '2026-11-02T06:30:00Z', '2026-11-03T06:30:00Z'],
    ],
    [
      'on Mondays, also where Monday begins on a Sunday of UTC',
      weekly(1, '09:00'),
      'Pacific/Auckland',
      '2026-11-15T00:00:00Z',
      ['2026-11-15T20:00:00Z', '2026-11-22T20:00:00Z'],
    ],
    [
      'on Sundays of the change of clocks',
      weekly(0, '02:30'),
      'Europe/Berlin',
      '2026-03-20T00:00:00Z',
      ['2026-03-22T01:30:00Z', '2026-03-29T01:00:00Z', '2026-04-05T00:30:00Z'],
    ],
    [
      'on Fridays, of which a zone left one out',
      weekly(5, '09:00'),
      'Pacific/Apia',
      '2011-12-24T00:00:00Z',
      ['2012-01-05T19:00:00Z'],
    ],
    ['later than now, never now', daily('09:00'), 'UTC', '2026-11-21T09:00:00Z', ['2026-11-22T09:00:00Z']],
    [
      'in the same minute, when it has not come yet',
      daily('09:00'),
      'UTC',
      '2026-11-21T08:59:59Z',
      ['2026-11-21T09:00:00Z'],
    ],
  ])('is sent %s', (_, timing, zone, after, expected) => {
    let at = new Date(after);
    const times = expected.map(() => (at = nextDigest(timing, zone, at)).toISOString());
    expect(times).toEqual(expected.map((time) => new Date(time).toISOString()));
  });
});
