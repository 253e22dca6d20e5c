import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { newId } from '@cspmexa/platform';
import { canonicalJson, fingerprintOf, hashOf } from './canonical.js';
import { severityOf } from './severity.js';
import { bounded, storable, storableText } from './storable.js';

describe('canonical JSON', () => {
  it('does not depend on the order of fields, and reads back', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        const reversed = Object.fromEntries(Object.entries(value).reverse());
        expect(hashOf(reversed)).toBe(hashOf(value));
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it.each([
    [{ b: 1, a: { d: undefined, c: [2, null] } }, '{"a":{"c":[2,null]},"b":1}'],
    [undefined, 'null'],
    ['é"', '"é\\""'],
  ])('of %j is %s', (value, text) => {
    expect(canonicalJson(value)).toBe(text);
  });
});

describe('a fingerprint', () => {
  const identity = { policyId: 'p', resourceArn: 'arn:aws:s3:::a', discriminator: '' };
  const tenantId = '5b0d6c1e-2f3a-4b5c-8d7e-9f0a1b2c3d4e';
  it('never changes: findings of years ago are found by it', () => {
    expect(fingerprintOf(tenantId, identity)).toBe('b01a33a129d7631fea71d2b1470b9c770876f2899b6a6f025e3ca27c995b3cba');
  });
  it.each([{ policyId: 'q' }, { resourceArn: 'arn:aws:s3:::b' }, { discriminator: 'ssh' }])(
    'differs with %j',
    (change) => {
      expect(fingerprintOf(tenantId, { ...identity, ...change })).not.toBe(fingerprintOf(tenantId, identity));
    },
  );
  it('differs between tenants', () => {
    expect(fingerprintOf(newId(), identity)).not.toBe(fingerprintOf(tenantId, identity));
  });
});

describe('what is stored', () => {
  it('never holds what PostgreSQL refuses', () => {
    fc.assert(
      fc.property(
        fc.anything({ withBigInt: true, withDate: true, withMap: true, withSet: true, withNullPrototype: true }),
        (value) => {
          const text = JSON.stringify(storable(value));
          expect(text).not.toMatch(/(?<!\\)(\\\\)*\\u(0000|d[89a-f])/);
        },
      ),
    );
  });
  it('keeps what is fine as it is', () => {
    expect(storableText('naïve 💚 \u2028')).toBe('naïve 💚 \u2028');
    expect(storable({ a: [1, 'x', null, undefined], b: undefined })).toEqual({ a: [1, 'x', null, null] });
    expect(storable([new Date(0), new Date(Number.NaN)])).toEqual(['1970-01-01T00:00:00.000Z', null]);
  });
  it('is bounded', () => {
    expect(bounded({ a: 1 })).toEqual({ a: 1 });
    expect(bounded('x'.repeat(20_000))).toEqual({ cut: true, characters: 20_002, start: `"${'x'.repeat(1_999)}` });
  });
});

it('severities have the ranks by which they sort', () => {
  expect([4, 3, 2, 1, 0].map(severityOf)).toEqual(['critical', 'high', 'medium', 'low', 'info']);
});
