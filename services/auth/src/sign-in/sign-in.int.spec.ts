import { createHash } from 'node:crypto';
import type { Role } from '@cspmexa/contracts';
import { sandboxPeople } from '@cspmexa/sandbox';
import { fixedClock } from '@cspmexa/testkit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fetchPage } from '../../test/browser.js';
import { siteUnderTest, type Site } from '../../test/site-under-test.js';

const errorOf = (location: string | null): string | null =>
  new URL(location ?? 'http://nowhere').searchParams.get('error');

describe('signing in with Google through the gateway', () => {
  const clock = fixedClock(new Date());
  let site: Site;
  beforeAll(async () => {
    const ana = sandboxPeople.find(({ name }) => name === 'Ana Souza');
    if (!ana) throw new Error('The sandbox has no Ana.');
    const twin = { ...ana, subject: '2', name: 'Another Ana', role: null };
    site = await siteUnderTest({ clock, people: [...sandboxPeople, twin] });
  }, 60_000);
  afterAll(() => site.stop());

  it('leads from the start to the page that was asked for, with a session', async () => {
    const browser = site.browser();
    const answer = await site.signIn(browser, 'Ana Souza', '/findings?status=open#top');
    expect(answer).toMatchObject({ status: 302, location: `${site.publicUrl}/findings?status=open#top` });
    const me = await site.api(String(await site.token(browser)), '/v1/me');
    expect(JSON.parse(me.text)).toMatchObject({
      member: { email: 'ana@tucanuva.example', name: 'Ana Souza', role: 'admin' },
      tenant: { id: site.tenantId, name: 'Tucanuva' },
    });
  });

  it.each<[string, Role]>([
    ['Ana Souza', 'admin'],
    ['Bruno Lima', 'analyst'],
    ['Carla Dias', 'viewer'],
    ['Davi Rocha', 'auditor'],
  ])('gives %s the role of the seat: %s', async (name, role) => {
    const browser = site.browser();
    await site.signIn(browser, name);
    const me = await site.api(String(await site.token(browser)), '/v1/me');
    expect(JSON.parse(me.text)).toMatchObject({ member: { name, role } });
  });

  it.each([
    ['a stranger', 'Eva Stein', 'not-invited'],
    ['an address that is not verified', 'Not Ana', 'sign-in-failed'],
    ["a member's address that belongs to another identity (O03)", 'Another Ana', 'not-invited'],
  ])('refuses %s on a page that says why', async (_, name, error) => {
    await site.signIn(site.browser(), 'Ana Souza');
    const browser = site.browser();
    const answer = await site.signIn(browser, name);
    expect(answer).toMatchObject({ status: 302, location: `${site.publicUrl}/sign-in?error=${error}` });
    expect(browser.cookies.size).toBe(0);
    expect(await site.token(browser)).toBeNull();
  });

  it('binds a start to Google with S256, a fresh state, and the exact way back (O01)', async () => {
    const starts = await Promise.all([1, 2].map(() => site.browser().go('/api/v1/auth/google')));
    const queries = starts.map(({ location }) => new URL(String(location)).searchParams);
    for (const query of queries) {
      expect(Object.fromEntries(query)).toMatchObject({
        client_id: 'test-client',
        response_type: 'code',
        code_challenge_method: 'S256',
        code_challenge: expect.stringMatching(/^[\w-]{43}$/),
        state: expect.stringMatching(/^[\w-]{43}$/),
        redirect_uri: `${site.publicUrl}/api/v1/auth/google/callback`,
        scope: 'openid email profile',
        nonce: expect.stringMatching(/^[\w-]{43}$/),
      });
    }
    expect(new Set(queries.map((query) => query.get('state'))).size).toBe(2);
    expect(new Set(queries.map((query) => query.get('code_challenge'))).size).toBe(2);
    expect(new Set(queries.map((query) => query.get('nonce'))).size).toBe(2);
  });

  it('lets nobody turn a start into something else', async () => {
    for (const query of ['?code=x', '?error=access_denied', '?code=x&state=y', '?state=fixed-by-somebody-else'])
      expect((await site.browser().go(`/api/v1/auth/google${query}`)).status).toBe(400);
  });

  it('starts on the public name of this machine, where the cookies will be', async () => {
    const { port } = new URL(site.gatewayUrl);
    const answer = await fetchPage(`http://localhost:${port}/api/v1/auth/google?returnTo=/findings`).catch(() => null);
    // Where localhost is ::1 alone, nobody can come by that name.
    if (answer) expect(answer.location).toBe(`${site.publicUrl}/api/v1/auth/google?returnTo=%2Ffindings`);
  });

  describe('a callback that is not the answer to a start of this browser (O01)', () => {
    type Try = (callback: URL, browser: ReturnType<Site['browser']>) => Promise<Awaited<ReturnType<typeof fetchPage>>>;
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
      ['with two states', (callback, browser) => browser.go(`${callback.href}&state=x`)],
      ['without code', changed('code', null)],
      ['with an empty code', changed('code', '')],
      ['with another code', changed('code', 'A'.repeat(43))],
      ['in a browser without cookies', (callback) => site.browser().go(callback.href)],
      [
        'in a browser with a start of its own',
        async (callback) => {
          const other = site.browser();
          await site.callbackOf(other, 'Ana Souza');
          return other.go(callback.href);
        },
      ],
      [
        'with a cookie that was made up',
        (callback) => {
          const other = site.browser();
          other.cookies.set('cspmexa-sign-in', crypto.randomUUID());
          return other.go(callback.href);
        },
      ],
      [
        'with a cookie that is no id',
        (callback) => {
          const other = site.browser();
          other.cookies.set('cspmexa-sign-in', "' or 1=1 --");
          return other.go(callback.href);
        },
      ],
      ['that says no', (callback, browser) => browser.go(`${callback.pathname}?error=access_denied`)],
      [
        'that says something else',
        (callback, browser) => browser.go(`${callback.pathname}?error=<script>&error_description=x`),
      ],
      [
        'of a start with another verifier',
        async (callback, browser) => {
          await site.database.client.signInAttempt.updateMany({ data: { verifier: 'A'.repeat(43) } });
          return browser.go(callback.href);
        },
      ],
      [
        'of a start with its challenge for a verifier',
        async (callback, browser) => {
          const attempts = await site.database.client.signInAttempt.findMany();
          for (const { id, verifier } of attempts)
            await site.database.client.signInAttempt.update({
              where: { id },
              data: { verifier: createHash('sha256').update(verifier).digest('base64url') },
            });
          return browser.go(callback.href);
        },
      ],
      [
        'of a start with another nonce',
        async (callback, browser) => {
          await site.database.client.signInAttempt.updateMany({ data: { nonce: 'A'.repeat(43) } });
          return browser.go(callback.href);
        },
      ],
      [
        'of a start with another provider',
        async (callback, browser) => {
          await site.database.client.signInAttempt.updateMany({ data: { provider: 'oidc' } });
          return browser.go(callback.href);
        },
      ],
      ['with the iss of another provider', changed('iss', 'https://evil.example')],
      ['with an error beside the code', changed('error', 'access_denied')],
      [
        'eleven minutes later',
        (callback, browser) => {
          clock.advance(11 * 60_000);
          return browser.go(callback.href);
        },
      ],
    ])('%s is refused', async (_, visit) => {
      const browser = site.browser();
      const callback = new URL(await site.callbackOf(browser, 'Ana Souza'));
      const answer = await visit(callback, browser);
      // A query that breaks the contract is refused before anything else.
      if (answer.status !== 400)
        expect(answer).toMatchObject({ status: 302, location: `${site.publicUrl}/sign-in?error=sign-in-failed` });
      expect(answer.setCookies.filter((cookie) => /^cspmexa-session=[^;]/.test(cookie))).toEqual([]);
    });

    it('a second time is refused, with the same cookie and even the same code', async () => {
      const browser = site.browser();
      const callback = await site.callbackOf(browser, 'Ana Souza');
      const before = browser.copy();
      expect((await browser.go(callback)).location).toBe(`${site.publicUrl}/findings`);
      for (const again of [browser, before])
        expect(errorOf((await again.go(callback)).location)).toBe('sign-in-failed');
    });

    it('ten times at once lets one in', async () => {
      const browser = site.browser();
      const callback = await site.callbackOf(browser, 'Ana Souza');
      const answers = await Promise.all(Array.from({ length: 10 }, () => browser.copy().go(callback)));
      expect(answers.filter(({ location }) => location === `${site.publicUrl}/findings`)).toHaveLength(1);
    });

    it('a code of another start is refused, though state and cookie fit (PKCE)', async () => {
      const [thief, victim] = [site.browser(), site.browser()];
      const mine = new URL(await site.callbackOf(thief, 'Eva Stein'));
      const theirs = new URL(await site.callbackOf(victim, 'Ana Souza'));
      mine.searchParams.set('code', theirs.searchParams.get('code') ?? '');
      expect(errorOf((await thief.go(mine.href)).location)).toBe('sign-in-failed');
    });
  });

  it.each([
    '//evil.example',
    '///evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    'https:evil.example',
    'https://evil.example/',
    'javascript:alert(1)',
    'evil.example',
    '/\t/evil.example',
    '/findings\r\nSet-Cookie: a=b',
    '/ /evil.example',
    '/%0d%0aSet-Cookie:%20evil=1',
    '/%5cevil.example',
    '/%2f/evil.example',
    '/.//evil.example',
    '/@evil.example',
    '/findings?to=//evil.example',
    '',
  ])('does not lead to another site: returnTo=%j (O04)', async (returnTo) => {
    const browser = site.browser();
    const start = await browser.go(`/api/v1/auth/google?returnTo=${encodeURIComponent(returnTo)}`);
    if (start.status === 400) return;
    const answer = await site.signIn(browser, 'Ana Souza', returnTo);
    expect(answer.status).toBe(302);
    expect(new URL(String(answer.location)).origin).toBe(site.publicUrl);
    expect(answer.setCookies.every((cookie) => cookie.startsWith('cspmexa-'))).toBe(true);
  });

  it('refuses two places to return to', async () => {
    expect((await site.browser().go('/api/v1/auth/google?returnTo=/a&returnTo=//evil.example')).status).toBe(400);
  });

  it('keeps codes, states, verifiers and tokens out of the log', async () => {
    const browser = site.browser();
    const callback = new URL(await site.callbackOf(browser, 'Ana Souza'));
    await browser.go(callback.href);
    const token = await site.token(browser);
    const text = site.logs.text();
    for (const secret of [
      callback.searchParams.get('code'),
      callback.searchParams.get('state'),
      token,
      ...browser.cookies.values(),
    ])
      expect(text).not.toContain(String(secret));
  });
});

describe('the first person', () => {
  let site: Site;
  beforeAll(async () => {
    site = await siteUnderTest({ seats: [], env: { BOOTSTRAP_ADMIN_EMAIL: '' } });
  }, 60_000);
  afterAll(() => site.stop());

  it('founds the tenant and is its admin; of two who come at the same time one is the first', async () => {
    const browsers = [site.browser(), site.browser()];
    const answers = await Promise.all(
      browsers.map((browser, index) => site.signIn(browser, index === 0 ? 'Ana Souza' : 'Eva Stein')),
    );
    expect(answers.map(({ location }) => errorOf(location)).sort()).toEqual(['not-invited', null]);
    expect(await site.database.client.tenant.count()).toBe(1);
    expect(await site.database.client.member.findMany()).toMatchObject([{ role: 'admin' }]);
  });
});

describe('behind HTTPS', () => {
  let site: Site;
  beforeAll(async () => {
    site = await siteUnderTest({ publicUrl: 'https://cspm.example.com' });
  }, 60_000);
  afterAll(() => site.stop());

  it('cookies are bound to the host and never sent in clear (T06)', async () => {
    const browser = site.browser();
    const start = await browser.go('/api/v1/auth/google');
    expect(start.setCookies).toEqual([
      expect.stringMatching(
        /^__Host-cspmexa-sign-in=[\w-]+; Max-Age=600; Path=\/; Expires=[^;]+; HttpOnly; Secure; SameSite=Lax$/,
      ),
    ]);
    const { setCookies, location } = await site.signIn(browser, 'Ana Souza');
    expect(location).toContain('/findings');
    expect(setCookies).toContainEqual(
      expect.stringMatching(
        /^__Host-cspmexa-session=[\w-]{43}; Max-Age=86400; Path=\/; Expires=[^;]+; HttpOnly; Secure; SameSite=Strict$/,
      ),
    );
    expect(await site.token(browser)).not.toBeNull();
    expect([...browser.cookies.keys()]).toEqual(['__Host-cspmexa-session']);
  });
});

describe('on loopback', () => {
  it('cookies work over plain HTTP, and pages cannot read them', async () => {
    const site = await siteUnderTest();
    try {
      const { setCookies } = await site.signIn(site.browser(), 'Ana Souza');
      expect(setCookies).toContainEqual(
        expect.stringMatching(
          /^cspmexa-session=[\w-]{43}; Max-Age=86400; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Strict$/,
        ),
      );
    } finally {
      await site.stop();
    }
  }, 60_000);
});
