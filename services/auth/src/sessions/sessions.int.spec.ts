import { fixedClock } from '@cspmexa/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Browser } from '../../test/browser.js';
import { siteUnderTest, type Site } from '../../test/site-under-test.js';
import { limits } from './refresh.js';

const refresh = '/api/v1/auth/refresh';

describe('a session', () => {
  const clock = fixedClock(new Date());
  let site: Site;
  let browser: Browser;
  beforeAll(async () => {
    site = await siteUnderTest({ clock });
  }, 60_000);
  afterAll(() => site.stop());
  beforeEach(async () => {
    clock.set(new Date());
    browser = site.browser();
    await site.signIn(browser, 'Ana Souza');
  });
  const cookie = (of: Browser) => of.cookies.get('cspmexa-session');

  it('gives an access token for fifteen minutes and a new cookie with each refresh', async () => {
    const before = cookie(browser);
    const { status, text, headers, setCookies } = await browser.post(refresh);
    expect(status).toBe(200);
    expect(headers.get('cache-control')).toBe('no-store');
    const { expiresAt } = JSON.parse(text) as { expiresAt: string };
    expect((Date.parse(expiresAt) - clock.now().getTime()) / 60_000).toBeCloseTo(15, 1);
    expect(setCookies).toHaveLength(1);
    expect(cookie(browser)).not.toBe(before);
  });

  it('has one successor of its cookie, however many ask at the same time, and nobody is signed out (T03)', async () => {
    const tabs = Array.from({ length: 20 }, () => browser.copy());
    const tokens = await Promise.all(tabs.map((tab) => site.token(tab)));
    expect(tokens.every((token) => token !== null)).toBe(true);
    expect(new Set(tabs.map(cookie)).size).toBe(1);
    const unspent = await site.database.client.refreshToken.count({
      where: { spentAt: null, session: { rotatedAt: clock.now() } },
    });
    expect(unspent).toBe(1);
  });

  it('survives an answer that got lost on its way: the same cookie comes once more (T03)', async () => {
    const lost = browser.copy();
    await site.token(lost);
    clock.advance(limits.graceMs);
    expect(await site.token(browser)).not.toBeNull();
    expect(cookie(browser)).toBe(cookie(lost));
    clock.advance(10 * 60_000);
    expect(await site.token(browser)).not.toBeNull();
  });

  it('survives a tab that comes two generations late, without taking the newer cookie away (T03)', async () => {
    const late = browser.copy();
    await site.token(browser);
    await site.token(browser);
    const { status, setCookies } = await late.post(refresh);
    expect([status, setCookies]).toEqual([200, []]);
    expect(await site.token(browser)).not.toBeNull();
  });

  it.each([1, 2, 5])(
    'ends for the thief and the owner when a token comes back %d generations later (T03)',
    async (generations) => {
      const stolen = browser.copy();
      for (let generation = 0; generation < generations; generation += 1) await site.token(browser);
      clock.advance(limits.graceMs + 1);
      expect(await site.token(stolen)).toBeNull();
      const { status, text, setCookies } = await browser.post(refresh);
      expect([status, JSON.parse(text)]).toEqual([401, expect.objectContaining({ code: 'session-ended' })]);
      expect(setCookies).toEqual([
        expect.stringMatching(/^cspmexa-session=; Path=\/; Expires=Thu, 01 Jan 1970[^;]*; HttpOnly; SameSite=Strict$/),
      ]);
      expect(await site.database.client.session.findFirst({ where: { endedBy: 'reused' } })).not.toBeNull();
    },
  );

  it.each([
    ['an idle hour', limits.idleMs, 1],
    ['a day, however busy', limits.absoluteMs, 48],
  ])(
    'ends after %s, and not a moment before (T04)',
    async (_, lifeMs, steps) => {
      for (let step = 1; step < steps; step += 1) {
        clock.advance(lifeMs / steps);
        expect(await site.token(browser)).not.toBeNull();
      }
      const early = browser.copy();
      clock.advance(lifeMs / steps - 1);
      expect(await site.token(early)).not.toBeNull();
      clock.set(new Date(clock.now().getTime() + 1 + (steps === 1 ? lifeMs - 1 : 0)));
      expect(await site.token(early)).toBeNull();
    },
    30_000,
  );

  it('ends when the person signs out, in every tab', async () => {
    const tab = browser.copy();
    const { status, setCookies } = await browser.post('/api/v1/auth/sign-out');
    expect([status, browser.cookies.size]).toEqual([204, 0]);
    expect(setCookies).toHaveLength(1);
    expect(await site.token(tab)).toBeNull();
  });

  it('leaves the other browsers of the person alone', async () => {
    const other = site.browser();
    await site.signIn(other, 'Ana Souza');
    await browser.post('/api/v1/auth/sign-out');
    expect(await site.token(other)).not.toBeNull();
  });

  it.each(['/api/v1/auth/sign-out', refresh])('answers POST %s of a stranger calmly', async (path) => {
    const stranger = site.browser();
    const ended = path === refresh ? 401 : 204;
    expect((await stranger.post(path)).status).toBe(ended);
    for (const value of ['x', '', "' or 1=1", 'A'.repeat(43), '%00', 'ü', 'a'.repeat(4_000)]) {
      stranger.cookies.set('cspmexa-session', encodeURIComponent(value));
      expect((await stranger.post(path)).status).toBe(ended);
    }
  });

  it.each<[string, Record<string, string>]>([
    ['a foreign Origin', { origin: 'https://evil.example' }],
    ['a sandboxed frame', { origin: 'null' }],
    ['another port of this machine', { origin: 'http://127.0.0.1:1' }],
    ['another scheme', { origin: 'https://127.0.0.1' }],
    ['an Origin that is no address', { origin: '%%%' }],
    ['an address that begins as ours', { origin: 'http://127.0.0.1.evil.example' }],
    ['a sister site', { 'sec-fetch-site': 'same-site' }],
    ['another site, whatever its Origin says', { 'sec-fetch-site': 'cross-site' }],
  ])('takes no request from %s (T06)', async (_, headers) => {
    for (const path of [refresh, '/api/v1/auth/sign-out']) {
      const { status, text, setCookies } = await browser.post(path, headers);
      expect([status, JSON.parse(text), setCookies]).toEqual([
        403,
        expect.objectContaining({ code: 'untrusted-origin' }),
        [],
      ]);
    }
    expect(await site.token(browser)).not.toBeNull();
  });

  it('takes no request without an Origin (T06)', async () => {
    const { status } = await browser.go(refresh, { method: 'POST' });
    expect(status).toBe(403);
  });

  it('takes no form: a body is not part of it (T06)', async () => {
    const { status } = await browser.go(refresh, {
      method: 'POST',
      headers: { origin: site.publicUrl, 'content-type': 'text/plain' },
      body: '{}',
    });
    expect(status).toBe(415);
  });

  it('is not found in the database by its cookie', async () => {
    await site.token(browser);
    const rows = JSON.stringify(await site.database.client.refreshToken.findMany());
    const value = String(cookie(browser));
    expect(rows).not.toContain(value);
    expect(rows).not.toContain(Buffer.from(value, 'base64url').toString('hex'));
  });

  it('leaves nothing behind when it is over', async () => {
    clock.advance(limits.absoluteMs + 1);
    await site.signIn(site.browser(), 'Ana Souza');
    expect(await site.database.client.session.count()).toBe(1);
    expect(await site.database.client.refreshToken.count()).toBe(1);
  });
});

describe('the cookie of a session behind HTTPS', () => {
  it('is rotated and taken back under a name that is bound to the host, and in no other place (T06)', async () => {
    const site = await siteUnderTest({ publicUrl: 'https://cspm.example.com' });
    try {
      const browser = site.browser();
      await site.signIn(browser, 'Ana Souza');
      const { setCookies, text } = await browser.post(refresh);
      expect(setCookies).toEqual([
        expect.stringMatching(
          /^__Host-cspmexa-session=[\w-]{43}; Max-Age=86400; Path=\/; Expires=[^;]+; HttpOnly; Secure; SameSite=Strict$/,
        ),
      ]);
      expect(text).not.toContain(String(browser.cookies.get('__Host-cspmexa-session')));
      // The name without the prefix, which a page of a sister site could set, is nobody's.
      const planted = site.browser();
      planted.cookies.set('cspmexa-session', String(browser.cookies.get('__Host-cspmexa-session')));
      expect((await planted.post(refresh)).status).toBe(401);
      const out = await browser.post('/api/v1/auth/sign-out');
      expect(out.setCookies).toEqual([
        expect.stringMatching(
          /^__Host-cspmexa-session=; Path=\/; Expires=Thu, 01 Jan 1970[^;]*; HttpOnly; Secure; SameSite=Strict$/,
        ),
      ]);
    } finally {
      await site.stop();
    }
  }, 60_000);
});
