import { describe, expect, it } from '@jest/globals';
import type { PolicyDocument } from './document.js';
import { Remembered } from './remembered.js';

const document = (): PolicyDocument => ({ kind: 'document', version: '2012-10-17', statements: [] });

describe('a remembered answer', () => {
  it('is found once for a document and key, and again for another key or document', () => {
    const remembered = new Remembered<number>();
    let found = 0;
    const find = (): number => (found += 1);
    const [one, other] = [document(), document()];
    expect([
      remembered.of(one, 'a', find),
      remembered.of(one, 'a', find),
      remembered.of(other, 'a', find),
      remembered.of(one, 'b', find),
      remembered.of(one, 'a', find),
    ]).toEqual([1, 1, 2, 3, 4]);
  });
});
