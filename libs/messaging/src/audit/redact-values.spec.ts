import { describe, expect, it } from '@jest/globals';
import { maxValueBytes, redactValues, storedText } from './redact-values.js';

const hidden = '[redacted]';

describe('values of the audit trail (U01)', () => {
  it.each([
    'secret',
    'clientSecret',
    'token',
    'refresh_token',
    'password',
    'seed',
    'totpSeed',
    'code',
    'recoveryCodes',
    'recovery',
    'authorization',
    'Cookie',
    'externalId',
    'external_id',
    'apiKey',
    'privateKey',
    'nonce',
    'verifier',
    'sealed',
  ])('hide what is called %s, however deep', (name) => {
    const value = { [name]: 'x', list: [{ [name]: ['x'] }] };
    expect(redactValues(value)).toEqual({ [name]: hidden, list: [{ [name]: hidden }] });
  });

  it.each(['name', 'tokenId', 'tokenName', 'recoveryCodesLeft', 'scopes', 'accountIds', 'keyId', 'reason'])(
    'show what is called %s',
    (name) => {
      expect(redactValues({ [name]: 'x' })).toEqual({ [name]: 'x' });
    },
  );

  it('show whether there is a secret, and that there is none', () => {
    expect(redactValues({ hasSecret: true, token: null })).toEqual({ hasSecret: true, token: null });
  });

  it.each([
    ['Bearer abcdefghijklmnop', `Bearer ${hidden}`],
    ['AKIAABCDEFGHIJKLMNOP', hidden],
    ['postgresql://user:pw@host/db', `postgresql://user:${hidden}@host/db`],
  ])('hide what looks like a secret: %s', (text, safe) => {
    expect(redactValues({ note: text })).toEqual({ note: safe });
  });

  it.each([
    ['undefined', undefined, null],
    ['a date', new Date('2026-01-01T00:00:00Z'), '2026-01-01T00:00:00.000Z'],
    ['no date', new Date(NaN), null],
    ['a bigint', 10n, '10'],
    ['no number', [NaN, Infinity, 1.5], [null, null, 1.5]],
    ['bytes', Buffer.from('secret'), '[6 bytes]'],
    ['a set', new Set(['a']), ['a']],
    ['a function', { f: () => 1 }, { f: null }],
    ['what is left out', { a: undefined, b: 1 }, { b: 1 }],
    ['line ends and escapes', 'a\r\n\u001b[31m', 'a\r\n\u001b[31m'],
    ['what PostgreSQL cannot keep', { 'a\0': '\ud800x\0' }, { 'a\ufffd': '\ufffdx\ufffd' }],
  ])('are plain JSON that PostgreSQL can keep: %s', (_, value, kept) => {
    expect(redactValues(value)).toEqual(kept);
  });

  it('are cut at 8 kB, with a mark', () => {
    const just = 'x'.repeat(maxValueBytes - 10);
    expect(redactValues([just])).toEqual([just]);
    const cut = redactValues({ text: Array.from({ length: 3 }, () => 'é'.repeat(3_000)) });
    expect(cut).toEqual({
      cutAt: maxValueBytes,
      bytes: expect.any(Number),
      text: expect.stringMatching(/^\{"text":\["é+","é+$/),
    });
    expect(Buffer.byteLength(JSON.stringify(cut))).toBeLessThan(maxValueBytes + 200);
  });

  it('do not go round in circles', () => {
    const circle: Record<string, unknown> = {};
    circle['self'] = circle;
    expect(JSON.stringify(redactValues(circle))).toContain('[cut]');
  });
});

it('cuts a text without breaking a character', () => {
  expect(storedText('abc', 3)).toBe('abc');
  expect(storedText('abcd', 3)).toBe('ab…');
  expect(storedText('a😀😀', 3)).toBe('a…');
});
