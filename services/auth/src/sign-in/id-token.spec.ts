import { createHmac } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import {
  createLocalJWKSet,
  exportJWK,
  generateKeyPair,
  SignJWT,
  type CryptoKey,
  type JWTPayload,
  type JWTVerifyGetKey,
} from 'jose';
import { ProviderTrouble } from './bounded-fetch.js';
import { authTimeOf, IdTokenRefused, verifyIdToken, type Expected } from './id-token.js';

const at = Date.UTC(2026, 10, 21, 12) / 1_000;
const claims = { iss: 'https://issuer.example', aud: 'client', sub: '1', nonce: 'n', iat: at, exp: at + 300 };
const expected: Expected = {
  issuers: ['https://issuer.example', 'issuer.example'],
  clientId: 'client',
  nonce: 'n',
  algorithms: ['RS256', 'ES256'],
  startedAt: new Date((at - 60) * 1_000),
  now: new Date(at * 1_000),
};

describe('an ID token (O02)', () => {
  let keys: JWTVerifyGetKey;
  let own: CryptoKey;
  let foreign: CryptoKey;
  let secret: Uint8Array;
  beforeAll(async () => {
    const pair = await generateKeyPair('ES256', { extractable: true });
    own = pair.privateKey;
    foreign = (await generateKeyPair('ES256')).privateKey;
    const jwk = { ...(await exportJWK(pair.publicKey)), kid: 'k' };
    keys = createLocalJWKSet({ keys: [jwk] });
    secret = new TextEncoder().encode(JSON.stringify(jwk));
  });
  const sign = (payload: object, header: object = {}, key: CryptoKey | Uint8Array = own): Promise<string> =>
    new SignJWT(payload as JWTPayload).setProtectedHeader({ alg: 'ES256', kid: 'k', ...header }).sign(key);
  const verify = (token: unknown, change: Partial<Expected> = {}) =>
    verifyIdToken(token, keys, { ...expected, ...change }, new AbortController().signal);
  const b64 = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

  it.each<[string, object, Partial<Expected>]>([
    ['as it must be', {}, {}],
    ['of the issuer without its scheme', { iss: 'issuer.example' }, {}],
    ['with azp', { azp: 'client' }, {}],
    ['for several, among them this client, with azp', { aud: ['client', 'other'], azp: 'client' }, {}],
    ['29 seconds too old', { exp: at - 29 }, {}],
    ['29 seconds too young', { iat: at + 29 }, {}],
    ['signed in to just now, when that is asked for', { auth_time: at - 10 }, { freshSince: expected.startedAt }],
  ])('%s is accepted', async (_, change, asked) => {
    expect(await verify(await sign({ ...claims, ...change }), asked)).toMatchObject({ sub: '1' });
  });

  it.each<[string, object, Partial<Expected>?]>([
    ['of another start', { nonce: 'm' }],
    ['without nonce', { nonce: undefined }],
    ['with a list of nonces', { nonce: ['n'] }],
    ['for another client', { aud: 'other' }],
    ['for nobody', { aud: undefined }],
    ['for several without azp', { aud: ['client', 'other'] }],
    ['for several with another azp', { aud: ['client', 'other'], azp: 'other' }],
    ['with another azp', { azp: 'other' }],
    ['of another issuer', { iss: 'https://evil.example' }],
    ['of an issuer that begins alike', { iss: 'https://issuer.example.evil.example' }],
    ['of an issuer with a slash more', { iss: 'https://issuer.example/' }],
    ['without issuer', { iss: undefined }],
    ['31 seconds too old', { exp: at - 31 }],
    ['without exp', { exp: undefined }],
    ['31 seconds too young', { iat: at + 31 }],
    ['without iat', { iat: undefined }],
    ['from before the start', { iat: at - 60 - 31 }],
    ['not valid yet', { nbf: at + 60 }],
    ['without subject', { sub: undefined }],
    ['with a number for a subject', { sub: 1 }],
    ['without auth_time, when that is asked for', {}, { freshSince: expected.startedAt }],
    ['with an old auth_time', { auth_time: at - 3_600 }, { freshSince: expected.startedAt }],
    ['with an auth_time to come', { auth_time: at + 3_600 }, { freshSince: expected.startedAt }],
    ['with a text for auth_time', { auth_time: String(at) }, { freshSince: expected.startedAt }],
  ])('%s is refused', async (_, change, asked = {}) => {
    await expect(verify(await sign({ ...claims, ...change }), asked)).rejects.toThrow(IdTokenRefused);
  });

  it.each<[string, () => Promise<unknown> | unknown]>([
    ['missing', () => undefined],
    ['empty', () => ''],
    ['an object', () => ({})],
    ['no token', () => 'abc'],
    ['signed by somebody else', () => sign(claims, {}, foreign)],
    ['signed by somebody else with a key of another name', () => sign(claims, { kid: 'other' }, foreign)],
    ['unsigned', () => `${b64({ alg: 'none' })}.${b64(claims)}.`],
    ['unsigned, and says ES256', () => `${b64({ alg: 'ES256', kid: 'k' })}.${b64(claims)}.`],
    ['unsigned in capitals', () => `${b64({ alg: 'NONE' })}.${b64(claims)}.`],
    ['signed with the public key as a secret', () => sign(claims, { alg: 'HS256' }, secret)],
    [
      'signed with the secret of the client',
      () => {
        const text = `${b64({ alg: 'HS256', kid: 'k' })}.${b64(claims)}`;
        return `${text}.${createHmac('sha256', 'the secret of the client').update(text).digest('base64url')}`;
      },
    ],
    [
      'changed after it was signed',
      async () => (await sign(claims)).replace(/\.[^.]+\./, `.${b64({ ...claims, sub: '2' })}.`),
    ],
    ['with a critical header that nobody knows', () => sign(claims, { crit: ['x'], x: 1 }).catch(() => 'x.y.z')],
  ])('that is %s is refused', async (_, token) => {
    await expect(verify(await token())).rejects.toThrow(IdTokenRefused);
  });

  it('waits for the keys until the deadline, and no longer', async () => {
    const never: JWTVerifyGetKey = () => new Promise(() => undefined);
    const late = verifyIdToken(await sign(claims), never, expected, AbortSignal.timeout(20));
    await expect(late).rejects.toThrow(ProviderTrouble);
  });
});

describe('when a person has signed in at the provider', () => {
  it.each<[string, unknown, number | undefined]>([
    ['is not known when the token does not say it', undefined, undefined],
    ['is not known when the token says null', null, undefined],
    ['is what the token says', at - 3_600, at - 3_600],
    ['is no later than now, where the clocks are apart', at + 20, at],
    ['is long ago when it is to come', at + 3_600, 0],
    ['is long ago when it is in milliseconds', at * 1_000, 0],
    ['is long ago when it is before all time', -1e300, 0],
    ['is long ago when it is a text', String(at), 0],
  ])('%s', (_, said, seconds) => {
    const then = authTimeOf({ ...claims, auth_time: said }, expected.now);
    expect(then?.getTime()).toBe(seconds === undefined ? undefined : seconds * 1_000);
  });
});
