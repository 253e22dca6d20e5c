import { describe, expect, it } from '@jest/globals';
import { CompressedLines } from './compressed-lines.js';

const linesOf = (count: number, make: (index: number) => string): CompressedLines => {
  const lines = new CompressedLines();
  for (let index = 0; index < count; index += 1) lines.add(make(index));
  return lines;
};

describe('compressed lines', () => {
  it.each([
    ['none', 0, () => ''],
    ['one', 1, () => 'a'],
    ['fewer than are compressed together', 10, (index: number) => `line ${index}`],
    ['many', 20_000, (index: number) => `line ${index}`],
    ['empty ones and other scripts', 9_000, (index: number) => (index % 3 === 0 ? '' : 'ação 🔒 \u2028')],
    ['long ones', 5, (index: number) => String(index).repeat(100_000)],
  ])('come back in their order, as often as asked: %s', (_, count, make) => {
    const lines = linesOf(count, make);
    const expected = Array.from({ length: count }, (__, index) => make(index));
    expect([...lines]).toEqual(expected);
    expect([...lines]).toEqual(expected);
  });
});
