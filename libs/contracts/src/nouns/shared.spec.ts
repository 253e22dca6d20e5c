import { describe, expect, it } from '@jest/globals';
import { Moment } from './shared.js';

describe('a moment that somebody gives', () => {
  it.each([
    ['2026-11-21T12:00:00Z', true],
    ['2026-11-21T12:00:00.123-03:00', true],
    ['0001-01-01T00:00:00Z', true],
    ['9999-12-31T23:59:59Z', true],
    ['0001-01-01T00:00:00+14:00', false],
    ['0000-01-01T00:00:00Z', false],
    ['9999-12-31T23:59:59-14:00', false],
    ['2026-02-31T00:00:00Z', false],
    ['2026-11-21', false],
    ['tomorrow', false],
  ])('%s: %s', (text, expected) => {
    expect(Moment.safeParse(text).success).toBe(expected);
  });
});
