import { describe, expect, it } from '@jest/globals';
import { findDuplicateKey } from './duplicate-keys.js';

describe('a name that comes twice', () => {
  it.each([
    ['{"a":1,"a":2}', 'a'],
    ['{"a":{"b":1},"c":{"b":1,"b":2}}', 'b'],
    ['[{"a":1},{"a" :1,"b":[1,"a"],\n"a"\t:2}]', 'a'],
    ['{"a":1,"\\u0061":2}', 'a'],
    ['{"":1,"":2}', ''],
  ])('is found in %s', (json, name) => {
    expect(findDuplicateKey(json)).toBe(name);
  });

  it.each([
    '{"a":1,"b":{"a":1},"c":[{"a":1},{"a":2}]}',
    '{"a":"a","b":"\\"a\\":"}',
    '["a","a"]',
    '"a"',
    '{"a":1,"A":2}',
    '{"a"',
    '}}]]',
  ])('is not seen in %s', (json) => {
    expect(findDuplicateKey(json)).toBeUndefined();
  });

  it('is looked for in linear time (I02)', () => {
    const start = performance.now();
    findDuplicateKey(`{"a":"${'\\'.repeat(250_000)}`);
    findDuplicateKey('"'.repeat(250_000));
    findDuplicateKey(`${'{"a":'.repeat(50_000)}`);
    findDuplicateKey(`{"a"${' '.repeat(250_000)}`);
    expect(performance.now() - start).toBeLessThan(250);
  });
});
