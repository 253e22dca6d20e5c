import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { exportSPKI, generateKeyPair, importJWK, SignJWT, type JWK, type JWTPayload } from 'jose';
import { authSecret, siteUnderTest, type Site } from '../../test/site-under-test.js';
import { unseal } from './seal.js';

describe('access tokens, at the gateway and at a service', () => {
  let site: Site;
  let good: string;
  let claims: JWTPayload;
  let header: { alg: string; kid: string; typ: string };
  let privateJwk: JWK;
  let publicJwk: JWK;

  beforeAll(async () => {
    site = await siteUnderTest();
    const browser = site.browser();
    await site.signIn(browser, 'Ana Souza');
    good = String(await site.token(browser));
    claims = partOf(good, 1) as JWTPayload;
    header = partOf(good, 0) as typeof header;
    const row = await site.database.client.signingKey.findFirstOrThrow();
    privateJwk = JSON.parse(unseal(row.sealed, authSecret)) as JWK;
    publicJwk = row.publicJwk as JWK;
  }, 60_000);
  afterAll(() => site.stop());

  const partOf = (token: string, index: number): unknown =>
    JSON.parse(Buffer.from(token.split('.')[index] ?? '', 'base64url').toString());
  const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = async (
    changes: Readonly<Record<string, unknown>>,
    headers: object = {},
    key: JWK = privateJwk,
  ): Promise<string> =>
    new SignJWT({ ...claims, ...changes })
      .setProtectedHeader({ ...header, ...headers })
      .sign(await importJWK(key, 'EdDSA'));
  const hmac = (head: object, key: string): string => {
    const body = `${encode({ ...header, alg: 'HS256', ...head })}.${encode(claims)}`;
    return `${body}.${createHmac('sha256', key).update(body).digest('base64url')}`;
  };
  const statuses = async (token: string): Promise<number[]> => {
    const headers = { authorization: `Bearer ${token}` };
    const answers = await Promise.all(
      [`${site.gatewayUrl}/api/v1/me`, `${site.authUrl}/v1/me`].map((url) => fetch(url, { headers })),
    );
    return answers.map(({ status }) => status);
  };
  const seconds = (): number => Math.floor(Date.now() / 1_000);

  it('are taken when they are good', async () => {
    expect(await statuses(good)).toEqual([200, 200]);
    expect(await statuses(await signed({}))).toEqual([200, 200]);
    expect(header).toEqual({ alg: 'EdDSA', kid: publicJwk.kid, typ: 'at+jwt' });
    expect(claims).toMatchObject({ iss: 'cspmexa-auth', aud: 'cspmexa', exp: Number(claims.iat) + 900 });
  });

  it('are signed with a key whose private half nobody can read or fetch', async () => {
    const answers = await Promise.all(
      [`${site.gatewayUrl}/api/.well-known/jwks.json`, `${site.authUrl}/.well-known/jwks.json`].map((url) =>
        fetch(url),
      ),
    );
    for (const answer of answers) {
      const { keys } = (await answer.json()) as { keys: JWK[] };
      expect(keys).toEqual([
        expect.objectContaining({ kty: 'OKP', crv: 'Ed25519', alg: 'EdDSA', use: 'sig', kid: header.kid }),
      ]);
      expect(keys[0]).not.toHaveProperty('d');
    }
    expect(JSON.stringify(await site.database.client.signingKey.findMany())).not.toContain(String(privateJwk.d));
  });

  it.each<[string, () => string | Promise<string>]>([
    ['of no algorithm', () => `${encode({ ...header, alg: 'none' })}.${encode(claims)}.`],
    ['of no algorithm, spelt differently', () => `${encode({ ...header, alg: 'nOnE' })}.${encode(claims)}.`],
    [
      'of no algorithm with the old signature',
      () => `${encode({ ...header, alg: 'none' })}.${good.split('.').slice(1).join('.')}`,
    ],
    ['without signature', () => `${good.split('.').slice(0, 2).join('.')}.`],
    ['of HS256 with the public key', () => hmac({}, String(publicJwk.x))],
    ['of HS256 with the public key in bytes', () => hmac({}, JSON.stringify(publicJwk))],
    [
      'of HS256 with the public key as PEM',
      async () => hmac({}, await exportSPKI((await importJWK(publicJwk, 'EdDSA')) as CryptoKey)),
    ],
    ['of HS256 with an empty key', () => hmac({ kid: '' }, '')],
    [
      'of HS256 that brings its key',
      () => hmac({ jwk: { kty: 'oct', k: Buffer.from('x').toString('base64url') } }, 'x'),
    ],
    ['of another issuer', () => signed({ iss: 'https://evil.example' })],
    ['of no issuer', () => signed({ iss: undefined })],
    ['for another audience', () => signed({ aud: 'somebody-else' })],
    ['for no audience', () => signed({ aud: undefined })],
    ['of another type', () => signed({}, { typ: 'JWT' })],
    ['of no type', () => signed({}, { typ: undefined })],
    ['of a refresh', () => signed({}, { typ: 'rt+jwt' })],
    ['that has expired', () => signed({ iat: seconds() - 1_000, exp: seconds() - 100 })],
    ['that never expires', () => signed({ exp: undefined })],
    ['that expires in the year 9999', () => signed({ exp: 253_370_764_800 })],
    ['that expires at a text', () => signed({ exp: '99999999999' })],
    ['that is not valid yet', () => signed({ nbf: seconds() + 600 })],
    ['that was made in the future', () => signed({ iat: seconds() + 600, exp: seconds() + 1_200 })],
    ['that was made at no time', () => signed({ iat: undefined })],
    ['that lives for an hour', () => signed({ iat: seconds(), exp: seconds() + 3_600 })],
    ['of nobody', () => signed({ sub: undefined })],
    ['of somebody who is no id', () => signed({ sub: 'admin' })],
    ['of no tenant', () => signed({ tid: undefined })],
    ['of no session', () => signed({ sid: undefined })],
    ['of an unknown role', () => signed({ role: 'root' })],
    ['of several roles', () => signed({ role: ['viewer', 'admin'] })],
    ['of an unknown key', () => signed({}, { kid: 'unknown' })],
    ['of a key that is a path', () => signed({}, { kid: '../../../../dev/null' })],
    ['of a key that is a question', () => signed({}, { kid: "' or 1=1 --" })],
    [
      'of a critical header that nobody knows',
      () => `${encode({ ...header, crit: ['x'], x: 1 })}.${good.split('.').slice(1).join('.')}`,
    ],
    [
      "of somebody else's key under our name",
      async () => {
        const { privateKey } = await generateKeyPair('EdDSA');
        return new SignJWT(claims).setProtectedHeader(header).sign(privateKey);
      },
    ],
    [
      'that brings its own key',
      async () => {
        const { privateKey } = await generateKeyPair('EdDSA');
        return new SignJWT(claims)
          .setProtectedHeader({ ...header, jku: 'http://127.0.0.1:1/keys', x5u: 'http://127.0.0.1:1/' })
          .sign(privateKey);
      },
    ],
    ['with one bit changed', () => `${good.slice(0, -10)}${good.at(-10) === 'A' ? 'B' : 'A'}${good.slice(-9)}`],
    ['with another person', () => good.replace(/\.[^.]+\./, `.${encode({ ...claims, sub: crypto.randomUUID() })}.`)],
    ['of five parts', () => `${good}.x.y`],
    ['of nothing', () => ''],
    ['of rubbish', () => '../../etc/passwd'],
    ['of a megabyte less a bit', () => `${good}${'A'.repeat(7_000)}`],
  ])('%s are refused everywhere (T01, T02)', async (_, make) => {
    expect(await statuses(await make())).toEqual([401, 401]);
  });

  it('make the gateway fetch keys once in a while only, whatever names they carry (T01)', async () => {
    const fetches = () => site.logs.lines.filter(({ path }) => path === '/.well-known/jwks.json').length;
    const before = fetches();
    const tokens = await Promise.all(
      Array.from({ length: 100 }, (_, index) => signed({}, { kid: `unknown-${index}` })),
    );
    for (const token of tokens) expect((await statuses(token))[0]).toBe(401);
    expect(fetches() - before).toBeLessThanOrEqual(1);
  });

  it('come from the same key in every replica', async () => {
    const replicas = await Promise.all([site.authReplica(), site.authReplica()]);
    const sets = await Promise.all(
      replicas.map(async ({ url }) => (await fetch(`${url}/.well-known/jwks.json`)).json()),
    );
    expect(sets[0]).toEqual(sets[1]);
    expect(await site.database.client.signingKey.count()).toBe(1);
  });

  it('are not made with another secret: the service says what is wrong, and does not start', async () => {
    await expect(site.authReplica({ AUTH_SECRET: 'another secret, which is long enough too' })).rejects.toThrow(
      /^AUTH_SECRET is not the one/,
    );
  });
});
