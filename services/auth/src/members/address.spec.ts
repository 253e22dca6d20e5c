import { describe, expect, it } from '@jest/globals';
import { addressOf } from './address.js';

describe('an e-mail address', () => {
  it.each([
    ['ana@example.com', 'ana@example.com'],
    ['Ana@EXAMPLE.com', 'ana@example.com'],
    ['jose\u0301@example.com', 'jos\u00e9@example.com'],
    ['JOS\u00c9@example.com', 'jos\u00e9@example.com'],
  ])('%j is kept as %j', (given, kept) => {
    expect(addressOf(given)).toBe(kept);
    expect(addressOf(kept)).toBe(kept);
  });

  it.each([
    ['the Kelvin sign', 'mi\u212ae@example.com'],
    ['the Kelvin sign in the domain', 'mike@\u212aiosk.example'],
    ['the Greek question mark', 'a\u037eb@example.com'],
  ])('with %s is nobody: folded, it would be the address of somebody else (O03)', (_, given) => {
    expect(addressOf(given)).toBeNull();
  });

  it.each(['\u0131@example.com', '\u017fam@example.com', '\uff41na@example.com', '\u0430na@example.com'])(
    'that only looks like another one, %j, stays another one (O03)',
    (given) => {
      expect(addressOf(given)).not.toMatch(/^\p{ASCII}*$/u);
    },
  );
});
