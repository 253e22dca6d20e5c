import { createCipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { Keyring, keyringOf, type Place } from './keyring.js';

const AUTH_SECRET = 'a secret that is long enough for tests';
const key = (id: string, byte = 7) => ({ id, key: new Uint8Array(32).fill(byte) });
const place: Place = { purpose: 'totp', row: 'tenant:member' };

describe('a keyring', () => {
  it('opens what it sealed, and seals the same text differently each time', () => {
    const ring = keyringOf({ AUTH_SECRET, AUTH_KEYS: [] });
    const sealed = Array.from({ length: 20 }, () => ring.seal('text é', place));
    expect(new Set(sealed.map((each) => each.sealed)).size).toBe(20);
    for (const each of sealed) {
      expect(each).toEqual({ sealed: expect.stringMatching(/^v2\.[\w-]{16}\.[\w-]+\.[\w-]{22}$/), keyId: 's1' });
      expect(ring.open(each.sealed, each.keyId, place)).toBe('text é');
    }
  });

  it('seals with the first of AUTH_KEYS and opens with every one of them, and with AUTH_SECRET', () => {
    const before = keyringOf({ AUTH_SECRET, AUTH_KEYS: [] }).seal('zero', place);
    const old = keyringOf({ AUTH_SECRET, AUTH_KEYS: [key('a', 1)] }).seal('one', place);
    const ring = keyringOf({ AUTH_SECRET, AUTH_KEYS: [key('b', 2), key('a', 1)] });
    expect(ring.sealsWith).toBe('b');
    expect(ring.keyIds).toEqual(['b', 'a', 's1']);
    expect(ring.seal('two', place).keyId).toBe('b');
    expect([old, before].map(({ sealed, keyId }) => ring.open(sealed, keyId, place))).toEqual(['one', 'zero']);
  });

  it('opens what was sealed before there were places, for signing keys alone', () => {
    const nonce = randomBytes(12);
    const derived = Buffer.from(hkdfSync('sha256', AUTH_SECRET, '', 'cspmexa/auth/signing-keys/v1', 32));
    const cipher = createCipheriv('aes-256-gcm', derived, nonce);
    const text = Buffer.concat([cipher.update('{"kty":"OKP"}', 'utf8'), cipher.final()]);
    const sealed = ['v1', ...[nonce, text, cipher.getAuthTag()].map((part) => part.toString('base64url'))].join('.');
    const ring = keyringOf({ AUTH_SECRET, AUTH_KEYS: [key('a')] });
    expect(ring.open(sealed, 's1', { purpose: 'signing-key', row: 'kid' })).toBe('{"kty":"OKP"}');
    expect(() => ring.open(sealed, 's1', place)).toThrow('format');
  });

  it.each<[string, Place]>([
    ['another member', { purpose: 'totp', row: 'tenant:other' }],
    ['another tenant', { purpose: 'totp', row: 'other:member' }],
    ['another purpose', { purpose: 'signing-key', row: 'tenant:member' }],
  ])('does not open what was moved to %s (M04)', (_, other) => {
    const ring = new Keyring(key('a'));
    const { sealed, keyId } = ring.seal('seed', place);
    expect(() => ring.open(sealed, keyId, other)).toThrow(/^The key "a" of AUTH_KEYS is not the one/);
  });

  it('does not open what was changed, wherever', () => {
    const ring = new Keyring(key('a'));
    const { sealed, keyId } = ring.seal('seed', place);
    for (let index = 0; index < sealed.length; index += 1) {
      const changed = `${sealed.slice(0, index)}${sealed[index] === 'B' ? 'C' : 'B'}${sealed.slice(index + 1)}`;
      // The last character of a part may carry bits that base64 does not use.
      const isSame = changed.split('.').every((part, at) => {
        const other = sealed.split('.')[at] ?? '';
        return at === 0 ? part === other : bytes(part) === bytes(other);
      });
      if (!isSame) expect(() => ring.open(changed, keyId, place)).toThrow();
    }
    for (const broken of ['', 'v2', 'v2..', 'v2.a.b', `${sealed}x.y`.replace('v2', 'v3')])
      expect(() => ring.open(broken, keyId, place)).toThrow();
  });

  it('says which key is missing, and what to do', () => {
    const { sealed } = new Keyring(key('gone')).seal('seed', place);
    expect(() => new Keyring(key('a')).open(sealed, 'gone', place)).toThrow(/^AUTH_KEYS lacks "gone".*reseal/);
  });

  it('says that AUTH_SECRET is another one', () => {
    const { sealed, keyId } = keyringOf({ AUTH_SECRET, AUTH_KEYS: [] }).seal('seed', place);
    const other = keyringOf({ AUTH_SECRET: `${AUTH_SECRET}!`, AUTH_KEYS: [] });
    expect(() => other.open(sealed, keyId, place)).toThrow(/^AUTH_SECRET is not the one/);
  });
});

const bytes = (part: string): string => Buffer.from(part, 'base64url').toString('hex');
