import { describe, expect, it } from '@jest/globals';
import { decide, limits } from './refresh.js';

const start = Date.parse('2026-01-15T12:00:00Z');
const session = { createdAt: start, rotatedAt: start, endedAt: null };

describe('a refresh token', () => {
  it.each([
    ['is rotated when it is used for the first time', session, null, start + 1_000, 'rotate'],
    ['is rotated one moment before it is idle for too long', session, null, start + limits.idleMs - 1, 'rotate'],
    ['has expired after an idle hour', session, null, start + limits.idleMs, 'expired'],
    [
      'has expired after a day, however busy',
      { ...session, rotatedAt: start + limits.absoluteMs - 1 },
      null,
      start + limits.absoluteMs,
      'expired',
    ],
    ['still works for a second tab just after the rotation', session, start, start + limits.graceMs, 'repeat'],
    ['is a theft when it comes back later', session, start, start + limits.graceMs + 1, 'reused'],
    ['is worth nothing after the end', { ...session, endedAt: start }, null, start + 1, 'ended'],
  ] as const)('%s', (_, stored, spentAt, now, decision) => {
    expect(decide(stored, spentAt, now)).toBe(decision);
  });
});
