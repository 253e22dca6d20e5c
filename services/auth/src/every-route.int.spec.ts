/** What holds for every route of the auth service, whichever come later: ids of other tenants, smuggled fields, and who may do what to whom. */
import { ApiToken, NewApiToken, routeList, type Route } from '@cspmexa/contracts';
import { eventually } from '@cspmexa/testkit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { jsonBody } from '../test/authenticator.js';
import type { Answer, Browser } from '../test/browser.js';
import { siteUnderTest, type Site } from '../test/site-under-test.js';

const own = routeList.filter(({ service }) => service === 'auth');
const withIds = own.filter(({ path }) => path.includes(':'));
const writes = own.filter(({ method }) => method !== 'GET');

/** A good body for each write that has one, so that the only thing wrong with a request is what the test adds. */
const bodies: Readonly<Record<string, object>> = {
  verifyMfa: { code: '000000' },
  confirmMfaEnrolment: { code: '000000' },
  changeMe: { language: 'pt' },
  switchTenant: { tenantId: crypto.randomUUID() },
  changeTenant: { name: 'Smuggled' },
  addTenant: { name: 'Smuggled' },
  changeMember: { accountIds: [crypto.randomUUID()] },
  addInvitation: { email: 'smuggled@example.com', role: 'viewer' },
  addApiToken: { name: 'smuggled', scopes: ['findings:read'] },
  redriveDeadLetters: { consumer: 'policy-engine' },
};

const tables = ['tenant', 'member', 'invitation', 'api_token', 'totp_factor', 'recovery_code', 'session'];

describe('every route of the auth service', () => {
  let site: Site;
  let ana: Browser;
  let admin: string;
  let other: Awaited<ReturnType<Site['otherTenant']>>;
  /** Ids of the two tenants by the name of the path parameter. */
  let ours: Record<string, string>;
  let theirs: Record<string, string>;
  beforeAll(async () => {
    site = await siteUnderTest();
    ana = site.browser();
    await site.signIn(ana, 'Ana Souza');
    admin = String(await site.token(ana));
    await site.signedIn('Carla Dias');
    other = await site.otherTenant();
    ours = await idsOf(site.tenantId, admin, 'carla@tucanuva.example');
    theirs = await idsOf(other.tenantId, other.admin, 'eva@elsewhere.example');
  }, 60_000);
  afterAll(() => site.stop());

  const made = async <S extends z.ZodType>(answer: Answer, schema: S): Promise<z.output<S>> => {
    if (answer.status !== 201) throw new Error(`${answer.status}: ${answer.text}`);
    return schema.parse(JSON.parse(answer.text));
  };
  const idsOf = async (tenantId: string, token: string, email: string): Promise<Record<string, string>> => {
    const { member, session } = site.database.client;
    const { id: memberId } = await member.findFirstOrThrow({ where: { tenantId, email } });
    const { id: sessionId } = await session.findFirstOrThrow({ where: { tenantId, memberId } });
    const body = { email: `${tenantId}@example.com`, role: 'viewer' };
    const invitation = await made(await site.api(token, '/v1/invitations', jsonBody(body)), z.object({ id: z.uuid() }));
    const scopes = { name: 'machine', scopes: ['findings:read'] };
    const { apiToken } = await made(await site.api(token, '/v1/api-tokens', jsonBody(scopes)), NewApiToken);
    return { memberId, sessionId, invitationId: invitation.id, tokenId: apiToken.id };
  };
  /** Everything of a tenant, as one hash. */
  const hashOf = async (tenantId: string): Promise<string[]> =>
    Promise.all(
      tables.map(async (table) => {
        const column = table === 'tenant' ? 'id' : 'tenant_id';
        const { rows } = await site.database.pool.query<{ hash: string }>(
          `select md5(coalesce(string_agg(t::text, '|' order by t::text), '')) hash from ${table} t where ${column} = $1`,
          [tenantId],
        );
        return `${table} ${rows[0]?.hash}`;
      }),
    );
  const ask = (route: Route, path: string, body: unknown, token = admin): Promise<Answer> =>
    site.api(token, path, {
      method: route.method,
      headers: { origin: site.publicUrl, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
  const pathOf = ({ path }: Route, ids: Readonly<Record<string, string>>): string =>
    path.replace(/:(\w+)/g, (_, name: string) => {
      const id = ids[name];
      if (id === undefined) throw new Error(`Say what ${name} stands for in idsOf.`);
      return id;
    });
  /** An answer without what differs from request to request. */
  const bare = ({ status, text }: Answer) => {
    const { traceId: _, ...problem } = JSON.parse(text) as Record<string, unknown>;
    return { status, problem };
  };

  it.each(withIds.map((route) => [route.id, route] as const))(
    '%s answers for an id of another tenant as for one that nobody has, and changes nothing there (R02)',
    async (id, route) => {
      const before = await hashOf(other.tenantId);
      const random = Object.fromEntries(Object.keys(theirs).map((name) => [name, crypto.randomUUID()]));
      const [foreign, unknown] = [
        await ask(route, pathOf(route, theirs), bodies[id]),
        await ask(route, pathOf(route, random), bodies[id]),
      ];
      expect(foreign.status).toBe(404);
      expect(bare(foreign)).toEqual(bare(unknown));
      expect(await hashOf(other.tenantId)).toEqual(before);
    },
  );

  it.each(own.filter(({ method, permission }) => method === 'GET' && permission !== 'public').map(({ path }) => path))(
    'GET %s shows nothing of another tenant (R02)',
    async (path) => {
      const { text } = await site.api(admin, path);
      for (const secret of [other.tenantId, 'eva@elsewhere.example', 'Elsewhere', ...Object.values(theirs)])
        expect(text).not.toContain(secret);
    },
  );

  it('a token for one tenant opens the other to nobody, whatever the request says (R02)', async () => {
    const { text } = await site.api(admin, '/v1/members', {
      headers: {
        'x-tenant-id': other.tenantId,
        cookie: `tenant=${other.tenantId}`,
        'x-cspmexa-tenant': other.tenantId,
      },
    });
    expect(text).not.toContain('eva@elsewhere.example');
  });

  it('nobody goes to a tenant that is not theirs (R03)', async () => {
    const [foreign, unknown] = await Promise.all(
      [other.tenantId, crypto.randomUUID()].map((tenantId) =>
        ana.go('/api/v1/me/tenant', {
          ...jsonBody({ tenantId }),
          headers: { 'content-type': 'application/json', authorization: `Bearer ${admin}`, origin: site.publicUrl },
        }),
      ),
    );
    expect(foreign && bare(foreign)).toEqual(unknown && bare(unknown));
    expect(foreign?.status).toBe(404);
  });

  it('a session is found below its own person alone (R03)', async () => {
    // Carla's session is one of the tenant, but none of Ana's.
    const route = own.find(({ id }) => id === 'endMySession');
    const before = await hashOf(site.tenantId);
    expect((await ask(route ?? never(), `/v1/me/sessions/${ours['sessionId']}`, undefined)).status).toBe(404);
    expect(await hashOf(site.tenantId)).toEqual(before);
  });

  it('accounts of another tenant in a body are ids that show nothing, and nothing is changed there (R03)', async () => {
    const before = await hashOf(other.tenantId);
    const path = `/v1/members/${ours['memberId']}`;
    const { status } = await site.api(admin, path, {
      ...jsonBody({ accountIds: [theirs['memberId']] }),
      method: 'PATCH',
    });
    expect(status).toBe(200);
    await site.api(admin, path, { ...jsonBody({ accountIds: [] }), method: 'PATCH' });
    expect(await hashOf(other.tenantId)).toEqual(before);
  });

  it.each(writes.map((route) => [route.id, route] as const))(
    '%s takes no field that it does not know, and no trick with names (R05)',
    async (id, route) => {
      if (route.request.body && !bodies[id]) throw new Error(`Give ${id} a good body.`);
      const good = bodies[id] ?? {};
      const known = route.request.body instanceof z.ZodObject ? Object.keys(route.request.body.shape) : [];
      const path = pathOf(route, ours);
      const text = JSON.stringify(good).slice(1, -1);
      const more = (extra: string) => `{${[text, extra].filter(Boolean).join(',')}}`;
      const smuggled = {
        id: crypto.randomUUID(),
        tenantId: other.tenantId,
        role: 'admin',
        status: 'active',
        score: 100,
        createdAt: '2020-01-01T00:00:00.000Z',
      };
      const tricks: [name: string, path: string, body: string | undefined][] = [
        ...Object.entries(smuggled)
          .filter(([name]) => !known.includes(name))
          .map(([name, value]): [string, string, string] => [name, path, JSON.stringify({ ...good, [name]: value })]),
        ['__proto__', path, more('"__proto__":{"role":"admin"}')],
        ['constructor', path, more('"constructor":{"prototype":{"role":"admin"}}')],
        ['prototype', path, more('"prototype":{"role":"admin"}')],
        ['a name twice', path, more('"x":1,"x":2')],
        ...known.slice(0, 1).map((name): [string, string, string] => ['a field twice', path, more(`"${name}":null`)]),
        ['a list', path, JSON.stringify([good])],
        ['a query', `${path}?tenantId=${other.tenantId}`, JSON.stringify(good)],
        ['a query of lists', `${path}?a[]=1&a=2`, JSON.stringify(good)],
        ['a query of prototypes', `${path}?__proto__[role]=admin`, JSON.stringify(good)],
      ];
      const before = await hashOf(site.tenantId);
      const statuses: [string, number][] = [];
      for (const [name, to, body] of tricks) statuses.push([name, (await ask(route, to, body)).status]);
      expect(statuses).toEqual(tricks.map(([name]) => [name, 400]));
      expect(await hashOf(site.tenantId)).toEqual(before);
      expect(Object.getOwnPropertyDescriptor(Object.prototype, 'role')).toBeUndefined();
    },
  );

  it.each(writes.map((route) => [route.id, route] as const))('%s takes no form (R05)', async (_, route) => {
    const { status } = await site.api(admin, pathOf(route, ours), {
      method: route.method,
      headers: { 'content-type': 'application/x-www-form-urlencoded', origin: site.publicUrl },
      body: 'a[]=1&a=2&role=admin',
    });
    expect(status).toBe(415);
  });

  it.each([
    ['removed', 'DELETE', undefined],
    ['disabled', 'PATCH', { status: 'disabled' }],
    ['demoted', 'PATCH', { role: 'viewer' }],
  ] as const)(
    'a token of a maker who is %s does within seconds no more than they may (R06)',
    async (how, method, body) => {
      const { member } = site.database.client;
      const email = 'bruno@tucanuva.example';
      await site.signedIn('Bruno Lima');
      await member.updateMany({ where: { email }, data: { role: 'admin' } });
      const bruno = await site.signedIn('Bruno Lima');
      const scopes = { name: how, scopes: ['tenant:read', 'members:read'] };
      const { token, apiToken } = await made(await site.api(bruno, '/v1/api-tokens', jsonBody(scopes)), NewApiToken);
      const reads = async () =>
        Promise.all(['/v1/tenant', '/v1/members'].map(async (path) => (await site.api(token, path)).status));
      expect(await reads()).toEqual([200, 200]);
      const { id } = await member.findFirstOrThrow({ where: { email } });
      const done = await site.api(admin, `/v1/members/${id}`, { ...(body ? jsonBody(body) : {}), method });
      expect(done.status).toBeLessThan(300);
      const expected = how === 'demoted' ? [200, 403] : [401, 401];
      await eventually(async () => expect(await reads()).toEqual(expected), 5_000);
      if (how === 'disabled') {
        const { text } = await site.api(admin, '/v1/api-tokens');
        const { items } = z.object({ items: z.array(ApiToken) }).parse(JSON.parse(text));
        expect(items.find((item) => item.id === apiToken.id)?.state).toBe('maker-gone');
      }
      // As the sandbox has them.
      await member.deleteMany({ where: { email } });
      await made(
        await site.api(admin, '/v1/invitations', jsonBody({ email, role: 'analyst' })),
        z.object({ id: z.uuid() }),
      );
    },
  );
});

const never = (): never => {
  throw new Error('The route is there.');
};
