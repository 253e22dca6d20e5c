import type { Role } from '@cspmexa/contracts';
import { afterEach, beforeAll, afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Browser } from '../../test/browser.js';
import { siteUnderTest, type Site } from '../../test/site-under-test.js';

interface Listed {
  readonly items: readonly { readonly id: string; readonly email: string; readonly role: Role }[];
  readonly next: string | null;
}

describe('members', () => {
  let site: Site;
  let admin: string;
  beforeAll(async () => {
    site = await siteUnderTest();
  }, 60_000);
  afterAll(() => site.stop());
  beforeEach(async () => {
    const browser = site.browser();
    await site.signIn(browser, 'Ana Souza');
    admin = String(await site.token(browser));
  });
  afterEach(async () => {
    // As the sandbox seats them.
    const { member } = site.database.client;
    await member.deleteMany({ where: { email: { endsWith: '@example.com' } } });
    await member.updateMany({ where: { email: 'ana@tucanuva.example' }, data: { role: 'admin' } });
    await member.updateMany({ where: { email: 'bruno@tucanuva.example' }, data: { role: 'analyst' } });
  });

  const send = (method: string, path: string, body?: unknown, token = admin) =>
    site.api(token, path, {
      method,
      ...(body === undefined
        ? {}
        : {
            body: typeof body === 'string' ? body : JSON.stringify(body),
            headers: { 'content-type': 'application/json' },
          }),
    });
  const list = async (query = ''): Promise<Listed> =>
    JSON.parse((await send('GET', `/v1/members${query}`)).text) as Listed;
  const idOf = async (email: string): Promise<string> => {
    const found = (await list()).items.find((member) => member.email === email);
    if (!found) throw new Error(`${email} is no member.`);
    return found.id;
  };
  const signedIn = async (name: string): Promise<Browser> => {
    const browser = site.browser();
    await site.signIn(browser, name);
    return browser;
  };

  it('are listed a page at a time, each once', async () => {
    const emails: string[] = [];
    let cursor = '';
    for (;;) {
      const page = await list(`?limit=1${cursor}`);
      emails.push(...page.items.map(({ email }) => email));
      if (page.next === null) break;
      cursor = `&cursor=${encodeURIComponent(page.next)}`;
    }
    expect(emails).toEqual(['ana', 'bruno', 'carla', 'davi'].map((name) => `${name}@tucanuva.example`));
  });

  it('are let in by their address, from the first sign-in on', async () => {
    expect((await site.signIn(site.browser(), 'Eva Stein')).location).toContain('not-invited');
    const { status, text } = await send('POST', '/v1/members', { email: 'EVA@elsewhere.example', role: 'viewer' });
    expect([status, JSON.parse(text)]).toEqual([
      201,
      expect.objectContaining({ email: 'eva@elsewhere.example', role: 'viewer', signedInAt: null }),
    ]);
    expect((await send('POST', '/v1/members', { email: 'eva@elsewhere.example', role: 'admin' })).status).toBe(409);
    const eva = await signedIn('Eva Stein');
    expect(await site.token(eva)).not.toBeNull();
    expect((await send('DELETE', `/v1/members/${await idOf('eva@elsewhere.example')}`)).status).toBe(204);
    expect(await site.token(eva)).toBeNull();
    expect((await site.signIn(site.browser(), 'Eva Stein')).location).toContain('not-invited');
  });

  it('who were invited twice at the same moment are there once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => send('POST', '/v1/members', { email: 'twice@example.com', role: 'viewer' })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409, 409]);
  });

  it('begin anew when their role changes: what they had signed in ends (T05)', async () => {
    const bruno = await signedIn('Bruno Lima');
    expect(
      (await send('PATCH', `/v1/members/${await idOf('bruno@tucanuva.example')}`, { role: 'viewer' })).status,
    ).toBe(200);
    expect(await site.token(bruno)).toBeNull();
    const again = await signedIn('Bruno Lima');
    const me = await site.api(String(await site.token(again)), '/v1/me');
    expect(JSON.parse(me.text)).toMatchObject({ member: { role: 'viewer' } });
  });

  it('keep their sessions when nothing changes', async () => {
    const bruno = await signedIn('Bruno Lima');
    const path = `/v1/members/${await idOf('bruno@tucanuva.example')}`;
    expect((await send('PATCH', path, { role: 'analyst' })).status).toBe(200);
    expect((await send('PATCH', path, {})).status).toBe(200);
    expect(await site.token(bruno)).not.toBeNull();
  });

  it.each([
    ['demoted', 'PATCH', { role: 'viewer' }],
    ['removed', 'DELETE', undefined],
  ])('the last admin cannot be %s (R06)', async (_, method, body) => {
    const { status, text } = await send(method, `/v1/members/${await idOf('ana@tucanuva.example')}`, body);
    expect([status, JSON.parse(text)]).toEqual([409, expect.objectContaining({ code: 'last-admin' })]);
  });

  it('of two admins who demote each other at the same moment, one stays (R06)', async () => {
    for (let round = 0; round < 5; round += 1) {
      const [ana, bruno] = [await idOf('ana@tucanuva.example'), await idOf('bruno@tucanuva.example')];
      const { member } = site.database.client;
      await member.updateMany({ where: { id: { in: [ana, bruno] } }, data: { role: 'admin' } });
      const answers = await Promise.all(
        [ana, bruno].map((id) => send('PATCH', `/v1/members/${id}`, { role: 'viewer' })),
      );
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
      expect(await member.count({ where: { role: 'admin' } })).toBe(1);
      await member.updateMany({ where: { id: ana }, data: { role: 'admin' } });
    }
  });

  it('choose their own language, and nothing else about themselves (R05, R06)', async () => {
    const carla = String(await site.token(await signedIn('Carla Dias')));
    expect(JSON.parse((await send('PATCH', '/v1/me', { language: 'pt' }, carla)).text)).toMatchObject({
      member: { language: 'pt', role: 'viewer' },
    });
    for (const extra of [
      { role: 'admin' },
      { tenantId: site.tenantId },
      { email: 'x@example.com' },
      { id: crypto.randomUUID() },
    ])
      expect((await send('PATCH', '/v1/me', { language: 'en', ...extra }, carla)).status).toBe(400);
    const me = await site.api(carla, '/v1/me');
    expect(JSON.parse(me.text)).toMatchObject({ member: { language: 'pt', role: 'viewer' } });
  });

  it.each<[string, unknown, number]>([
    ['nothing', {}, 400],
    ['a list', [], 400],
    ['a text', '"x"', 400],
    ['no JSON', '{', 400],
    ['an unknown role', { email: 'a@example.com', role: 'root' }, 400],
    ['a list for a role', { email: 'a@example.com', role: ['viewer'] }, 400],
    ['no address', { email: 'a', role: 'viewer' }, 400],
    ['an address with a line break', { email: 'a@example.com\r\nBcc: b@example.com', role: 'viewer' }, 400],
    ['two addresses', { email: 'a@example.com,b@example.com', role: 'viewer' }, 400],
    ['a name and an address', { email: 'A <a@example.com>', role: 'viewer' }, 400],
    ['an address with NUL', { email: 'a\0@example.com', role: 'viewer' }, 400],
    ['a very long address', { email: `${'a'.repeat(300)}@example.com`, role: 'viewer' }, 400],
    ["somebody else's tenant", { email: 'a@example.com', role: 'viewer', tenantId: crypto.randomUUID() }, 400],
    ['a prototype', '{"email":"a@example.com","role":"viewer","__proto__":{"role":"admin"}}', 400],
    ['a role twice', '{"email":"a@example.com","role":"viewer","role":"admin"}', 400],
    ['a megabyte', `{"email":"a@example.com","role":"viewer","x":"${'x'.repeat(1_000_000)}"}`, 413],
  ])('cannot be invited with %s (R05, I01)', async (_, body, expected) => {
    const { status, headers, text } = await send('POST', '/v1/members', body);
    expect([status, headers.get('content-type')]).toEqual([
      expected,
      expect.stringContaining('application/problem+json'),
    ]);
    expect(JSON.parse(text)).toMatchObject({ status, traceId: expect.stringMatching(/^[0-9a-f]{32}$/) });
    expect((await list()).items).toHaveLength(
      await site.database.client.member.count({ where: { email: { not: { endsWith: '@example.com' } } } }),
    );
  });

  it.each([
    '/v1/members?limit=0',
    '/v1/members?limit=201',
    '/v1/members?limit=x',
    '/v1/members?cursor=x',
    '/v1/members?cursor=%00',
    `/v1/members?cursor=${Buffer.from("a@b' or 1=1\0").toString('base64url')}`,
    '/v1/members?cursor=a&cursor=b',
    '/v1/members?sort=role',
    '/v1/members?cursor[x]=y',
  ])('GET %s is refused in words (I05)', async (path) => {
    const { status, text } = await send('GET', path);
    expect([status, JSON.parse(text)]).toEqual([
      400,
      expect.objectContaining({ code: expect.stringMatching(/^invalid-/) }),
    ]);
  });

  it('of another tenant are not found (R02)', async () => {
    const { client } = site.database;
    const tenant = await client.tenant.create({
      data: { id: crypto.randomUUID(), name: 'Other', createdAt: new Date() },
    });
    const stranger = await client.member.create({
      data: {
        tenantId: tenant.id,
        id: crypto.randomUUID(),
        email: 'boss@other.example',
        role: 'admin',
        createdAt: new Date(),
      },
    });
    for (const [method, body] of [
      ['PATCH', { role: 'viewer' }],
      ['DELETE', undefined],
    ] as const) {
      const { status } = await send(method, `/v1/members/${stranger.id}`, body);
      expect(status).toBe(404);
    }
    expect((await list()).items.map(({ email }) => email)).not.toContain('boss@other.example');
    expect(await client.member.findMany({ where: { tenantId: tenant.id } })).toEqual([stranger]);
    await client.member.delete({ where: { tenantId_id: { tenantId: tenant.id, id: stranger.id } } });
    await client.tenant.delete({ where: { id: tenant.id } });
  });
});
