import { describe, expect, it } from '@jest/globals';
import { generateSync } from 'otplib';
import { judge, newSecret, stepOf, uriOf } from './totp.js';

/** '12345678901234567890', the secret of RFC 6238, appendix B. */
const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
const at = (seconds: number) => new Date(seconds * 1_000);
const codeAt = (seconds: number) => generateSync({ secret, epoch: seconds });
const now = 1_800_000_015; // in the middle of a step
const step = Math.floor(now / 30);

describe('a code of an authenticator', () => {
  it.each([
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_111_111_111, '050471'],
    [1_234_567_890, '005924'],
    [2_000_000_000, '279037'],
    [20_000_000_000, '353130'],
  ])('is that of RFC 6238 at %i s', (seconds, code) => {
    const judged = judge(code, { secret, lastStep: 0, now: at(seconds) });
    expect(judged).toEqual({ is: 'right', step: Math.floor(seconds / 30) });
  });

  it.each([
    ['two steps before', -60, 'wrong'],
    ['of the step before', -30, 'right'],
    ['of this step', 0, 'right'],
    ['of the step after', 30, 'right'],
    ['two steps after', 60, 'wrong'],
    ['an hour old', -3_600, 'wrong'],
  ] as const)('%s is judged by the time of the server (M01)', (_, offset, is) => {
    for (const within of [-15, 0, 14.999])
      expect(judge(codeAt(now + offset), { secret, lastStep: 0, now: at(now + within) }).is).toBe(is);
  });

  it.each([
    ['the same step', 0, 0, 'used'],
    ['an older step after a newer', -30, 0, 'used'],
    ['the step before the last one of the window', 0, 30, 'used'],
    ['a newer step after an older', 30, 0, 'right'],
    ['a step after one of long ago', 0, -3_000, 'right'],
    ['any step after a clock that ran ahead', 0, 86_400, 'used'],
    ['a wrong one after a clock that ran ahead', -90, 86_400, 'wrong'],
  ] as const)('%s counts once at most (M01)', (_, offset, lastOffset, is) => {
    const lastStep = step + lastOffset / 30;
    expect(judge(codeAt(now + offset), { secret, lastStep, now: at(now) }).is).toBe(is);
  });

  it('of another secret is wrong', () => {
    const other = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';
    const judged = [-30, 0, 30].map((offset) =>
      judge(codeAt(now + offset), { secret: other, lastStep: 0, now: at(now) }),
    );
    expect(judged).toEqual(Array(3).fill({ is: 'wrong' }));
  });

  it('comes from 160 random bits, and the QR code says what every app needs', () => {
    const secrets = Array.from({ length: 50 }, newSecret);
    expect(new Set(secrets).size).toBe(50);
    for (const each of secrets) expect(each).toMatch(/^[A-Z2-7]{32}$/);
    const uri = new URL(uriOf(secret, 'ana+x@example.com'));
    expect([uri.protocol, uri.host, decodeURIComponent(uri.pathname)]).toEqual([
      'otpauth:',
      'totp',
      '/CSPMEXA:ana+x@example.com',
    ]);
    expect(uri.searchParams.get('secret')).toBe(secret);
    expect(uri.searchParams.get('issuer')).toBe('CSPMEXA');
    // What is not said is what every app takes for granted.
    expect([null, 'SHA1']).toContain(uri.searchParams.get('algorithm'));
    expect([null, '6']).toContain(uri.searchParams.get('digits'));
    expect([null, '30']).toContain(uri.searchParams.get('period'));
  });

  it('has the step of its instant', () => {
    expect([0, 29.999, 30, 59].map((seconds) => stepOf(at(seconds)))).toEqual([0, 0, 1, 1]);
  });
});
