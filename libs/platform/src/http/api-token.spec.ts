import { describe, expect, it } from '@jest/globals';
import { isApiToken, looksLikeApiToken, newApiToken } from './api-token.js';

describe('a token for a machine', () => {
  it('is random, and shows by itself that it is whole (R06)', () => {
    const tokens = Array.from({ length: 200 }, newApiToken);
    expect(new Set(tokens).size).toBe(200);
    for (const token of tokens) {
      expect(token).toMatch(/^cspm_live_[0-9A-Za-z]{43}_[0-9A-Za-z]{6}$/);
      expect([isApiToken(token), looksLikeApiToken(token)]).toEqual([true, true]);
    }
  });

  it('has a checksum that others can compute: CRC-32 of all before its last underscore, in base 62', () => {
    expect(isApiToken(`cspm_live_${'0'.repeat(43)}_0JNlFs`)).toBe(true);
  });

  it('is none with any character changed, added, left out or swapped', () => {
    const token = newApiToken();
    for (let at = 0; at < token.length; at += 1) {
      const other = token[at] === 'A' ? 'B' : 'A';
      expect(isApiToken(token.slice(0, at) + other + token.slice(at + 1))).toBe(false);
      expect(isApiToken(token.slice(0, at) + token.slice(at + 1))).toBe(false);
      expect(isApiToken(token.slice(0, at) + other + token.slice(at))).toBe(false);
      const [one, two] = token.slice(at, at + 2);
      if (two !== undefined && one !== two)
        expect(isApiToken(token.slice(0, at) + two + one + token.slice(at + 2))).toBe(false);
    }
  });

  it.each(['', 'cspm_', 'cspm_live_', 'cspm_test_x', 'eyJhbGciOiJFZERTQSJ9.e30.x', ' cspm_live_', 'CSPM_LIVE_'])(
    '%j is none',
    (text) => {
      expect(isApiToken(text)).toBe(false);
    },
  );
});
