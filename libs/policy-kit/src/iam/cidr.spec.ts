import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { cidrOf, contains, isWide } from './cidr.js';

describe('address blocks', () => {
  it.each([
    ['0.0.0.0/0', true],
    ['0.0.0.0/1', true],
    ['128.0.0.0/1', true],
    ['52.0.0.0/7', true],
    ['52.0.0.0/8', false],
    ['203.0.113.0/24', false],
    ['203.0.113.9', false],
    ['10.0.0.0/8', false],
    ['172.16.0.0/12', false],
    ['::/0', true],
    ['2000::/3', true],
    ['2001:db8::/32', false],
    ['2001:db8::/31', true],
    ['fd00::/8', false],
    ['::1', false],
  ])('%s is wide: %s', (text, expected) => {
    const block = cidrOf(text);
    expect(block && isWide(block)).toBe(expected);
  });

  it.each([
    '',
    '1.2.3',
    '1.2.3.4.5',
    '1.2.3.256',
    '1.2.3.4/33',
    '1.2.3.4/',
    '1.2.3.4/8/8',
    '::/129',
    ':::',
    '1::2::3',
    'g::',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '::1.2.3',
    '*',
  ])('refuses %p', (text) => {
    expect(cidrOf(text)).toBeUndefined();
  });

  it('contain their addresses and nothing else', () => {
    fc.assert(
      fc.property(fc.ipV4(), fc.integer({ min: 0, max: 32 }), fc.ipV4(), (network, prefix, address) => {
        const number = (text: string): number => text.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
        const size = 2 ** (32 - prefix);
        const [outer, inner] = [cidrOf(`${network}/${prefix}`), cidrOf(address)];
        const expected = Math.floor(number(network) / size) === Math.floor(number(address) / size);
        expect(outer && inner && contains(outer, inner)).toBe(expected);
      }),
    );
  });

  it('read every form of an IPv6 address', () => {
    fc.assert(
      fc.property(fc.ipV6(), (address) => {
        expect(cidrOf(address)).toMatchObject({ family: 6, prefix: 128 });
      }),
    );
    expect(cidrOf('::ffff:10.0.0.1')).toEqual(cidrOf('::ffff:a00:1'));
  });
});
