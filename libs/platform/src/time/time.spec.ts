import { describe, expect, it } from '@jest/globals';
import { fixedClock } from './clock.js';
import { newId } from './new-id.js';

describe('ids', () => {
  it('are UUIDs of version 7, unique, and sort by time', () => {
    const ids = Array.from({ length: 1_000 }, (_, index) => newId(new Date(1_700_000_000_000 + index)));
    expect(new Set(ids).size).toBe(1_000);
    expect([...ids].sort()).toEqual(ids);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });
});

describe('a fixed clock', () => {
  it('moves only when told, and cannot be moved through what it gave', () => {
    const clock = fixedClock('2026-01-01T00:00:00Z');
    clock.now().setFullYear(1999);
    clock.advance(60_000);
    expect(clock.now().toISOString()).toBe('2026-01-01T00:01:00.000Z');
    clock.set('2027-01-01T00:00:00Z');
    expect(clock.now().getUTCFullYear()).toBe(2027);
  });
});
