import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { exportJWK, exportSPKI, generateKeyPair, importJWK, SignJWT, type JWK, type JWTPayload } from 'jose';
import { authSecret, siteUnderTest, type Site } from '../../test/site-under-test.js';
import { successorOf } from '../sessions/refresh-token.js';
import { keyringOf } from './keyring.js';

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
    const keyring = keyringOf({ AUTH_SECRET: authSecret, AUTH_KEYS: [] });
    privateJwk = JSON.parse(keyring.open(row.sealed, row.keyId, { purpose: 'signing-key', row: row.kid })) as JWK;
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
  const cookie = async (): Promise<string> => {
    const browser = site.browser();
    await site.signIn(browser, 'Ana Souza');
    return String(browser.cookies.get('cspmexa-session'));
  };
  const seconds = (): number => Math.floor(Date.now() / 1_000);

  it('are taken when they are good', async () => {
    expect(await statuses(good)).toEqual([200, 200]);
    expect(await statuses(await signed({}))).toEqual([200, 200]);
    expect(header).toEqual({ alg: 'EdDSA', kid: publicJwk.kid, typ: 'at+jwt' });
    expect(claims).toMatchObject({ iss: 'cspmexa-auth', aud: 'cspmexa', exp: Number(claims.iat) + 900 });
  });

  it('are taken by clocks that are a few seconds apart, and not by more (T02)', async () => {
    const shifted = async (by: number) =>
      statuses(await signed({ iat: seconds() + by - 900, nbf: seconds() + by - 900, exp: seconds() + by }));
    expect(await shifted(-1)).toEqual([200, 200]);
    expect(await shifted(-30)).toEqual([401, 401]);
    const ahead = async (by: number) => statuses(await signed({ iat: seconds() + by, exp: seconds() + by + 900 }));
    expect(await ahead(2)).toEqual([200, 200]);
    expect(await ahead(30)).toEqual([401, 401]);
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
    ['of no key', () => signed({}, { kid: undefined, jwk: publicJwk, alg: 'EdDSA', typ: undefined })],
    ['that are an ID token', () => signed({ nonce: 'x', email_verified: true }, { typ: 'JWT' })],
    ['that are a token between services', () => site.serviceToken('auth')],
    ['that are for half a sign-in', () => signed({ aud: 'cspmexa/mfa', lacks: 'mfa' }, { typ: 'mfa+jwt' })],
    ['for half a sign-in, of the type of whole ones', () => signed({ aud: 'cspmexa/mfa', lacks: 'mfa' })],
    ['for whole ones, of the type of half ones', () => signed({ lacks: 'mfa' }, { typ: 'mfa+jwt' })],
    ['that are a session cookie', () => cookie()],
    ['that are what follows a session cookie', async () => successorOf(await cookie(), authSecret)],
    ['with a scope that is a text', () => signed({ scope: 'findings:read' })],
    ['with a scope that nobody knows', () => signed({ scope: ['everything'] })],
    ['with accounts that are no ids', () => signed({ acc: ['*'] })],
    ['that were proven at a text', () => signed({ prv: '9999999999' })],
    [
      'of an unencoded body',
      () => `${encode({ ...header, b64: false, crit: ['b64'] })}.${good.split('.').slice(1).join('.')}`,
    ],
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
    [
      'that carries its own key',
      async () => {
        const { privateKey, publicKey } = await generateKeyPair('EdDSA');
        const jwk = await exportJWK(publicKey);
        return new SignJWT(claims).setProtectedHeader({ ...header, jwk }).sign(privateKey);
      },
    ],
    [
      'of another algorithm that is good in itself',
      async () => {
        const { privateKey } = await generateKeyPair('ES256');
        return new SignJWT(claims).setProtectedHeader({ ...header, alg: 'ES256' }).sign(privateKey);
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

  it('are refused with any one character changed, and each is in the log (T01)', async () => {
    const refusals = () =>
      site.logs.lines.filter(({ path, status }) => path?.toString().endsWith('/v1/me') && status === 401);
    const before = refusals().length;
    const accepted: string[] = [];
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    for (let at = 0; at < good.length; at += 1) {
      // The neighbour in the alphabet: at the end of a part it may differ in bits alone that mean nothing.
      const other = alphabet[alphabet.indexOf(good.charAt(at)) ^ 1] ?? 'A';
      const changed = good.slice(0, at) + other + good.slice(at + 1);
      if (String(await statuses(changed)) !== '401,401') accepted.push(`${at} of ${good.length}`);
    }
    expect(good.length).toBeGreaterThanOrEqual(500);
    expect(accepted).toEqual([]);
    expect(refusals().length - before).toBe(2 * good.length);
  }, 60_000);

  it('make the gateway fetch keys once in a while only, whatever names they carry (T01)', async () => {
    const fetches = () => site.logs.lines.filter(({ path }) => path === '/.well-known/jwks.json').length;
    const before = fetches();
    const tokens = await Promise.all(
      Array.from({ length: 100 }, (_, index) => signed({}, { kid: `unknown-${index}` })),
    );
    for (const token of tokens) expect((await statuses(token))[0]).toBe(401);
    for (const token of tokens.slice(0, 10))
      await site.api(token, '/v1/auth/mfa/verify', { method: 'POST', body: '{}' }); // where two kinds of tokens are read
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
