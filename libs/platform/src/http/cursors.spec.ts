import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { z } from 'zod';
import { Cursors, cutPage } from './cursors.js';

const [tenantId, other] = ['5b0d6c1e-2f3a-4b5c-8d7e-9f0a1b2c3d4e', '6b0d6c1e-2f3a-4b5c-8d7e-9f0a1b2c3d4e'];
const schema = z.tuple([z.number(), z.string()]);

describe('a cursor (I05)', () => {
  const cursors = new Cursors('a key for the test');

  it('comes back as what was written', () => {
    fc.assert(
      fc.property(fc.tuple(fc.integer(), fc.string()), fc.string(), (position, list) => {
        expect(cursors.read(cursors.write(position, tenantId, list), tenantId, list, schema)).toEqual(position);
      }),
    );
  });

  it('is refused once a single character is another one, wherever', () => {
    const cursor = cursors.write([4, 'x'], tenantId, 'list');
    fc.assert(
      fc.property(fc.nat(cursor.length), fc.string({ maxLength: 2 }), (at, text) => {
        const tampered = cursor.slice(0, at) + text + cursor.slice(at + 1);
        fc.pre(tampered !== cursor);
        expect(() => cursors.read(tampered, tenantId, 'list', schema)).toThrow('invalid-cursor');
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['of another tenant', () => cursors.write([4, 'x'], other, 'list')],
    ['of another list', () => cursors.write([4, 'x'], tenantId, 'other')],
    ['of another key', () => new Cursors('another key').write([4, 'x'], tenantId, 'list')],
    ['of another shape', () => cursors.write({ id: 'x' }, tenantId, 'list')],
    ['that anybody can write', () => Buffer.from('[4,"x"]').toString('base64url')],
    ['that is empty', () => ''],
    ['of dots', () => '...'],
    ['that is long', () => 'x'.repeat(50_000)],
  ])('%s is refused', (_, cursor) => {
    expect(() => cursors.read(cursor(), tenantId, 'list', schema)).toThrow('invalid-cursor');
  });
});

it('a page has its rows, and its last one only when there are more', () => {
  expect([cutPage([1, 2, 3], 2), cutPage([1, 2], 2), cutPage([], 2)]).toEqual([
    { rows: [1, 2], last: 2 },
    { rows: [1, 2], last: undefined },
    { rows: [], last: undefined },
  ]);
});
