import { createHash, createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Sha256 } from './sha-256.js';

const data = fc.oneof(fc.string({ unit: 'binary' }), fc.uint8Array({ maxLength: 300 }));
const bytes = (value: string | Uint8Array): Buffer => Buffer.from(value as string); // both are what Buffer.from takes

describe('SHA-256', () => {
  it('is what Node makes of the same parts', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(data, { maxLength: 4 }), async (parts) => {
        const ours = new Sha256();
        const theirs = createHash('sha256');
        for (const part of parts) {
          ours.update(part);
          theirs.update(bytes(part));
        }
        return Buffer.from(await ours.digest()).equals(theirs.digest());
      }),
    );
  });

  it('is an HMAC with a key of any length', async () => {
    await fc.assert(
      fc.asyncProperty(data, data, async (key, message) => {
        const ours = new Sha256(key);
        ours.update(message);
        const theirs = createHmac('sha256', bytes(key)).update(bytes(message)).digest();
        return Buffer.from(await ours.digest()).equals(theirs);
      }),
    );
  });

  it('begins anew', async () => {
    const hash = new Sha256();
    hash.update('a');
    hash.reset();
    hash.update(new Uint16Array([0x4142]));
    expect(Buffer.from(await hash.digest()).toString('hex')).toBe(
      createHash('sha256')
        .update(Buffer.from([0x42, 0x41]))
        .digest('hex'),
    );
  });
});
