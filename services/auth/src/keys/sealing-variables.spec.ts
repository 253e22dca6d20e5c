import { randomBytes } from 'node:crypto';
import { ConfigError, describeConfig, loadConfig } from '@cspmexa/platform';
import { describe, expect, it } from '@jest/globals';
import { sealingConfig } from './sealing-variables.js';

const AUTH_SECRET = 'a secret that is long enough for tests';
const bytes = randomBytes(32);
const given = (AUTH_KEYS: string) => loadConfig(sealingConfig, { AUTH_SECRET, AUTH_KEYS });

describe('AUTH_KEYS', () => {
  it.each([
    ['base64', `a:${bytes.toString('base64')}`],
    ['base64 without its end', `a:${bytes.toString('base64').replace('=', '')}`],
    ['base64url', `a:${bytes.toString('base64url')}`],
    ['with spaces and a comma too many', ` a:${bytes.toString('base64')} , `],
  ])('is %s', (_, text) => {
    expect(given(text).AUTH_KEYS.map(({ id, key }) => [id, Buffer.from(key)])).toEqual([['a', bytes]]);
  });

  it('may be missing, and keeps its order', () => {
    expect(given('').AUTH_KEYS).toEqual([]);
    const text = ['k-2', 'k.1', 'K0'].map((id) => `${id}:${randomBytes(32).toString('base64')}`).join(',');
    expect(given(text).AUTH_KEYS.map(({ id }) => id)).toEqual(['k-2', 'k.1', 'K0']);
  });

  it.each([
    ['a key of 31 bytes', `a:${randomBytes(31).toString('base64')}`],
    ['a key of 33 bytes', `a:${randomBytes(33).toString('base64')}`],
    ['a key without an id', bytes.toString('base64')],
    ['two keys of one name', `a:${bytes.toString('base64')},a:${randomBytes(32).toString('base64')}`],
    ['the name of the key that AUTH_SECRET gives', `s1:${bytes.toString('base64')}`],
    ['a strange name', `../a:${bytes.toString('base64')}`],
  ])('is not %s, and the error does not repeat it (X04)', (_, text) => {
    let error: unknown;
    try {
      given(text);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(ConfigError);
    expect(String(error)).toContain('AUTH_KEYS');
    for (const key of text.split(',')) expect(String(error)).not.toContain(key.slice(-40));
  });

  it('is described as a secret', () => {
    expect(describeConfig(sealingConfig).map(({ name, required, secret }) => ({ name, required, secret }))).toEqual([
      { name: 'AUTH_SECRET', required: true, secret: true },
      { name: 'AUTH_KEYS', required: false, secret: true },
    ]);
  });
});
