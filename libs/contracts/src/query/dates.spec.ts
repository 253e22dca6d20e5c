import { describe, expect, it } from '@jest/globals';
import { isWithin, parseRange } from './dates.js';

const now = new Date('2026-11-21T12:00:00Z');

describe('a time in a query', () => {
  it.each([
    ['<7d', '2026-11-20T00:00:00Z', true],
    ['<7d', '2026-11-14T11:59:59Z', false],
    ['<7d', '2026-11-14T12:00:00Z', true],
    ['>7d', '2026-11-14T11:59:59Z', true],
    ['>7d', '2026-11-15T00:00:00Z', false],
    ['>=30d', '2026-10-01T00:00:00Z', true],
    ['2026-11-01', '2026-11-01T00:00:00Z', true],
    ['2026-11-01', '2026-11-01T23:59:59.999Z', true],
    ['2026-11-01', '2026-11-02T00:00:00Z', false],
    ['>2026-11-01', '2026-11-01T12:00:00Z', false],
    ['>2026-11-01', '2026-11-02T00:00:00Z', true],
    ['>=2026-11-01', '2026-11-01T00:00:00Z', true],
    ['<2026-11-01', '2026-10-31T23:59:59Z', true],
    ['<2026-11-01', '2026-11-01T00:00:00Z', false],
    ['<=2026-11-01', '2026-11-01T23:00:00Z', true],
    ['2026-10-01..2026-10-31', '2026-10-31T23:59:59Z', true],
    ['2026-10-01..2026-10-31', '2026-11-01T00:00:00Z', false],
    ['2026-10-01..2026-10-01', '2026-10-01T06:00:00Z', true],
    ['2024-02-29', '2024-02-29T10:00:00Z', true],
  ])('%s: %s is %s', (text, time, expected) => {
    const range = parseRange(text);
    expect(range && isWithin(range, new Date(time), now)).toBe(expected);
  });

  it.each([
    ['<7d', '2026-11-27T00:00:00Z', true],
    ['<7d', '2026-11-29T00:00:00Z', false],
    ['<7d', '2026-11-01T00:00:00Z', true],
    ['>7d', '2026-11-29T00:00:00Z', true],
    ['>7d', '2026-11-22T00:00:00Z', false],
    ['2026-12-24', '2026-12-24T18:00:00Z', true],
  ])('that lies ahead, %s: %s is %s', (text, time, expected) => {
    const range = parseRange(text, true);
    expect(range && isWithin(range, new Date(time), now)).toBe(expected);
  });

  it.each([
    '',
    '7d',
    '<d',
    '<7',
    '<12345d',
    '<7D',
    '<-7d',
    'yesterday',
    '2026-13-01',
    '2026-02-30',
    '2025-02-29',
    '26-01-01',
    '0000-01-01',
    '>=9999-12-31',
    '2026-01-01..9999-12-31',
    '2026-01-31..2026-01-01',
    '2026-01-01..',
    '..2026-01-01',
    '2026-01-01...2026-01-02',
    '----------',
    '2026-01-01T00:00',
  ])('is none: %j', (text) => {
    expect(parseRange(text)).toBeUndefined();
    expect(parseRange(text, true)).toBeUndefined();
  });
});
