import { sandboxPeople } from '@cspmexa/sandbox';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { exportJWK, generateKeyPair } from 'jose';
import { OAuth2Server, type MutableResponse, type MutableToken } from 'oauth2-mock-server';
import { siteUnderTest, type Site } from '../../../test/site-under-test.js';

const epoch = (seconds: number): number => Math.floor(Date.now() / 1_000) + seconds;
const [ana] = sandboxPeople;

describe('an issuer that says what it must not say (O02, O04)', () => {
  const issuer = new OAuth2Server();
  let site: Site;
  /** What is wrong with the ID token, the answer of the token endpoint, and of userinfo. */
  let idToken: (token: MutableToken) => void = () => undefined;
  let answer: (response: MutableResponse) => void = () => undefined;
  let userinfo: (response: MutableResponse) => void = () => undefined;
  beforeAll(async () => {
    const { privateKey } = await generateKeyPair('RS256', { extractable: true });
    await issuer.issuer.keys.add({ ...(await exportJWK(privateKey)), kid: 'one', alg: 'RS256' });
    await issuer.start(0, '127.0.0.1');
    issuer.issuer.url = `http://127.0.0.1:${issuer.address().port}`;
    issuer.issuer.on('beforeSigning', (token: MutableToken) => {
      // The access token is signed in the same way; it has no audience.
      if (token.payload['aud'] === undefined) return;
      Object.assign(token.payload, { email: ana?.email, email_verified: true });
      idToken(token);
    });
    issuer.service.on('beforeResponse', (response: MutableResponse) => answer(response));
    issuer.service.on('beforeUserinfo', (response: MutableResponse) => userinfo(response));
    site = await siteUnderTest({
      env: {
        OIDC_DISCOVERY_URL: issuer.issuer.url,
        OIDC_CLIENT_ID: 'the-client',
        OIDC_CLIENT_SECRET: 'the-secret',
      },
    });
  }, 60_000);
  afterEach(() => {
    idToken = answer = userinfo = () => undefined;
  });
  afterAll(async () => {
    await site.stop();
    await issuer.stop();
  });

  const visit = async (): Promise<string | undefined> => {
    const browser = site.browser();
    const start = await browser.go('/api/v1/auth/oidc?returnTo=/findings');
    const back = await fetch(String(start.location), { redirect: 'manual' });
    const { location } = await browser.go(String(back.headers.get('location')));
    return location?.replace(site.publicUrl, '');
  };

  it('lets in whom it says truly', async () => {
    expect(await visit()).toBe('/findings');
  });

  it.each<[string, Record<string, unknown>]>([
    ['another nonce', { nonce: 'x' }],
    ['no nonce', { nonce: undefined }],
    ['another audience', { aud: 'another' }],
    ['several audiences without azp', { aud: ['the-client', 'another'] }],
    ['another azp', { azp: 'another' }],
    ['another issuer', { iss: 'https://evil.example' }],
    ['an expiry of a minute ago', { exp: epoch(-60) }],
    ['no expiry', { exp: undefined }],
    ['an issue date of tomorrow', { iat: epoch(86_400) }],
    ['no subject', { sub: undefined }],
    ['another subject than userinfo', { sub: 'somebody' }],
    ['an address that is not verified', { email_verified: false }],
  ])('refuses an ID token with %s', async (_, change) => {
    idToken = ({ payload }) => Object.assign(payload, change);
    expect(await visit()).toBe('/sign-in?error=sign-in-failed');
  });

  const bodyOf = (response: MutableResponse) => response.body as Record<string, unknown>; // the answer of the token endpoint
  const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  it.each<[string, (response: MutableResponse) => void, string]>([
    ['without ID token', (response) => delete bodyOf(response)['id_token'], 'sign-in-failed'],
    [
      'with an unsigned ID token',
      (response) => {
        const body = bodyOf(response);
        body['id_token'] = `${encode({ alg: 'none' })}.${String(body['id_token']).split('.')[1]}.`;
      },
      'sign-in-failed',
    ],
    [
      'with an ID token whose signature is of something else',
      (response) => {
        const body = bodyOf(response);
        const [header, , signature] = String(body['access_token']).split('.');
        body['id_token'] = `${header}.${String(body['id_token']).split('.')[1]}.${signature}`;
      },
      'sign-in-failed',
    ],
    ['without access token', (response) => delete bodyOf(response)['access_token'], 'sign-in-failed'],
    ['of 300 kB', (response) => (bodyOf(response)['more'] = 'x'.repeat(300_000)), 'unavailable'],
    ['that is empty', (response) => (response.body = {}), 'sign-in-failed'],
    ['with status 500', (response) => (response.statusCode = 500), 'unavailable'],
    [
      'that says no',
      (response) => Object.assign(response, { statusCode: 400, body: { error: 'invalid_grant' } }),
      'sign-in-failed',
    ],
  ])('refuses an answer of the token endpoint %s', async (_, change, error) => {
    answer = (response) => void change(response);
    expect(await visit()).toBe(`/sign-in?error=${error}`);
  });

  it.each<[string, Partial<MutableResponse>, string]>([
    ['about somebody else', { body: { sub: 'somebody' } }, 'sign-in-failed'],
    ['about nobody', { body: {} }, 'sign-in-failed'],
    ['with status 500', { statusCode: 500 }, 'unavailable'],
    ['with status 401', { statusCode: 401 }, 'sign-in-failed'],
  ])('refuses userinfo %s', async (_, change, error) => {
    userinfo = (response) => Object.assign(response, change);
    expect(await visit()).toBe(`/sign-in?error=${error}`);
  });
});
