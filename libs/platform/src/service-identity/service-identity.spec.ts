import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createTestIssuer } from '@cspmexa/testkit';
import { afterAll, describe, expect, it } from '@jest/globals';
import { decodeJwt, decodeProtectedHeader, SignJWT, UnsecuredJWT, type JWTPayload } from 'jose';
import { readAccessToken } from '../http/session.js';
import { fixedClock } from '../time/clock.js';
import { serviceIdentity, serviceTokenType } from './service-identity.js';
import { verifyCallers } from './verify-callers.js';

const start = '2026-11-22T10:00:00.000Z';
const second = Date.parse(start) / 1_000;
const folder = mkdtempSync(path.join(os.tmpdir(), 'cspmexa-service-key-'));
afterAll(() => rmSync(folder, { recursive: true }));

const pem = (): string => generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const fileWith = (name: string, content: string): string => {
  const file = path.join(folder, name);
  writeFileSync(file, content, { mode: 0o600 });
  return file;
};

/** A gateway whose tokens auth takes, and one more service that auth knows. */
function services() {
  const clock = fixedClock(start);
  const gateway = serviceIdentity({ name: 'api-gateway', clock });
  const collector = serviceIdentity({ name: 'collector', clock });
  const read = verifyCallers({
    name: 'auth',
    clock,
    callers: { 'api-gateway': gateway.jwks(), collector: collector.jwks() },
  });
  return { clock, gateway, collector, read };
}

describe('a service token (T04)', () => {
  it('says who calls whom, for a minute', async () => {
    const { gateway, read } = services();
    const token = await gateway.token('auth');
    expect(await read(token)).toBe('api-gateway');
    expect(decodeProtectedHeader(token)).toMatchObject({ alg: 'EdDSA', typ: 'svc+jwt' });
    expect(decodeJwt(token)).toEqual({
      iss: 'api-gateway',
      sub: 'api-gateway',
      aud: 'auth',
      iat: second,
      exp: second + 60,
      jti: expect.any(String),
    });
  });

  it('is used again for thirty seconds, for each callee its own', async () => {
    const { clock, gateway } = services();
    const first = await gateway.token('auth');
    expect(await gateway.token('collector')).not.toBe(first);
    clock.advance(29_999);
    expect(await gateway.token('auth')).toBe(first);
    clock.advance(1);
    const next = await gateway.token('auth');
    expect(decodeJwt(next).jti).not.toBe(decodeJwt(first).jti);
    clock.set('2026-11-22T09:00:00.000Z');
    expect(decodeJwt(await gateway.token('auth')).iat).toBe(second - 3_600);
  });

  it.each([
    ['as it is signed', 0, true],
    ['a minute and the skew later', 64, true],
    ['past the skew', 65, false],
    ['before it was signed, within the skew', -5, true],
    ['before it was signed, beyond the skew', -6, false],
  ])('%s: good or not to the second (T04)', async (_, seconds, good) => {
    const { clock, gateway, read } = services();
    const token = await gateway.token('auth');
    clock.advance(seconds * 1_000);
    if (good) expect(await read(token)).toBe('api-gateway');
    else await expect(read(token)).rejects.toMatchObject({ code: 'unauthenticated' });
  });
});

describe('a token that is not one of a caller (T04)', () => {
  const { privateKey } = generateKeyPairSync('ed25519');
  const file = fileWith('gateway.pem', privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
  const gateway = serviceIdentity({ name: 'api-gateway', keyFile: file });
  const [jwk] = gateway.jwks().keys;
  const clock = fixedClock(start);
  const collector = serviceIdentity({ name: 'collector', clock });
  const read = verifyCallers({
    name: 'auth',
    clock,
    callers: { 'api-gateway': gateway.jwks(), collector: collector.jwks() },
  });
  const good = { iss: 'api-gateway', sub: 'api-gateway', aud: 'auth', iat: second, exp: second + 60, jti: 'one' };
  const header = { alg: 'EdDSA', typ: serviceTokenType, kid: jwk?.kid ?? '' };
  const signed = (claims: JWTPayload, protectedHeader: Record<string, unknown> = {}): Promise<string> =>
    new SignJWT(claims).setProtectedHeader({ ...header, ...protectedHeader }).sign(privateKey);
  const without = (claim: keyof typeof good) =>
    Object.fromEntries(Object.entries(good).filter(([key]) => key !== claim));

  it('is told from a good one that is made the same way', async () => {
    expect(await read(await signed(good))).toBe('api-gateway');
  });

  it.each<[string, () => Promise<string> | string]>([
    ['of a service that nobody trusts', () => serviceIdentity({ name: 'stranger', clock }).token('auth')],
    ['of a stranger in the name of the gateway', () => serviceIdentity({ name: 'api-gateway', clock }).token('auth')],
    ['of the gateway in the name of another caller', () => signed({ ...good, iss: 'collector', sub: 'collector' })],
    ['of one service about another', () => signed({ ...good, sub: 'collector' })],
    ['for another service', () => signed({ ...good, aud: 'collector' })],
    ['for several services', () => signed({ ...good, aud: ['auth', 'collector'] })],
    ['for the audience of people', () => signed({ ...good, aud: 'cspmexa' })],
    ['that has ended', () => signed({ ...good, iat: second - 120, exp: second - 60 })],
    ['that lives for longer than a minute', () => signed({ ...good, exp: second + 61 })],
    ['from the future', () => signed({ ...good, iat: second + 30, exp: second + 60 })],
    ['that is not good yet', () => signed({ ...good, nbf: second + 30 })],
    ['of the type of an access token', () => signed(good, { typ: 'at+jwt' })],
    ['of the type of a half sign-in', () => signed(good, { typ: 'mfa+jwt' })],
    ['of no type', () => signed(good, { typ: undefined })],
    ['of a caller named like a property of every object', () => signed({ ...good, iss: 'constructor' })],
    ['without an end', () => signed(without('exp'))],
    ['without a beginning', () => signed(without('iat'))],
    ['without an id', () => signed(without('jti'))],
    ['without an audience', () => signed(without('aud'))],
    ['without an issuer', () => signed(without('iss'))],
    ['without a subject', () => signed(without('sub'))],
    ['that is not signed', () => new UnsecuredJWT(good).encode()],
    [
      'signed with the public key as a secret',
      () =>
        new SignJWT(good).setProtectedHeader({ ...header, alg: 'HS256' }).sign(Buffer.from(jwk?.x ?? '', 'base64url')),
    ],
    [
      'with other letters for the same signature',
      async () => {
        const token = await signed(good);
        const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'];
        // 64 bytes in 86 letters: four bits of the last one mean nothing.
        return `${token.slice(0, -1)}${letters[letters.indexOf(token.slice(-1)) + 1]}`;
      },
    ],
    ['with padding after the signature', async () => `${await signed(good)}==`],
    ['with a changed signature', async () => (await signed(good)).replace(/.{8}$/, 'AAAAAAAA')],
    [
      'with other claims under the signature',
      async () => {
        const [head, , signature] = (await signed(good)).split('.');
        return `${head}.${Buffer.from(JSON.stringify({ ...good, exp: second + 59 })).toString('base64url')}.${signature}`;
      },
    ],
    ['that is no token', () => 'not.a.token'],
    ['that is nothing', () => ''],
  ])('%s is refused', async (_, token) => {
    await expect(read(await token())).rejects.toMatchObject({ code: 'unauthenticated' });
  });

  it('is an access token: neither passes for the other (T04)', async () => {
    const issuer = await createTestIssuer();
    const access = await issuer.token(issuer.session());
    const callers = verifyCallers({
      name: issuer.settings.audience,
      // Even a callee that trusts the keys of the auth service, and is called like the audience of people.
      callers: { [issuer.settings.issuer]: issuer.settings.jwks },
    });
    await expect(callers(access)).rejects.toMatchObject({ code: 'unauthenticated' });
    const caller = serviceIdentity({ name: issuer.settings.issuer });
    const people = readAccessToken({ ...issuer.settings, jwks: caller.jwks() });
    await expect(people(await caller.token(issuer.settings.audience))).rejects.toMatchObject({
      code: 'unauthenticated',
    });
  });

  it('is not judged while the keys of its service cannot be had', async () => {
    const blind = verifyCallers({
      name: 'auth',
      clock,
      callers: { 'api-gateway': () => Promise.reject(new Error('connect ECONNREFUSED')) },
    });
    await expect(blind(await signed(good))).rejects.toMatchObject({ code: 'unavailable' });
  });
});

describe('a key file', () => {
  it('gives the same identity at each start and on each replica', async () => {
    const keyFile = fileWith('same.pem', pem());
    const [one, other] = [serviceIdentity({ name: 'auth', keyFile }), serviceIdentity({ name: 'auth', keyFile })];
    expect(other.jwks()).toEqual(one.jwks());
    expect(Object.keys(one.jwks().keys[0] ?? {}).sort()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x']);
  });

  it('makes a new key known before it signs, so that replacing one refuses nobody', async () => {
    const [old, next] = [pem(), pem()];
    const before = serviceIdentity({ name: 'api-gateway', keyFile: fileWith('before.pem', `${old}${next}`) });
    const after = serviceIdentity({ name: 'api-gateway', keyFile: fileWith('after.pem', `${next}${old}`) });
    const read = verifyCallers({ name: 'auth', callers: { 'api-gateway': before.jwks() } });
    expect(await read(await before.token('auth'))).toBe('api-gateway');
    expect(await read(await after.token('auth'))).toBe('api-gateway');
  });

  it.each([
    ['has nothing in it', '', /no PKCS#8 private key/],
    [
      'has a public key',
      generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'pem' }).toString(),
      /no PKCS#8/,
    ],
    [
      'has a key of another kind',
      generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      /not an Ed25519/,
    ],
    ['has a broken key', '-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n', /cannot be read/],
  ])('that %s stops the start and is not repeated', (_, content, message) => {
    const keyFile = fileWith('bad.pem', content);
    const make = () => serviceIdentity({ name: 'auth', keyFile });
    expect(make).toThrow(message);
    expect(make).not.toThrow(/c2VjcmV0/);
  });
});
