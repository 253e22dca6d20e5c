import { Me, Member, type Role } from '@cspmexa/contracts';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Browser } from '../../test/browser.js';
import { siteUnderTest, type Site } from '../../test/site-under-test.js';

interface Listed {
  readonly items: readonly Member[];
  readonly next: string | null;
}

const names = ['Ana Souza', 'Bruno Lima', 'Carla Dias', 'Davi Rocha'];
const addresses = ['ana', 'bruno', 'carla', 'davi'].map((name) => `${name}@tucanuva.example`);
const roles: readonly Role[] = ['admin', 'analyst', 'viewer', 'auditor'];

describe('members', () => {
  let site: Site;
  let admin: string;
  beforeAll(async () => {
    site = await siteUnderTest();
    for (const name of names) await site.signIn(site.browser(), name);
  }, 60_000);
  afterAll(() => site.stop());
  beforeEach(async () => {
    admin = await site.signedIn('Ana Souza');
  });
  afterEach(async () => {
    const { member } = site.database.client;
    for (const [index, email] of addresses.entries())
      await member.updateMany({
        where: { email },
        data: { role: roles[index] ?? 'viewer', status: 'active', accountIds: [] },
      });
  });

  const send = (method: string, path: string, body?: unknown, token = admin) =>
    site.api(token, path, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
  const list = async (query = ''): Promise<Listed> =>
    JSON.parse((await send('GET', `/v1/members${query}`)).text) as Listed; // its contract was checked on its way out
  const memberOf = async (name: string): Promise<Member> => {
    const found = (await list()).items.find((member) => member.name === name);
    if (!found) throw new Error(`${name} is no member.`);
    return found;
  };
  const change = async (name: string, body: object, token = admin) =>
    send('PATCH', `/v1/members/${(await memberOf(name)).id}`, body, token);
  const browserOf = async (name: string): Promise<Browser> => {
    const browser = site.browser();
    await site.signIn(browser, name);
    return browser;
  };
  const meOf = async (browser: Browser): Promise<Me> =>
    Me.parse(JSON.parse((await site.api(String(await site.token(browser)), '/v1/me')).text));
  const rows = () => site.database.client.auditEntry.findMany({ where: { tenantId: site.tenantId } });
  const code = (text: string): unknown => (JSON.parse(text) as { code?: unknown }).code;

  it('choose a time zone and whether single keys do something, and hear when their session ends', async () => {
    const browser = await browserOf('Bruno Lima');
    const token = String(await site.token(browser));
    expect((await meOf(browser)).preferences).toEqual({ timeZone: null, singleKeys: true });
    const patch = (body: object) => send('PATCH', '/v1/me', body, token);
    expect((await patch({ timeZone: 'America/Sao_Paulo', singleKeys: false })).status).toBe(200);
    const { preferences, sessionEndsAt, member } = await meOf(browser);
    expect(preferences).toEqual({ timeZone: 'America/Sao_Paulo', singleKeys: false });
    const ends = Date.parse(sessionEndsAt ?? '') - Date.now();
    expect(ends).toBeGreaterThan(23 * 3_600_000);
    expect(ends).toBeLessThanOrEqual(24 * 3_600_000);
    await patch({ language: member.language === 'en' ? 'pt' : 'en' });
    expect((await meOf(browser)).preferences).toEqual(preferences);
    await patch({ timeZone: null, singleKeys: true });
    expect((await meOf(browser)).preferences).toEqual({ timeZone: null, singleKeys: true });
    for (const timeZone of ['Mars/Olympus', '', 7]) expect((await patch({ timeZone })).status).toBe(400);
  });

  it('are people that a finding can be assigned to, for everybody who sees findings, as long as they are active', async () => {
    const viewer = String(await site.token(await browserOf('Carla Dias')));
    const people = async () =>
      (JSON.parse((await send('GET', '/v1/people', undefined, viewer)).text) as { items: { email: string }[] }).items;
    expect((await people()).map(({ email }) => email)).toEqual(addresses);
    expect(Object.keys((await people())[0] ?? {}).sort()).toEqual(['email', 'name', 'picture']);
    await change('Davi Rocha', { status: 'disabled' });
    expect((await people()).map(({ email }) => email)).toEqual(addresses.slice(0, 3));
  });

  it('are listed a page at a time, each once', async () => {
    const emails: string[] = [];
    let cursor = '';
    for (;;) {
      const page = await list(`?limit=1${cursor}`);
      emails.push(...page.items.map(({ email }) => email));
      if (page.next === null) break;
      cursor = `&cursor=${encodeURIComponent(page.next)}`;
    }
    expect(emails).toEqual(addresses);
  });

  it('know who they are, what they may do, and how fresh their proof is', async () => {
    const me = await meOf(await browserOf('Carla Dias'));
    expect(me).toMatchObject({
      member: { role: 'viewer', status: 'active', mfa: false, accountIds: [], signedInAt: expect.any(String) },
      tenant: { id: site.tenantId, name: 'Tucanuva' },
      mfa: { enrolled: false, required: false, recoveryCodesLeft: 0 },
    });
    expect(me.permissions).toContain('findings:read');
    expect(me.permissions).not.toContain('members:read');
    const left = Date.parse(String(me.freshUntil)) - Date.now();
    expect(left).toBeGreaterThan(200_000);
    expect(left).toBeLessThanOrEqual(300_000);
  });

  it('work on under another role, with other tokens (T05)', async () => {
    const bruno = await browserOf('Bruno Lima');
    expect((await change('Bruno Lima', { role: 'viewer' })).status).toBe(200);
    expect((await meOf(bruno)).member).toMatchObject({ role: 'viewer', status: 'active' });
    expect((await change('Bruno Lima', { accountIds: ['5b0d6c1e-2f3a-4b5c-8d7e-9f0a1b2c3d4e'] })).status).toBe(200);
    expect((await meOf(bruno)).member.accountIds).toEqual(['5b0d6c1e-2f3a-4b5c-8d7e-9f0a1b2c3d4e']);
    const changes = (await rows()).filter(({ action }) => action === 'member.changed');
    expect(changes.at(-1)).toMatchObject({
      actor: 'ana@tucanuva.example',
      outcome: 'done',
      targetKind: 'member',
      before: { email: 'bruno@tucanuva.example', role: 'viewer', status: 'active', accountIds: [] },
      after: expect.objectContaining({ accountIds: ['5b0d6c1e-2f3a-4b5c-8d7e-9f0a1b2c3d4e'] }),
    });
  });

  it('who are disabled are out, and can come in again when they are not (T05)', async () => {
    const bruno = await browserOf('Bruno Lima');
    expect((await change('Bruno Lima', { status: 'disabled' })).status).toBe(200);
    expect(await site.state(bruno)).toBeNull();
    expect((await site.signIn(site.browser(), 'Bruno Lima')).location).toContain('not-invited');
    expect((await change('Bruno Lima', { status: 'active' })).status).toBe(200);
    expect((await meOf(await browserOf('Bruno Lima'))).member.status).toBe('active');
  });

  it('who are removed are out at once, and are invited again like anybody else', async () => {
    const davi = await browserOf('Davi Rocha');
    const { id } = await memberOf('Davi Rocha');
    expect((await send('DELETE', `/v1/members/${id}`)).status).toBe(204);
    expect(await site.state(davi)).toBeNull();
    expect((await site.signIn(site.browser(), 'Davi Rocha')).location).toContain('not-invited');
    expect((await send('DELETE', `/v1/members/${id}`)).status).toBe(404);
    const invitation = { email: 'davi@tucanuva.example', role: 'auditor', language: 'pt' };
    expect((await send('POST', '/v1/invitations', invitation)).status).toBe(201);
    expect((await meOf(await browserOf('Davi Rocha'))).member.id).not.toBe(id);
  });

  it('keep their sessions when nothing changes', async () => {
    const bruno = await browserOf('Bruno Lima');
    const revocations = () => site.database.client.revocation.count();
    const before = await revocations();
    for (const same of [{ role: 'analyst' }, {}, { status: 'active' }, { accountIds: [] }])
      expect((await change('Bruno Lima', same)).status).toBe(200);
    expect(await revocations()).toBe(before);
    expect(await site.token(bruno)).not.toBeNull();
  });

  it.each<[string, object]>([
    ['role', { role: 'viewer' }],
    ['the role that they have', { role: 'admin' }],
    ['status', { status: 'disabled' }],
    ['accounts', { accountIds: [crypto.randomUUID()] }],
  ])('do not change their own access: %s (R06)', async (_, body) => {
    const before = await memberOf('Ana Souza');
    const { status, text } = await change('Ana Souza', body);
    expect([status, code(text)]).toEqual([403, 'not-yourself']);
    expect(await memberOf('Ana Souza')).toEqual(before);
  });

  it.each(['Bruno Lima', 'Carla Dias', 'Davi Rocha'])(
    'that are no admins change nobody, nor themselves: %s (R06)',
    async (name) => {
      const token = await site.signedIn(name);
      const before = (await list()).items;
      for (const target of [name, 'Ana Souza', 'Carla Dias']) {
        const { id } = await memberOf(target);
        for (const [method, body] of [
          ['PATCH', { role: 'admin' }],
          ['DELETE', undefined],
        ] as const) {
          const { status, text } = await send(method, `/v1/members/${id}`, body, token);
          expect([status, code(text)]).toEqual([403, 'forbidden']);
        }
      }
      expect((await list()).items).toEqual(before);
    },
  );

  it('of whom one is the last admin keep that one (R06)', async () => {
    const { status, text } = await send('DELETE', `/v1/members/${(await memberOf('Ana Souza')).id}`);
    expect([status, code(text)]).toEqual([409, 'last-admin']);
  });

  it.each([
    ['demote', 'PATCH', { role: 'viewer' }, 200],
    ['disable', 'PATCH', { status: 'disabled' }, 200],
    ['limit', 'PATCH', { accountIds: [crypto.randomUUID()] }, 200],
  ] as const)('of whom two admins %s each other at the same moment keep one (R06)', async (_, method, body, done) => {
    const { member } = site.database.client;
    const [ana, bruno] = [await memberOf('Ana Souza'), await memberOf('Bruno Lima')];
    for (let round = 0; round < 4; round += 1) {
      await member.updateMany({
        where: { id: { in: [ana.id, bruno.id] } },
        data: { role: 'admin', status: 'active', accountIds: [] },
      });
      const tokens = await Promise.all(['Ana Souza', 'Bruno Lima'].map((name) => site.signedIn(name)));
      const answers = await Promise.all(
        [bruno.id, ana.id].map((id, index) => send(method, `/v1/members/${id}`, body, tokens[index])),
      );
      expect(answers.map(({ status }) => status).sort()).toEqual([done, 409]);
      const full = { role: 'admin', status: 'active', accountIds: { isEmpty: true } };
      expect(await member.count({ where: { tenantId: site.tenantId, ...full } })).toBe(1);
    }
  });

  it('limited to some accounts give nobody more than that (R06)', async () => {
    const [own, other] = [crypto.randomUUID(), crypto.randomUUID()];
    await change('Bruno Lima', { role: 'admin', accountIds: [own] });
    const bruno = await site.signedIn('Bruno Lima');
    await change('Carla Dias', { accountIds: [own] });
    const tries: [string, string, object | undefined, number][] = [
      ['PATCH', `/v1/members/${(await memberOf('Carla Dias')).id}`, { role: 'analyst' }, 200],
      ['PATCH', `/v1/members/${(await memberOf('Carla Dias')).id}`, { accountIds: [own, other] }, 403],
      ['PATCH', `/v1/members/${(await memberOf('Carla Dias')).id}`, { accountIds: [] }, 403],
      ['PATCH', `/v1/members/${(await memberOf('Davi Rocha')).id}`, { role: 'viewer' }, 403],
      ['PATCH', `/v1/members/${(await memberOf('Ana Souza')).id}`, { status: 'disabled' }, 403],
      ['DELETE', `/v1/members/${(await memberOf('Davi Rocha')).id}`, undefined, 403],
      ['POST', '/v1/invitations', { email: 'x@example.com', role: 'viewer' }, 403],
      ['POST', '/v1/invitations', { email: 'x@example.com', role: 'viewer', accountIds: [own] }, 201],
    ];
    for (const [method, path, body, expected] of tries)
      expect([method, body, (await send(method, path, body, bruno)).status]).toEqual([method, body, expected]);
    await site.database.client.invitation.deleteMany({ where: { email: 'x@example.com' } });
  });

  it('choose their own language, and nothing else about themselves (R05, R06)', async () => {
    const carla = await site.signedIn('Carla Dias');
    const changed = await send('PATCH', '/v1/me', { language: 'pt' }, carla);
    expect(JSON.parse(changed.text)).toMatchObject({ member: { language: 'pt', role: 'viewer' } });
    for (const extra of [
      { role: 'admin' },
      { tenantId: site.tenantId },
      { email: 'x@example.com' },
      { status: 'active' },
    ])
      expect((await send('PATCH', '/v1/me', { language: 'en', ...extra }, carla)).status).toBe(400);
    expect(await memberOf('Carla Dias')).toMatchObject({ language: 'pt', role: 'viewer' });
    expect((await send('PATCH', '/v1/me', {}, carla)).status).toBe(200);
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
    '/v1/invitations?limit=0',
    '/v1/invitations?cursor=x',
    '/v1/invitations?tenantId=x',
  ])('GET %s is refused in words (I05)', async (path) => {
    const { status, text } = await send('GET', path);
    expect([status, code(text)]).toEqual([400, expect.stringMatching(/^invalid-/)]);
  });
});
