import { createHmac } from 'node:crypto';
import { sandboxPeople, type Forgery } from '@cspmexa/sandbox';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { siteUnderTest, type Site } from '../../test/site-under-test.js';

type IdToken = NonNullable<Forgery['idToken']>;

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const changed =
  (change: object | ((claims: Readonly<Record<string, unknown>>) => object), header: object = {}): IdToken =>
  (claims, sign) =>
    sign({ ...claims, ...(typeof change === 'function' ? change(claims) : change) }, header);
const epoch = (seconds: number): number => Math.floor(Date.now() / 1_000) + seconds;

describe('what Google says of a person, forged (O02)', () => {
  const forgery: Forgery = {};
  let site: Site;
  beforeAll(async () => {
    site = await siteUnderTest({ forgery, env: { ALLOWED_DOMAINS: 'tucanuva.example, other.example' } });
  }, 60_000);
  afterEach(() => {
    Object.assign(forgery, { idToken: undefined, userinfo: undefined });
  });
  afterAll(() => site.stop());

  const visit = async (forged: Forgery = {}): Promise<{ where: string | undefined; cookies: readonly string[] }> => {
    Object.assign(forgery, forged);
    const browser = site.browser();
    const { location } = await site.signIn(browser, 'Ana Souza');
    return { where: location?.replace(site.publicUrl, ''), cookies: [...browser.cookies.keys()] };
  };

  it.each<[string, IdToken]>([
    ['as it is', changed({})],
    ['of Google without its scheme', changed({ iss: 'accounts.google.com' })],
    ['without azp', changed({ azp: undefined })],
    ['of a domain in capitals', changed({ hd: 'Tucanuva.EXAMPLE' })],
  ])('is believed %s', async (_, idToken) => {
    expect(await visit({ idToken })).toEqual({ where: '/findings', cookies: ['cspmexa-session'] });
  });

  it.each<[string, IdToken]>([
    ['without an ID token', () => undefined],
    ['with an ID token that is no text', () => ({ sub: '1' })],
    ['with the nonce of another start', changed({ nonce: 'A'.repeat(43) })],
    ['without nonce', changed({ nonce: undefined })],
    ['for another client', changed({ aud: 'another-client', azp: undefined })],
    ['for several clients without azp', changed({ aud: ['test-client', 'another-client'], azp: undefined })],
    ['with the azp of another client', changed({ azp: 'another-client' })],
    ['of another issuer', changed({ iss: 'https://accounts.google.com.evil.example' })],
    ['that has expired', changed({ exp: epoch(-60) })],
    ['of tomorrow', changed({ iat: epoch(86_400), exp: epoch(90_000) })],
    ['of yesterday that lasts', changed({ iat: epoch(-86_400) })],
    [
      'signed by somebody else',
      async (claims, sign) => `${(await sign(claims)).split('.').slice(0, 2).join('.')}.${'A'.repeat(342)}`,
    ],
    [
      'changed after it was signed',
      async (claims, sign) => (await sign(claims)).replace(/\.[^.]+\./, `.${encode({ ...claims, sub: '2' })}.`),
    ],
    ['unsigned', (claims) => `${encode({ alg: 'none' })}.${encode(claims)}.`],
    ['unsigned, though it says otherwise', (claims) => `${encode({ alg: 'RS256' })}.${encode(claims)}.`],
    ['signed with the secret of the client', (claims) => hmac(claims, 'test-secret')],
    ['with an address that is not verified', changed({ email_verified: false })],
    ['with an address that nobody calls verified', changed({ email_verified: undefined })],
    ['without a subject', changed({ sub: undefined })],
    ['of another subject than userinfo knows', changed({ sub: '2' })],
  ])('%s lets nobody in', async (_, idToken) => {
    // Userinfo has no say where the ID token is silent.
    const userinfo = ({ sub }: Readonly<Record<string, unknown>>) => ({ sub });
    expect(await visit({ idToken, userinfo })).toEqual({ where: '/sign-in?error=sign-in-failed', cookies: [] });
  });

  it.each<[string, IdToken]>([
    ['of another domain', changed({ hd: 'evil.example' })],
    ['without a domain, whatever the address says', changed({ hd: undefined })],
    ['with a list of domains', changed({ hd: ['tucanuva.example'] })],
  ])('%s lets nobody in (hd)', async (_, idToken) => {
    // Known or not: what userinfo says of the domain does not count.
    const { where, cookies } = await visit({ idToken });
    expect(where).toMatch(/^\/sign-in\?error=(not-invited|sign-in-failed)$/);
    expect(cookies).toEqual([]);
  });

  it.each<[string, NonNullable<Forgery['userinfo']>]>([
    ['is about somebody else', (claims) => ({ ...claims, sub: '2' })],
    ['knows no subject', (claims) => ({ ...claims, sub: undefined })],
    ['has an empty subject', (claims) => ({ ...claims, sub: '' })],
    ['has a number for a subject', (claims) => ({ ...claims, sub: 1 })],
    ['has a NUL in the subject', (claims) => ({ ...claims, sub: 'a\0b' })],
    ['has a list of addresses', (claims) => ({ ...claims, email: ['ana@tucanuva.example'] })],
    ['has a NUL in the address', (claims) => ({ ...claims, email: 'ana@tucanuva.example\0' })],
    ['says not verified', (claims) => ({ ...claims, email_verified: false })],
    ['says not verified, as text', (claims) => ({ ...claims, email_verified: 'false' })],
    ['says 1 for verified', (claims) => ({ ...claims, email_verified: 1 })],
  ])('userinfo that %s lets nobody in', async (_, userinfo) => {
    expect(await visit({ userinfo })).toEqual({ where: '/sign-in?error=sign-in-failed', cookies: [] });
  });

  const hmac = (claims: object, secret: string): string => {
    const signed = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(claims)}`;
    return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
  };
});

describe('a person and their address (O03)', () => {
  const forgery: Forgery = {};
  let site: Site;
  beforeAll(async () => {
    site = await siteUnderTest({ forgery });
  }, 60_000);
  afterEach(() => {
    Object.assign(forgery, { idToken: undefined, userinfo: undefined });
  });
  afterAll(() => site.stop());

  /** Signs Ana in as Google would say it with these claims. @returns where it ends. */
  const signInAs = async (change: object, name = 'Ana Souza'): Promise<string | undefined> => {
    forgery.idToken = changed(change);
    forgery.userinfo = (claims) => ({ ...claims, ...change });
    const { location } = await site.signIn(site.browser(), name);
    return location?.replace(site.publicUrl, '');
  };
  const members = () => site.database.client.member.findMany({ orderBy: { createdAt: 'asc' } });
  const [ana] = sandboxPeople;

  it.each<[string, object]>([
    ['in capitals', { email: 'ANA@Tucanuva.Example' }],
    ['that has changed', { email: 'ana.souza@tucanuva.example' }],
    ['in decomposed letters', { email: 'ana\u0301@tucanuva.example' }],
    ['of a picture that is no address', { picture: 'javascript:alert(1)' }],
  ])('the subject says who it is, with an address %s', async (_, change) => {
    expect(await signInAs({})).toBe('/findings');
    const before = (await members()).length;
    expect(await signInAs(change)).toBe('/findings');
    expect(await members()).toHaveLength(before);
    expect((await members()).filter(({ subject }) => subject === ana?.subject)).toHaveLength(1);
  });

  it.each<[string, object]>([
    ['another subject', { sub: '999' }],
    ['the subject and something more', { sub: `${ana?.subject} ` }],
    ['the subject in another issuer’s name for it', { sub: `google|${ana?.subject}` }],
  ])(
    "a member's address with %s lets nobody in, links nothing, and is told of in the member's trail",
    async (_, change) => {
      expect(await signInAs({})).toBe('/findings');
      const before = await members();
      expect(await signInAs(change)).toBe('/sign-in?error=not-invited');
      expect((await members()).map(({ subject }) => subject)).toEqual(before.map(({ subject }) => subject));
      const [row] = await site.database.client.auditEntry.findMany({ orderBy: { at: 'desc' }, take: 1 });
      expect(row).toMatchObject({ tenantId: site.tenantId, outcome: 'refused', reason: 'not-invited' });
    },
  );

  it.each<[string, string]>([
    ['a Cyrillic letter', 'bruno@tucanuv\u0430.example'],
    ['the Kelvin sign', 'bruno\u212a@tucanuva.example'],
    ['a plus', 'bruno+1@tucanuva.example'],
    ['a dot', 'b.runo@tucanuva.example'],
    ['an invisible letter', 'bruno\u200b@tucanuva.example'],
  ])('an invitation is not for an address with %s', async (_, email) => {
    expect(await signInAs({ sub: '777', email }, 'Eva Stein')).toMatch(/error=(not-invited|sign-in-failed)/);
  });

  it('an invitation is for its address in any case', async () => {
    expect(await signInAs({ sub: '778', email: 'DAVI@tucanuva.EXAMPLE' }, 'Eva Stein')).toBe('/findings');
    expect((await members()).find(({ subject }) => subject === '778')).toMatchObject({ role: 'auditor' });
  });
});
