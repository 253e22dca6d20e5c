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

  it.each<[string, (size: number) => string]>([
    ['backslashes', (size) => `{"a":"${'\\'.repeat(size)}`],
    ['quotes', (size) => '"'.repeat(size)],
    ['quotes that are none', (size) => `"${'\\"'.repeat(size / 2)}`],
    ['objects', (size) => '{"a":'.repeat(size / 5)],
    ['spaces before a colon', (size) => `{"a"${' '.repeat(size)}`],
    ['spaces after every text', (size) => '"a"    '.repeat(size / 7)],
    ['names', (size) => `{${Array.from({ length: size / 8 }, (_, at) => `"${at}":1`).join()}}`],
  ])('is looked for in a time that grows with the text alone: %s (I02)', (_, textOf) => {
    const [once, twice] = [7_000, 14_000].map((size) => readsOf(textOf(size)));
    expect(once).toBeLessThan(7_000 * 3);
    expect(twice).toBeLessThan(Number(once) * 2.2);
  });
});

/** How many characters are read to look for a name in a text. */
function readsOf(text: string): number {
  let reads = 0;
  const counting: unknown = new Proxy(Object(text) as object, {
    get: (_, name) => {
      if (name === 'length') return text.length;
      if (name === 'slice') return text.slice.bind(text);
      reads += 1;
      return text[Number(name)];
    },
  });
  // It has what the search asks of a text.
  findDuplicateKey(counting as string);
  return reads;
}
