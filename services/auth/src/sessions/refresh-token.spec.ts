import { describe, expect, it } from '@jest/globals';
import { firstToken, hashOf, successorOf } from './refresh-token.js';

describe('refresh tokens', () => {
  it('begin at random', () => {
    expect(new Set(Array.from({ length: 100 }, firstToken)).size).toBe(100);
  });

  it('have one successor each, which nobody finds without the secret', () => {
    const token = firstToken();
    expect(successorOf(token, 'secret')).toBe(successorOf(token, 'secret'));
    expect(successorOf(token, 'secret')).toMatch(/^[\w-]{43}$/);
    expect(
      new Set([token, successorOf(token, 'secret'), successorOf(token, 'other'), successorOf(firstToken(), 'secret')])
        .size,
    ).toBe(4);
  });

  it('are kept as something else', () => {
    expect(Buffer.from(hashOf('token')).toString('hex')).toMatch(/^[0-9a-f]{64}$/);
  });
});
