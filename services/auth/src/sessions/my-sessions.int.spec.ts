import { routes, SignedInSession } from '@cspmexa/contracts';
import { fixedClock } from '@cspmexa/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { decodeJwt } from 'jose';
import { jsonBody } from '../../test/authenticator.js';
import type { Browser } from '../../test/browser.js';
import { siteUnderTest, type Site } from '../../test/site-under-test.js';
import { limits } from './refresh.js';

describe('where one is signed in', () => {
  const clock = fixedClock(new Date());
  let site: Site;
  let browser: Browser;
  let token: string;
  beforeAll(async () => {
    site = await siteUnderTest({ clock });
  }, 60_000);
  afterAll(() => site.stop());
  beforeEach(async () => {
    clock.set(new Date());
    await site.database.client.session.deleteMany();
    browser = site.browser();
    await site.signIn(browser, 'Bruno Lima');
    token = String(await site.token(browser));
  });
  const list = async (as = token): Promise<SignedInSession[]> => {
    const { text } = await site.api(as, '/v1/me/sessions');
    return routes.listMySessions.response.parse(JSON.parse(text)).items;
  };
  const remove = (id: string, as = token) => site.api(as, `/v1/me/sessions/${id}`, { method: 'DELETE' });

  it('names each browser, the one that asks, and when they end at the latest', async () => {
    const other = site.browser();
    const callback = await site.callbackOf(other, 'Bruno Lima');
    await other.go(callback, { headers: { 'user-agent': `Firefox ${'x'.repeat(500)}` } });
    const at = clock.now();
    expect(await list()).toEqual(
      expect.arrayContaining([
        {
          id: expect.any(String),
          current: true,
          createdAt: at.toISOString(),
          lastSeenAt: at.toISOString(),
          expiresAt: new Date(at.getTime() + 86_400_000).toISOString(),
          address: '127.0.0.1',
          userAgent: 'node',
          mfa: false,
        },
        expect.objectContaining({ current: false, userAgent: `Firefox ${'x'.repeat(292)}` }),
      ]),
    );
    expect(await list(await site.signedIn('Carla Dias'))).toHaveLength(1);
  });

  it('leaves out what has ended, by hand or by time', async () => {
    await site.signedIn('Bruno Lima');
    expect(await list()).toHaveLength(2);
    clock.advance(limits.idleMs - 1);
    await site.token(browser);
    clock.advance(1);
    expect(await list()).toHaveLength(1);
  });

  it('ends one, once, and nothing of anybody else', async () => {
    await site.signedIn('Bruno Lima');
    const other = (await list()).find(({ current }) => !current)?.id ?? '';
    const carla = await site.signedIn('Carla Dias');
    expect((await remove(other, carla)).status).toBe(404);
    expect((await remove(crypto.randomUUID())).status).toBe(404);
    expect((await remove(other)).status).toBe(204);
    expect((await remove(other)).status).toBe(404);
    expect(await list()).toMatchObject([{ current: true }]);
    const rows = await site.database.client.auditEntry.findMany({ where: { targetId: other } });
    expect(rows).toMatchObject([
      { actor: 'bruno@tucanuva.example', action: 'session.ended', targetKind: 'session', after: { endedBy: 'ended' } },
    ]);
  });

  it('ends all others at once', async () => {
    await Promise.all([site.signedIn('Bruno Lima'), site.signedIn('Bruno Lima')]);
    expect((await site.api(token, '/v1/me/sessions', { method: 'DELETE' })).status).toBe(204);
    expect(await list()).toMatchObject([{ current: true }]);
    expect(await site.token(browser)).not.toBeNull();
  });

  it('is ended by admins alone', async () => {
    const { id } = await site.database.client.member.findFirstOrThrow({ where: { email: 'bruno@tucanuva.example' } });
    const path = `/v1/members/${id}/sessions`;
    expect((await site.api(token, path, { method: 'DELETE' })).status).toBe(403);
    const ana = await site.signedIn('Ana Souza');
    const nobody = `/v1/members/${crypto.randomUUID()}/sessions`;
    expect((await site.api(ana, nobody, { method: 'DELETE' })).status).toBe(404);
    expect((await site.api(ana, path, { method: 'DELETE' })).status).toBe(204);
    expect(await site.token(browser)).toBeNull();
  });

  it('is not ended by an admin who sees less than the person does, nor are their tokens for machines', async () => {
    const ana = await site.signedIn('Ana Souza');
    const made = await site.api(ana, '/v1/api-tokens', jsonBody({ name: 'ci', scopes: ['tenant:read'] }));
    const { apiToken } = routes.addApiToken.response.parse(JSON.parse(made.text));
    const members = site.database.client.member;
    await members.updateMany({
      where: { email: 'bruno@tucanuva.example' },
      data: { role: 'admin', accountIds: [crypto.randomUUID()] },
    });
    try {
      const limited = String(await site.token(browser));
      const { id } = await members.findFirstOrThrow({ where: { email: 'ana@tucanuva.example' } });
      for (const path of [`/v1/members/${id}/sessions`, `/v1/api-tokens/${apiToken.id}`])
        expect((await site.api(limited, path, { method: 'DELETE' })).status).toBe(403);
      expect(await site.database.client.apiToken.findFirst({ where: { id: apiToken.id } })).toMatchObject({
        revokedAt: null,
      });
    } finally {
      await members.updateMany({
        where: { email: 'bruno@tucanuva.example' },
        data: { role: 'analyst', accountIds: [] },
      });
    }
  });

  it('no token outlives its session: the last one ends with the day (T04)', async () => {
    for (let hour = 0; hour < 24; hour += 1) {
      clock.advance(3_599_000);
      token = String(await site.token(browser));
    }
    const { exp = 0, iat = 0 } = decodeJwt(token);
    const [{ expiresAt }] = (await site.database.client.session.findMany()).map(({ createdAt }) => ({
      expiresAt: createdAt.getTime() + limits.absoluteMs,
    })) as [{ expiresAt: number }]; // there is one
    expect(exp).toBe(Math.ceil(expiresAt / 1_000));
    expect(exp - iat).toBeLessThan(60);
  }, 30_000);
});

describe('going on in another organisation', () => {
  let site: Site;
  let browser: Browser;
  let token: string;
  let second: string;
  beforeAll(async () => {
    site = await siteUnderTest();
    const ana = await site.signedIn('Ana Souza');
    const { text } = await site.api(ana, '/v1/tenants', {
      method: 'POST',
      body: JSON.stringify({ name: 'Second' }),
      headers: { 'content-type': 'application/json' },
    });
    second = (JSON.parse(text) as { id: string }).id;
  }, 60_000);
  afterAll(() => site.stop());
  beforeEach(async () => {
    await site.database.client.member.updateMany({ data: { status: 'active' } });
    await site.database.client.tenant.updateMany({ data: { mfaRequiredFor: [] } });
    await site.database.client.member.updateMany({
      where: { tenantId: site.tenantId },
      data: { signedInAt: new Date(Date.now() + 60_000) }, // where a sign-in leads to
    });
    browser = site.browser();
    await site.signIn(browser, 'Ana Souza');
    token = String(await site.token(browser));
  });
  const switchTo = (tenantId: string, headers: Record<string, string> = {}, as = token) =>
    browser.go('/api/v1/me/tenant', {
      method: 'POST',
      headers: {
        origin: site.publicUrl,
        authorization: `Bearer ${as}`,
        'content-type': 'application/json',
        ...headers,
      },
      body: JSON.stringify({ tenantId }),
    });
  const tenantOf = async (as: string) =>
    (JSON.parse((await site.api(as, '/v1/me')).text) as { tenant: { id: string } }).tenant.id;

  it('ends the session and begins one there, as old and proven as long ago', async () => {
    const before = browser.copy();
    const [old] = await site.database.client.session.findMany({
      where: { tenantId: site.tenantId, endedAt: null },
      orderBy: { createdAt: 'desc' },
      take: 1,
    });
    const answer = await switchTo(second);
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-store']);
    const state = routes.switchTenant.response.parse(JSON.parse(answer.text));
    if (state.state !== 'signed-in') throw new Error(answer.text);
    expect(await tenantOf(state.accessToken)).toBe(second);
    expect(await tenantOf(String(await site.token(browser)))).toBe(second);
    expect(await site.token(before)).toBeNull();
    const [begun] = await site.database.client.session.findMany({ where: { tenantId: second, endedAt: null } });
    expect(begun).toMatchObject({ createdAt: old?.createdAt, provenAt: old?.provenAt, mfaAt: null });
    const trail = await site.database.client.auditEntry.findMany({
      where: { OR: [{ targetId: begun?.id ?? '' }, { targetId: old?.id ?? '' }] },
    });
    expect(trail.map(({ tenantId, action }) => `${tenantId} ${action}`).sort()).toEqual(
      [`${site.tenantId} session.ended`, `${second} session.switched-to`].sort(),
    );
    expect((await switchTo(site.tenantId, {}, state.accessToken)).status).toBe(200);
  });

  it('asks for whatever the other one asks for', async () => {
    await site.database.client.tenant.update({ where: { id: second }, data: { mfaRequiredFor: ['admin'] } });
    const answer = await switchTo(second);
    expect(JSON.parse(answer.text)).toMatchObject({ state: 'enrolment-required', mfaToken: expect.any(String) });
    expect(await site.token(browser)).toBeNull();
  });

  it.each([
    ['where one is already', () => site.tenantId],
    ['that is not there', () => crypto.randomUUID()],
    ['of strangers', async () => (await site.otherTenant()).tenantId],
    [
      'that has shut one out',
      async () => {
        await site.database.client.member.updateMany({ where: { tenantId: second }, data: { status: 'disabled' } });
        return second;
      },
    ],
  ])('does not lead to one %s', async (_, tenantId) => {
    const { status, setCookies } = await switchTo(await tenantId());
    expect([status, setCookies]).toEqual([404, []]);
    expect(await site.token(browser)).not.toBeNull();
  });

  it('happens once, when two tabs ask', async () => {
    const answers = await Promise.all([switchTo(second), switchTo(second)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401]);
  });

  it('is not for pages of others (T06)', async () => {
    for (const headers of [{ origin: 'https://evil.example' }, { 'sec-fetch-site': 'cross-site' }])
      expect((await switchTo(second, headers as Record<string, string>)).status).toBe(403);
    expect(await site.token(browser)).not.toBeNull();
  });
});
