import { internalRoutes, routes, type ApiToken } from '@cspmexa/contracts';
import { fixedClock } from '@cspmexa/platform';
import { eventually } from '@cspmexa/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { jsonBody } from '../../test/authenticator.js';
import { siteUnderTest, type Site } from '../../test/site-under-test.js';
import { ApiTokenRetention, endedTokenDays } from './api-token-retention.js';

/** How long a dead token may still work, in milliseconds. */
const promisedMs = 5_000;

describe('tokens for machines', () => {
  let site: Site;
  let gateways: string[];
  let ana: string;
  let bruno: string;
  beforeAll(async () => {
    site = await siteUnderTest();
    gateways = [site.gatewayUrl, await site.gatewayReplica()];
    ana = await site.signedIn('Ana Souza');
  }, 90_000);
  afterAll(() => site.stop());
  const brunos = { email: 'bruno@tucanuva.example' };
  beforeEach(async () => {
    await site.database.client.member.updateMany({ where: brunos, data: { role: 'analyst', status: 'active' } });
    bruno = await site.signedIn('Bruno Lima');
  });

  const add = (body: object, as = bruno) => site.api(as, '/v1/api-tokens', jsonBody(body));
  const made = async (scopes: string[], as = bruno) => {
    const { status, text } = await add({ name: 'ci', scopes }, as);
    if (status !== 201) throw new Error(`${status} ${text}`);
    return routes.addApiToken.response.parse(JSON.parse(text));
  };
  const list = async (as: string, query = '') => {
    const { text } = await site.api(as, `/v1/api-tokens${query}`);
    return routes.listApiTokens.response.parse(JSON.parse(text));
  };
  const get = (token: string, path: string, base = site.gatewayUrl) =>
    fetch(`${base}/api${path}`, { headers: { authorization: `Bearer ${token}` } });
  const codeOf = async (response: Response) => ((await response.json()) as { code?: string }).code ?? response.status;
  const answers = (token: string, path = '/v1/tenant') =>
    Promise.all(gateways.map(async (gateway) => codeOf(await get(token, path, gateway))));

  it('are shown once, kept as a hash, and noted without themselves (R06)', async () => {
    const { token, apiToken } = await made(['tenant:read', 'findings:read']);
    expect(token).toMatch(/^cspm_live_[0-9A-Za-z]{43}_[0-9A-Za-z]{6}$/);
    expect(apiToken).toMatchObject({
      name: 'ci',
      madeBy: brunos.email,
      hint: token.slice(-4),
      scopes: ['findings:read', 'tenant:read'],
      lastUsedAt: null,
      state: 'active',
    });
    expect(Date.parse(apiToken.expiresAt) - Date.parse(apiToken.createdAt)).toBe(90 * 86_400_000);
    const listed = JSON.stringify(await list(bruno));
    const row = await site.database.client.apiToken.findFirstOrThrow({ where: { id: apiToken.id } });
    const trail = await site.database.client.auditEntry.findMany({ where: { targetId: apiToken.id } });
    expect(trail).toMatchObject([{ action: 'api-token.added', actor: brunos.email, after: { name: 'ci' } }]);
    for (const place of [
      listed,
      JSON.stringify(row),
      JSON.stringify(trail.map(({ after }) => after)),
      site.logs.text(),
    ])
      expect(place).not.toContain(token.slice(10, 50));
  });

  it.each<[string, object, number, string]>([
    ['more than the maker may', { scopes: ['tenant:read', 'accounts:write'] }, 403, 'scope-too-wide'],
    ['what no token may: members', { scopes: ['members:write'] }, 400, 'invalid-input'],
    ['what no token may: tokens', { scopes: ['tokens:write'] }, 400, 'invalid-input'],
    ['nothing at all', { scopes: [] }, 400, 'invalid-input'],
    ['what nobody knows', { scopes: ['*'] }, 400, 'invalid-input'],
    ['too long', { scopes: ['tenant:read'], expiresInDays: 366 }, 400, 'invalid-input'],
    ['for ever', { scopes: ['tenant:read'], expiresInDays: null }, 400, 'invalid-input'],
    ['no time', { scopes: ['tenant:read'], expiresInDays: 0 }, 400, 'invalid-input'],
    ['somebody else', { scopes: ['tenant:read'], memberId: crypto.randomUUID() }, 400, 'invalid-input'],
  ])('are not made for %s (R06)', async (_, body, status, code) => {
    const before = await site.database.client.apiToken.count();
    const answer = await add({ name: 'x', ...body });
    expect([answer.status, JSON.parse(answer.text)]).toEqual([status, expect.objectContaining({ code })]);
    expect(await site.database.client.apiToken.count()).toBe(before);
  });

  it('are not made by who only reads, and not for more than the role of this moment (R06)', async () => {
    expect((await add({ name: 'x', scopes: ['tenant:read'] }, await site.signedIn('Carla Dias'))).status).toBe(403);
    await site.database.client.member.updateMany({ where: brunos, data: { role: 'viewer' } });
    const { status, text } = await add({ name: 'x', scopes: ['scans:run'] });
    expect([status, JSON.parse(text)]).toEqual([403, expect.objectContaining({ code: 'scope-too-wide' })]);
  });

  it('open what their scope names, through every gateway, and nothing else (R06)', async () => {
    const { token, apiToken } = await made(['tenant:read', 'findings:read']);
    expect(await answers(token)).toEqual([expect.any(Number), expect.any(Number)]);
    expect((await get(token, '/v1/tenant')).status).toBe(200);
    for (const path of ['/v1/members', '/v1/accounts', '/v1/api-tokens', '/v1/me', '/v1/me/sessions', '/v1/me/tenants'])
      expect([path, (await get(token, path)).status]).toEqual([path, 403]);
    for (const [method, path] of [
      ['DELETE', '/v1/me/sessions'],
      ['POST', '/v1/api-tokens'],
      ['DELETE', `/v1/api-tokens/${apiToken.id}`],
      ['PATCH', '/v1/tenant'],
      ['POST', '/v1/auth/mfa/verify'],
      ['POST', '/v1/auth/mfa/enrolment'],
    ] as const)
      expect([path, (await site.api(token, path, { method })).status]).toEqual([path, 403]);
    const [{ lastUsedAt } = { lastUsedAt: null }] = (await list(bruno)).items;
    expect(Date.now() - Date.parse(String(lastUsedAt))).toBeLessThan(60_000);
    // What services know are access tokens alone.
    expect((await fetch(`${site.authUrl}/v1/tenant`, { headers: { authorization: `Bearer ${token}` } })).status).toBe(
      401,
    );
  });

  it('have their last use written down once a minute at most', async () => {
    const { token, apiToken } = await made(['tenant:read']);
    const used = async (secondsAgo: number): Promise<boolean> => {
      const lastUsedAt = new Date(Date.now() - secondsAgo * 1_000);
      await site.database.client.apiToken.updateMany({ where: { id: apiToken.id }, data: { lastUsedAt } });
      // Straight from auth: a gateway holds what it has heard.
      const { status } = await fetch(`${site.authUrl}${internalRoutes.openApiTokenSession.path}`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${await site.serviceToken('auth')}`,
          'content-type': 'application/json',
        },
        body: JSON.stringify({ token, address: null }),
      });
      expect(status).toBe(200);
      const row = await site.database.client.apiToken.findFirstOrThrow({ where: { id: apiToken.id } });
      return row.lastUsedAt?.getTime() !== lastUsedAt.getTime();
    };
    expect([await used(30), await used(61)]).toEqual([false, true]);
  });

  it('are traded for services alone: whoever else asks is nobody', async () => {
    const { token } = await made(['tenant:read']);
    for (const bearer of [bruno, token, await site.serviceToken('collector')]) {
      const { status } = await fetch(`${site.authUrl}${internalRoutes.openApiTokenSession.path}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
        body: JSON.stringify({ token, address: null }),
      });
      expect(status).toBe(401);
      const path = internalRoutes.listRevocations.path;
      expect((await fetch(`${site.authUrl}${path}`, { headers: { authorization: `Bearer ${bearer}` } })).status).toBe(
        401,
      );
      expect((await get(bearer, path)).status).toBe(404);
    }
  });

  it.each<[string, (id: string) => Promise<unknown>, string]>([
    ['it is revoked', (id) => site.api(bruno, `/v1/api-tokens/${id}`, { method: 'DELETE' }), 'unauthenticated'],
    ['an admin revokes it', (id) => site.api(ana, `/v1/api-tokens/${id}`, { method: 'DELETE' }), 'unauthenticated'],
    [
      'it has expired',
      (id) => site.database.client.apiToken.updateMany({ where: { id }, data: { expiresAt: new Date() } }),
      'unauthenticated',
    ],
    ['its maker is disabled', async () => change({ status: 'disabled' }), 'unauthenticated'],
    ['its maker may no longer do it', async () => change({ role: 'viewer' }), 'forbidden'],
  ])('are dead within seconds when %s (R06)', async (_, end, code) => {
    const { token, apiToken } = await made(['deliveries:read', 'tenant:read']);
    // No notification service is behind the gateway: what is let through finds nobody.
    expect(await answers(token, '/v1/deliveries')).toEqual(['unavailable', 'unavailable']);
    const stream = await get(token, '/v1/events');
    await end(apiToken.id);
    await eventually(async () => expect(await answers(token, '/v1/deliveries')).toEqual([code, code]), promisedMs);
    if (code === 'forbidden') expect((await get(token, '/v1/tenant')).status).toBe(200);
    if (!_.includes('expired')) await stream.text();
    else await stream.body?.cancel();
  });
  const change = async (patch: object) => {
    const { id } = await site.database.client.member.findFirstOrThrow({ where: brunos });
    const answer = await site.api(ana, `/v1/members/${id}`, { ...jsonBody(patch), method: 'PATCH' });
    if (answer.status !== 200) throw new Error(answer.text);
  };

  it('are seen by their maker, admins and auditors, and ended by their maker and admins', async () => {
    const mine = await made(['tenant:read']);
    const hers = await made(['tenant:read'], ana);
    const idsOf = async (as: string) => (await list(as, '?limit=200')).items.map(({ id }) => id);
    const davi = await site.signedIn('Davi Rocha');
    for (const [as, sees] of [
      [bruno, false],
      [ana, true],
      [davi, true],
    ] as const) {
      expect((await idsOf(as)).includes(hers.apiToken.id)).toBe(sees);
      expect(await idsOf(as)).toContain(mine.apiToken.id);
    }
    const revoke = async (as: string, id: string) =>
      (await site.api(as, `/v1/api-tokens/${id}`, { method: 'DELETE' })).status;
    expect(await revoke(bruno, hers.apiToken.id)).toBe(404);
    expect(await revoke(davi, hers.apiToken.id)).toBe(403);
    expect(await revoke(ana, mine.apiToken.id)).toBe(204);
    expect(await revoke(ana, mine.apiToken.id)).toBe(404);
    const states = (await list(bruno, '?limit=200')).items.map(({ id, state }: ApiToken) => [id, state]);
    expect(states).toContainEqual([mine.apiToken.id, 'revoked']);
  });

  it('are listed in pages, of this tenant alone', async () => {
    await made(['tenant:read']);
    const all = (await list(ana, '?limit=200')).items.map(({ id }) => id);
    const seen: string[] = [];
    let next: string | null = '';
    while (next !== null) {
      const page: Awaited<ReturnType<typeof list>> = await list(ana, `?limit=2${next ? `&cursor=${next}` : ''}`);
      seen.push(...page.items.map(({ id }) => id));
      next = page.next;
    }
    expect(seen).toEqual(all);
    const { admin } = await site.otherTenant();
    expect((await list(admin)).items).toEqual([]);
    const [first = ''] = all;
    expect((await site.api(admin, `/v1/api-tokens/${first}`, { method: 'DELETE' })).status).toBe(404);
    expect((await site.api(ana, '/v1/api-tokens?cursor=x')).status).toBe(400);
  });

  it('are forgotten ninety days after they ended, and the trail knows still who made them (R06)', async () => {
    const days = (count: number): Date => new Date(now.getTime() + count * 86_400_000);
    const now = new Date('2031-01-01T00:00:00Z');
    const store = site.database.client.apiToken;
    const ending = async (expiresAt: Date, revokedAt: Date | null = null): Promise<string> => {
      const { id } = (await made(['tenant:read'])).apiToken;
      await store.updateMany({ where: { id }, data: { expiresAt, revokedAt } });
      return id;
    };
    const [expired, revoked] = [await ending(days(-91)), await ending(days(200), days(-91))];
    const kept = [
      await ending(days(-89)),
      await ending(days(200), days(-89)),
      await ending(days(-1), days(-89)),
      await ending(days(1)),
      await ending(days(200)),
    ];
    const ours = [expired, revoked, ...kept];
    await store.deleteMany({ where: { id: { notIn: ours } } });
    expect(endedTokenDays).toBe(90);
    expect(await new ApiTokenRetention(site.database, fixedClock(now)).prune()).toBe(2);
    const left = await store.findMany({ select: { id: true } });
    expect(left.map(({ id }) => id).sort()).toEqual(kept.sort());
    const trail = await site.database.client.auditEntry.findMany({ where: { targetId: { in: [expired, revoked] } } });
    expect(trail.map(({ action, actor }) => [action, actor])).toEqual(
      [expired, revoked].map(() => ['api-token.added', brunos.email]),
    );
  });

  it.each([
    ['a made-up one', `cspm_live_${'A'.repeat(43)}_${'A'.repeat(6)}`],
    ['half of one', 'cspm_live_x'],
    ['one with a slip', ''],
  ])('%s opens nothing (R06)', async (_, given) => {
    const { token } = await made(['tenant:read']);
    const tried = given || `${token.slice(0, 20)}${token[20] === 'x' ? 'y' : 'x'}${token.slice(21)}`;
    expect(await answers(tried)).toEqual(['unauthenticated', 'unauthenticated']);
  });
});
