import { Invitation, invitationSent, Member, type Envelope } from '@cspmexa/contracts';
import { eventually } from '@cspmexa/testkit';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { siteUnderTest, type Site } from '../../test/site-under-test.js';

const dayMs = 86_400_000;

describe('invitations', () => {
  let site: Site;
  let admin: string;
  const events: Envelope[] = [];
  beforeAll(async () => {
    site = await siteUnderTest({ seats: [{ email: 'ana@tucanuva.example', role: 'admin' }] });
    await site.carrier.broadcast(['#'], (envelope) => void events.push(envelope));
  }, 60_000);
  afterAll(() => site.stop());
  beforeEach(async () => {
    admin = await site.signedIn('Ana Souza');
  });
  afterEach(async () => {
    await site.database.client.invitation.deleteMany();
    events.splice(0);
  });

  const send = (method: string, path: string, body?: unknown) =>
    site.api(admin, path, {
      method,
      ...(body === undefined
        ? {}
        : {
            body: typeof body === 'string' ? body : JSON.stringify(body),
            headers: { 'content-type': 'application/json' },
          }),
    });
  const invite = async (email: string, more: object = {}): Promise<Invitation> => {
    const { status, text } = await send('POST', '/v1/invitations', { email, role: 'viewer', ...more });
    expect(status).toBe(201);
    return Invitation.parse(JSON.parse(text));
  };
  const list = async (query = '') =>
    JSON.parse((await send('GET', `/v1/invitations${query}`)).text) as { items: Invitation[]; next: string | null };
  const rowsOf = (targetId: string) =>
    site.database.client.auditEntry.findMany({ where: { targetId }, orderBy: { seq: 'asc' } });

  it('let a person in by their address from the first sign-in on, with what was promised', async () => {
    expect((await site.signIn(site.browser(), 'Eva Stein')).location).toContain('not-invited');
    const account = crypto.randomUUID();
    const made = await invite('EVA@elsewhere.example', {
      role: 'analyst',
      accountIds: [account, account],
      language: 'pt',
    });
    expect(made).toMatchObject({
      email: 'eva@elsewhere.example',
      role: 'analyst',
      accountIds: [account],
      invitedBy: 'ana@tucanuva.example',
    });
    expect(Date.parse(made.expiresAt) - Date.parse(made.createdAt)).toBe(7 * dayMs);
    await eventually(() => expect(events.map(({ type }) => type)).toContain(invitationSent.name));
    const sent = events.find(({ type }) => type === invitationSent.name);
    expect(sent?.data).toEqual({
      email: 'eva@elsewhere.example',
      language: 'pt',
      tenantName: 'Tucanuva',
      invitationId: made.id,
      role: 'analyst',
      invitedBy: 'ana@tucanuva.example',
      expiresAt: made.expiresAt,
    });
    const eva = await site.signedIn('Eva Stein');
    const me = JSON.parse((await site.api(eva, '/v1/me')).text) as { member: unknown };
    expect(Member.parse(me.member)).toMatchObject({ role: 'analyst', accountIds: [account], language: 'pt' });
    expect((await list()).items).toEqual([]);
    expect((await rowsOf(made.id)).map(({ action, actor }) => [action, actor])).toEqual([
      ['invitation.added', 'ana@tucanuva.example'],
      ['invitation.taken-up', 'eva@elsewhere.example'],
    ]);
    await site.database.client.member.deleteMany({ where: { email: 'eva@elsewhere.example' } });
  });

  it('are made once for an address, however many make them at once, and not for a member', async () => {
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => send('POST', '/v1/invitations', { email: 'twice@example.com', role: 'viewer' })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409, 409]);
    const member = await send('POST', '/v1/invitations', { email: 'ANA@tucanuva.example', role: 'viewer' });
    expect([member.status, JSON.parse(member.text)]).toEqual([409, expect.objectContaining({ code: 'conflict' })]);
  });

  /** As if it were so many days later for an invitation. @returns how it is listed then. */
  const age = async (invitation: Invitation, days: number): Promise<Invitation> => {
    const [createdAt, expiresAt] = [invitation.createdAt, invitation.expiresAt].map(
      (at) => new Date(Date.parse(at) - days * dayMs),
    );
    if (!createdAt || !expiresAt) throw new Error('Both are there.');
    await site.database.client.invitation.updateMany({
      where: { id: invitation.id },
      data: { createdAt, expiresAt },
    });
    return { ...invitation, createdAt: createdAt.toISOString(), expiresAt: expiresAt.toISOString() };
  };

  it('expire, stay listed, make room for another one, and are forgotten after ninety days', async () => {
    const first = await age(await invite('late@example.com'), 8);
    expect((await list()).items).toEqual([first]);
    const second = await invite('late@example.com', { role: 'auditor' });
    expect((await list()).items).toEqual([second]);
    const old = await age(second, 96);
    expect((await list()).items).toEqual([old]);
    await age(second, 98);
    expect((await list()).items).toEqual([]);
    expect((await send('POST', `/v1/invitations/${second.id}/resend`)).status).toBe(404);
    await site.signIn(site.browser(), 'Eva Stein');
    expect(await site.database.client.invitation.count()).toBe(0);
  });

  it('are sent again with seven new days, also when they have expired', async () => {
    const { id } = await age(await invite('again@example.com'), 8);
    const { status, text } = await send('POST', `/v1/invitations/${id}/resend`);
    expect(status).toBe(200);
    const left = Date.parse(Invitation.parse(JSON.parse(text)).expiresAt) - Date.now();
    expect(left).toBeGreaterThan(6.9 * dayMs);
    expect(left).toBeLessThanOrEqual(7 * dayMs);
    await eventually(() => expect(events.filter(({ type }) => type === invitationSent.name)).toHaveLength(2));
    expect((await rowsOf(id)).map(({ action }) => action)).toEqual(['invitation.added', 'invitation.resent']);
  });

  it('that are taken back let nobody in', async () => {
    const { id } = await invite('eva@elsewhere.example');
    expect((await send('DELETE', `/v1/invitations/${id}`)).status).toBe(204);
    expect((await send('DELETE', `/v1/invitations/${id}`)).status).toBe(404);
    expect((await site.signIn(site.browser(), 'Eva Stein')).location).toContain('not-invited');
    expect((await rowsOf(id)).map(({ action }) => action)).toEqual(['invitation.added', 'invitation.removed']);
  });

  it('are listed a page at a time, each once', async () => {
    const emails = ['a', 'b', 'c', 'd', 'e'].map((name) => `${name}@example.com`);
    for (const email of emails.toReversed()) await invite(email);
    const found: string[] = [];
    let cursor = '';
    for (;;) {
      const page = await list(`?limit=2${cursor}`);
      found.push(...page.items.map(({ email }) => email));
      if (page.next === null) break;
      cursor = `&cursor=${encodeURIComponent(page.next)}`;
    }
    expect(found).toEqual(emails);
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
    ['the Kelvin sign', { email: 'mi\u212ae@example.com', role: 'viewer' }, 400],
    ['a very long address', { email: `${'a'.repeat(300)}@example.com`, role: 'viewer' }, 400],
    ['an account that is no id', { email: 'a@example.com', role: 'viewer', accountIds: ['x'] }, 400],
    ['a megabyte', `{"email":"a@example.com","role":"viewer","x":"${'x'.repeat(1_000_000)}"}`, 413],
  ])('cannot be made with %s (R05, I01)', async (_, body, expected) => {
    const { status, headers, text } = await send('POST', '/v1/invitations', body);
    expect([status, headers.get('content-type')]).toEqual([
      expected,
      expect.stringContaining('application/problem+json'),
    ]);
    expect(JSON.parse(text)).toMatchObject({ status, traceId: expect.stringMatching(/^[0-9a-f]{32}$/) });
    expect((await list()).items).toEqual([]);
  });
});
