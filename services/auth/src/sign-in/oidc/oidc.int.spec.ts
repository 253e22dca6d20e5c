import { Me } from '@cspmexa/contracts';
import { freshSeconds } from '@cspmexa/platform';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Browser, type Answer } from '../../../test/browser.js';
import { startOpenIdProvider, type OpenIdPerson, type OpenIdProvider } from '../../../test/openid-provider.js';
import { siteUnderTest, type Site } from '../../../test/site-under-test.js';

const publicUrl = 'https://cspm.example.com';
const redirectUri = `${publicUrl}/api/v1/auth/oidc/callback`;
const secret = 'a secret: of the client~ 100%';
const clients = [
  { client_id: 'basic-client', client_secret: secret, redirect_uris: [redirectUri] },
  {
    client_id: 'post-client',
    client_secret: secret,
    redirect_uris: [redirectUri],
    // Its ID tokens say when, unasked, as those of most providers do.
    require_auth_time: true,
    token_endpoint_auth_method: 'client_secret_post',
  },
  { client_id: 'public-client', redirect_uris: [redirectUri], token_endpoint_auth_method: 'none' },
] as const;
const ana: OpenIdPerson = { sub: 'entra|ana', email: 'Ana@tucanuva.example', email_verified: true, name: 'Ana Souza' };

describe('signing in with another OpenID Connect issuer (O01–O03)', () => {
  let provider: OpenIdProvider;
  let site: Site;
  beforeAll(async () => {
    provider = await startOpenIdProvider({
      clients: clients.map((client) => ({ ...client, redirect_uris: [redirectUri] })),
    });
    site = await siteUnderTest({
      publicUrl,
      env: {
        OIDC_DISCOVERY_URL: provider.issuer,
        OIDC_CLIENT_ID: 'basic-client',
        OIDC_CLIENT_SECRET: secret,
        OIDC_NAME: 'Tucanuva ID',
      },
    });
  }, 60_000);
  beforeEach(() => {
    provider.person = ana;
  });
  afterAll(async () => {
    await site.stop();
    await provider.stop();
  });

  /** Up to the way back from the provider: its address, not yet visited. */
  const callbackOf = async (browser: Browser, query = '', idp = new Browser(provider.issuer)): Promise<string> => {
    const { location, status, text } = await browser.go(`/api/v1/auth/oidc?returnTo=/findings${query}`);
    if (!location?.startsWith(provider.issuer)) throw new Error(`The start answered ${status}: ${location} ${text}`);
    return provider.follow(idp, location);
  };
  const signIn = async (browser = site.browser(), query = ''): Promise<Answer> =>
    browser.go(await callbackOf(browser, query));
  /** The gateway leads to its own pages without naming itself. */
  const whereOf = ({ location }: Answer): string | undefined => location?.replace(site.gatewayUrl, '');

  it('is offered beside Google', async () => {
    const { text } = await site.browser().go('/api/v1/auth/providers');
    expect(JSON.parse(text)).toEqual({
      items: [
        { id: 'google', name: 'Google' },
        { id: 'oidc', name: 'Tucanuva ID' },
      ],
    });
  });

  it('leads to the page that was asked for, with a session of the invited person', async () => {
    const browser = site.browser();
    expect(whereOf(await signIn(browser))).toBe('/findings');
    expect(await site.state(browser)).toMatchObject({ state: 'signed-in' });
    const { items } = { items: await site.database.client.member.findMany({ where: { issuer: provider.issuer } }) };
    expect(items).toEqual([
      expect.objectContaining({
        subject: 'entra|ana',
        email: 'ana@tucanuva.example',
        role: 'admin',
        name: 'Ana Souza',
      }),
    ]);
  });

  it('asks with S256, a fresh state and a fresh nonce, every time (O01)', async () => {
    provider.authorizations.splice(0);
    await signIn();
    await signIn();
    expect(provider.authorizations.length).toBeGreaterThanOrEqual(2);
    for (const query of provider.authorizations)
      expect(Object.fromEntries(query)).toEqual({
        client_id: 'basic-client',
        response_type: 'code',
        scope: 'openid email profile',
        redirect_uri: redirectUri,
        code_challenge_method: 'S256',
        code_challenge: expect.stringMatching(/^[\w-]{43}$/),
        state: expect.stringMatching(/^[\w-]{43}$/),
        nonce: expect.stringMatching(/^[\w-]{43}$/),
      });
    for (const name of ['state', 'nonce', 'code_challenge'])
      expect(new Set(provider.authorizations.map((query) => query.get(name))).size).toBe(
        provider.authorizations.length,
      );
  });

  describe('a callback that is not the answer to a start of this browser (O01)', () => {
    type Try = (callback: URL, browser: Browser) => Promise<Answer>;
    const changed =
      (name: string, value: string | null): Try =>
      (callback, browser) => {
        if (value === null) callback.searchParams.delete(name);
        else callback.searchParams.set(name, value);
        return browser.go(callback.href);
      };
    it.each<[string, Try]>([
      ['without state', changed('state', null)],
      ['with another state', changed('state', 'A'.repeat(43))],
      ['without code', changed('code', null)],
      ['with another code', changed('code', 'A'.repeat(43))],
      ['without iss, though the provider promises it', changed('iss', null)],
      ['with the iss of another provider', changed('iss', 'https://evil.example')],
      ['in a browser without cookies', (callback) => site.browser().go(callback.href)],
      ['that says no', changed('error', 'access_denied')],
      [
        "at Google's callback",
        (callback, browser) => browser.go(callback.href.replace('/oidc/callback', '/google/callback')),
      ],
      [
        'a second time',
        async (callback, browser) => {
          const twin = browser.copy();
          await browser.go(callback.href);
          return twin.go(callback.href);
        },
      ],
      [
        'with the code of somebody else (PKCE)',
        async (callback, browser) => {
          const theirs = new URL(await callbackOf(site.browser()));
          callback.searchParams.set('code', theirs.searchParams.get('code') ?? '');
          return browser.go(callback.href);
        },
      ],
    ])('%s is refused', async (_, visit) => {
      const browser = site.browser();
      const answer = await visit(new URL(await callbackOf(browser)), browser);
      expect(whereOf(answer)).toBe('/sign-in?error=sign-in-failed');
      expect(answer.setCookies.filter((cookie) => /^__Host-cspmexa-session=[^;]/.test(cookie))).toEqual([]);
    });

    it("at the issuer's callback with a state of Google's is refused", async () => {
      const browser = site.browser();
      const callback = await site.callbackOf(browser, 'Ana Souza');
      const answer = await browser.go(callback.replace('/google/callback', '/oidc/callback'));
      expect(whereOf(answer)).toBe('/sign-in?error=sign-in-failed');
    });
  });

  it.each<[string, Partial<OpenIdPerson>, string]>([
    ['that is not verified', { email_verified: false }, 'sign-in-failed'],
    ['that nobody calls verified', { email_verified: undefined }, 'sign-in-failed'],
    ['that is missing', { email: undefined }, 'sign-in-failed'],
    ['that nobody has invited', { email: 'eve@tucanuva.example' }, 'not-invited'],
  ])('an address %s lets nobody in (O02)', async (_, change, error) => {
    provider.person = { ...ana, sub: `another ${error}`, ...change };
    expect(whereOf(await signIn())).toBe(`/sign-in?error=${error}`);
  });

  it("a member's address at Google is not theirs here, and the other way round (O03)", async () => {
    expect(whereOf(await site.signIn(site.browser(), 'Bruno Lima'))).toBe('/findings');
    provider.person = { ...ana, sub: 'bruno', email: 'bruno@tucanuva.example' };
    expect(whereOf(await signIn())).toBe('/sign-in?error=not-invited');
    provider.person = ana;
    await signIn();
    expect(whereOf(await site.signIn(site.browser(), 'Ana Souza'))).toBe('/sign-in?error=not-invited');
  });

  it('with again=true the provider asks the person anew, and must say when it did', async () => {
    const idp = new Browser(provider.issuer);
    const browser = site.browser();
    await browser.go(await callbackOf(browser, '', idp));
    const before = provider.asked();
    await browser.go(await callbackOf(browser, '', idp));
    expect(provider.asked()).toBe(before);
    const callback = await callbackOf(browser, '&again=true', idp);
    expect(provider.asked()).toBe(before + 1);
    expect(Object.fromEntries(provider.authorizations.at(-1) ?? [])).toMatchObject({ prompt: 'login', max_age: '0' });
    expect(whereOf(await browser.go(callback))).toBe('/findings');
  });

  it('who takes that wish out of the request on the way is not let in', async () => {
    const idp = new Browser(provider.issuer);
    const browser = site.browser();
    await browser.go(await callbackOf(browser, '', idp));
    const start = await browser.go('/api/v1/auth/oidc?returnTo=/findings&again=true');
    const request = new URL(String(start.location));
    for (const name of ['prompt', 'max_age']) request.searchParams.delete(name);
    const answer = await browser.go(await provider.follow(idp, request.href));
    expect(whereOf(answer)).toBe('/sign-in?error=sign-in-failed');
  });
});

describe('a session of somebody whom the provider knows still', () => {
  let provider: OpenIdProvider;
  let site: Site;
  beforeAll(async () => {
    provider = await startOpenIdProvider({
      clients: clients.map((client) => ({ ...client, redirect_uris: [redirectUri] })),
    });
    provider.person = ana;
    site = await siteUnderTest({
      publicUrl,
      env: { OIDC_DISCOVERY_URL: provider.issuer, OIDC_CLIENT_ID: 'post-client', OIDC_CLIENT_SECRET: secret },
    });
  }, 60_000);
  afterAll(async () => {
    await site.stop();
    await provider.stop();
  });

  /** Signs in as the browser `idp` is known to the provider. @returns until when it counts as a proof, and whether it opens what needs one. */
  const proofOf = async (idp: Browser, query = '') => {
    const browser = site.browser();
    const { location } = await browser.go(`/api/v1/auth/oidc?returnTo=/findings${query}`);
    await browser.go(await provider.follow(idp, String(location)));
    const token = String(await site.token(browser));
    const { freshUntil } = Me.parse(JSON.parse((await site.api(token, '/v1/me')).text));
    const guarded = await site.api(token, '/v1/me/mfa/recovery-codes', { method: 'POST' });
    return { freshUntil, code: (JSON.parse(guarded.text) as { code: string }).code };
  };
  const ago = (seconds: number): number => Math.floor(Date.now() / 1_000) - seconds;

  it('is no fresh proof when the provider asked them long ago (M04)', async () => {
    const idp = new Browser(provider.issuer);
    provider.signedInAt = ago(3_600);
    expect(await proofOf(idp)).toEqual({ freshUntil: null, code: 'step-up-required' });
    expect(await proofOf(idp)).toEqual({ freshUntil: null, code: 'step-up-required' });
    expect(provider.asked()).toBe(1);
    provider.signedInAt = undefined;
    const again = await proofOf(idp, '&again=true');
    expect(again).toEqual({ freshUntil: expect.any(String), code: 'mfa-not-enrolled' });
  });

  it('is as fresh as the proof that the provider has, not as the session', async () => {
    provider.signedInAt = ago(freshSeconds - 120);
    const { freshUntil, code } = await proofOf(new Browser(provider.issuer));
    expect([freshUntil, code]).toEqual([
      new Date((provider.signedInAt + freshSeconds) * 1_000).toISOString(),
      'mfa-not-enrolled',
    ]);
  });

  it('is as fresh as the session where the provider does not say', async () => {
    const google = site.browser();
    await site.signIn(google, 'Bruno Lima');
    const { freshUntil } = Me.parse(JSON.parse((await site.api(String(await site.token(google)), '/v1/me')).text));
    expect(freshUntil).not.toBeNull();
  });
});

describe('clients and rules of another issuer', () => {
  let provider: OpenIdProvider;
  beforeAll(async () => {
    provider = await startOpenIdProvider({
      clients: clients.map((client) => ({ ...client, redirect_uris: [redirectUri] })),
      // Everything in the ID token, as most providers have it.
      configuration: { conformIdTokenClaims: false },
    });
  });
  afterAll(() => provider.stop());

  it.each<[string, Record<string, string>, Partial<OpenIdPerson>, string]>([
    ['a client that posts its secret', { OIDC_CLIENT_ID: 'post-client', OIDC_CLIENT_SECRET: secret }, {}, '/findings'],
    ['a public client', { OIDC_CLIENT_ID: 'public-client' }, {}, '/findings'],
    ['a client with a wrong secret', { OIDC_CLIENT_SECRET: 'wrong' }, {}, '/sign-in?error=sign-in-failed'],
    [
      'an issuer that is trusted with addresses',
      { OIDC_TRUST_EMAIL: 'true' },
      { email_verified: undefined },
      '/findings',
    ],
    ['a domain that may come', { OIDC_ALLOWED_DOMAINS: 'Tucanuva.example' }, {}, '/findings'],
    ['a domain that may not', { OIDC_ALLOWED_DOMAINS: 'other.example' }, {}, '/sign-in?error=not-invited'],
    ['the address of the document', { OIDC_DISCOVERY_URL: '/.well-known/openid-configuration' }, {}, '/findings'],
    ['another issuer than the document says', { OIDC_DISCOVERY_URL: '/other' }, {}, '/sign-in?error=unavailable'],
  ])(
    '%s: as it should be',
    async (_, env, change, where) => {
      provider.person = { ...ana, ...change };
      const site = await siteUnderTest({
        publicUrl,
        env: {
          OIDC_CLIENT_ID: 'basic-client',
          ...(env['OIDC_CLIENT_ID'] === 'public-client' ? {} : { OIDC_CLIENT_SECRET: secret }),
          ...env,
          OIDC_DISCOVERY_URL: `${provider.issuer}${env['OIDC_DISCOVERY_URL'] ?? ''}`,
        },
      });
      try {
        const browser = site.browser();
        const { location } = await browser.go('/api/v1/auth/oidc?returnTo=/findings');
        const back = await provider.follow(new Browser(provider.issuer), String(location));
        const answer = back.includes('/sign-in') ? back : (await browser.go(back)).location;
        expect(answer?.replace(publicUrl, '').replace(site.gatewayUrl, '')).toBe(where);
      } finally {
        await site.stop();
      }
    },
    30_000,
  );

  it('none is configured: there is nothing at its addresses', async () => {
    const site = await siteUnderTest();
    try {
      for (const path of ['oidc', 'oidc/callback?code=x&state=y'])
        expect((await site.browser().go(`/api/v1/auth/${path}`)).status).toBe(404);
      const { text } = await site.browser().go('/api/v1/auth/providers');
      expect(JSON.parse(text)).toEqual({ items: [{ id: 'google', name: 'Google' }] });
    } finally {
      await site.stop();
    }
  }, 30_000);
});
