import { describe, expect, it } from '@jest/globals';
import { trustedCallers } from './trusted-callers.js';

const keys = 'http://gateway:8050/.well-known/service-jwks.json';

describe('TRUSTED_CALLERS', () => {
  it.each([
    ['one caller', `api-gateway=${keys}`, { 'api-gateway': keys }],
    [
      'two, with spaces',
      ` api-gateway=${keys} , jobs=https://jobs/keys `,
      { 'api-gateway': keys, jobs: 'https://jobs/keys' },
    ],
    ['nobody', ' , ', {}],
    ['what is usual', undefined, { usual: keys }],
  ])('reads %s', (_, text, callers) => {
    expect(trustedCallers(`usual=${keys}`).parse(text)).toEqual(callers);
  });

  it.each([
    ['no address', 'api-gateway'],
    ['no name', `=${keys}`],
    ['a name that is none', `Api Gateway=${keys}`],
    ['a prototype', `__proto__=${keys}`],
    ['a file', 'api-gateway=file:///etc/passwd'],
    ['a secret in the address', 'api-gateway=http://user:hunter2@gateway/keys'],
    ['the same caller twice', `api-gateway=${keys},api-gateway=${keys}`],
  ])('refuses %s, and repeats no value', (_, text) => {
    const { success, error } = trustedCallers('').safeParse(text);
    expect(success).toBe(false);
    expect(String(error)).not.toMatch(/hunter2|passwd/);
  });
});
