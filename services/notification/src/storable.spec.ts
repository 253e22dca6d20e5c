import { describe, expect, it } from '@jest/globals';
import { storable } from './storable.js';

describe('what PostgreSQL can keep', () => {
  it.each([
    ['a NUL', 'a\0b', 'a\ufffdb'],
    ['half a character', 'a\ud800b', 'a\ufffdb'],
    ['a whole character of two halves', '😀', '😀'],
    ['texts at any depth', { a: ['\0', { b: '\udc00' }] }, { a: ['\ufffd', { b: '\ufffd' }] }],
    ['everything else as it is', [1, true, null], [1, true, null]],
  ])('%s', (_, given, kept) => {
    expect(storable(given)).toEqual(kept);
  });
});
