import { AuditEntry } from '@cspmexa/contracts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  drip,
  endless,
  halfAnAnswer,
  hangUp,
  json,
  stall,
  startScriptedProvider,
  text,
  type Script,
  type ScriptedProvider,
} from '../../test/scripted-provider.js';
import { siteUnderTest, type Site } from '../../test/site-under-test.js';
import { installation } from '../audit/audit-trail.js';

type Outcome = 'unavailable' | 'sign-in-failed';

/** A provider with a script in front of each endpoint, and a visit that tells where it ends and after how long. */
async function troubled(env = { GOOGLE_TIMEOUT_MS: '1500' }): Promise<{ provider: ScriptedProvider; site: Site }> {
  const provider = await startScriptedProvider();
  const site = await siteUnderTest({ env: { ...provider.env, ...env } });
  provider.target = site.googleUrl;
  return { provider, site };
}

async function visit(site: Site): Promise<{ where: string | undefined; seconds: number }> {
  const browser = site.browser();
  const callback = await site.callbackOf(browser, 'Ana Souza');
  const start = performance.now();
  const { location } = await browser.go(callback);
  return { where: location?.replace(site.publicUrl, ''), seconds: (performance.now() - start) / 1_000 };
}

const redirect: Script = (response) => void response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end();
const huge: Script = (response) => void response.writeHead(200, { 'content-length': '300000000' }).write('{');

/** What an endpoint does that answers nothing that anybody can use. */
const troubles: readonly [string, Script][] = [
  ['answers 500', json({ oops: true }, 500)],
  ['answers 503 with a page', text('<html>', 503)],
  ['stalls', stall],
  ['drips', drip],
  ['never ends', endless],
  ['announces 300 MB', huge],
  ['hangs up', hangUp],
  ['answers half', halfAnAnswer],
  ['answers nothing', text('')],
  ['answers a page', text('<html>hello</html>')],
];

describe('an identity provider in trouble (O04)', () => {
  let provider: ScriptedProvider;
  let site: Site;
  beforeAll(async () => {
    ({ provider, site } = await troubled());
  }, 60_000);
  beforeEach(() => {
    Object.assign(provider, { token: undefined, userinfo: undefined, certs: undefined });
  });
  afterAll(async () => {
    await site.stop();
    await provider.stop();
  });

  it.each<[string, Script, Outcome]>([
    ...troubles.map(([what, script]) => [what, script, 'unavailable'] as [string, Script, Outcome]),
    ['redirects', redirect, 'sign-in-failed'],
    ['refuses', json({ error: 'invalid_grant' }, 400), 'sign-in-failed'],
    ['refuses us', json({ error: 'invalid_client', error_description: 'x' }, 401), 'sign-in-failed'],
    ['refuses in its old words', json({ error: { message: 'no', code: 401 } }, 401), 'sign-in-failed'],
    ['answers null', json(null), 'unavailable'],
    ['forgets the ID token', json({ access_token: 'a', token_type: 'Bearer' }), 'sign-in-failed'],
  ])('whose token endpoint %s ends on a page that says so', async (_, script, error) => {
    provider.token = script;
    const { where, seconds } = await visit(site);
    expect(where).toBe(`/sign-in?error=${error}`);
    expect(seconds).toBeLessThan(5);
  });

  it.each<[string, Script, Outcome]>([
    ...troubles.map(([what, script]) => [what, script, 'unavailable'] as [string, Script, Outcome]),
    ['redirects', redirect, 'sign-in-failed'],
    ['refuses the token', json({ error: 'invalid_token', error_description: 'x' }, 401), 'sign-in-failed'],
    ['answers a list', json([{ sub: '1' }]), 'sign-in-failed'],
    ['answers null', json(null), 'unavailable'],
  ])('whose userinfo endpoint %s ends on a page that says so', async (_, script, error) => {
    provider.userinfo = script;
    const { where, seconds } = await visit(site);
    expect(where).toBe(`/sign-in?error=${error}`);
    expect(seconds).toBeLessThan(5);
  });

  it('sends the code with its verifier, and the token in a header where no log keeps it', async () => {
    provider.asked.splice(0);
    expect((await visit(site)).where).toBe('/findings');
    const [token, userinfo] = provider.asked;
    expect(Object.fromEntries(token?.form ?? [])).toMatchObject({
      grant_type: 'authorization_code',
      code: expect.stringMatching(/./),
      code_verifier: expect.stringMatching(/^[\w-]{43,128}$/),
      redirect_uri: `${site.publicUrl}/api/v1/auth/google/callback`,
      client_id: 'test-client',
      client_secret: 'test-secret',
    });
    expect(userinfo).toMatchObject({
      method: 'GET',
      url: '/userinfo',
      authorization: expect.stringMatching(/^Bearer [\w-]{43}$/),
    });
  });

  it('leaves the sessions that are there alone', async () => {
    const browser = site.browser();
    await site.signIn(browser, 'Ana Souza');
    Object.assign(provider, { token: stall, userinfo: stall, certs: stall });
    expect(await site.state(browser)).toMatchObject({ state: 'signed-in' });
  });

  it("is told of in the installation's own trail, without codes and tokens", async () => {
    provider.token = json({ error: 'invalid_grant', error_description: 'a secret of the provider' }, 400);
    const callback = new URL(await site.callbackOf(site.browser(), 'Ana Souza'));
    await site.signIn(site.browser(), 'Ana Souza');
    const rows = await site.database.client.auditEntry.findMany({
      where: { tenantId: installation },
      orderBy: { seq: 'desc' },
      take: 1,
    });
    expect(rows).toEqual([
      expect.objectContaining({
        actor: 'anonymous',
        action: 'member.signed-in',
        outcome: 'refused' satisfies AuditEntry['outcome'],
        reason: 'sign-in-failed',
        targetKind: 'provider',
        targetId: 'google',
        after: { why: expect.stringMatching(/^TokenError/) },
        address: expect.stringMatching(/127\.0\.0\.1/),
      }),
    ]);
    expect(
      JSON.stringify(rows, (_, value: unknown) => (typeof value === 'bigint' ? Number(value) : value)),
    ).not.toMatch(new RegExp(`${callback.searchParams.get('code')}|secret of the provider`));
  });
});

describe('keys of an identity provider that cannot be had (O04)', () => {
  it('end sign-ins on a page that says so, and are asked for again by the next one', async () => {
    const { provider, site } = await troubled();
    try {
      const bad: readonly [string, Script][] = [
        ...troubles,
        ['redirects', redirect],
        ['answers 404', json({}, 404)],
        ['answers a list', json([])],
        ['answers null', json(null)],
      ];
      for (const [what, script] of bad) {
        provider.certs = script;
        const { where, seconds } = await visit(site);
        expect([what, where]).toEqual([what, '/sign-in?error=unavailable']);
        expect(seconds).toBeLessThan(5);
      }
      provider.certs = json({ keys: [] });
      expect((await visit(site)).where).toBe('/sign-in?error=sign-in-failed');
    } finally {
      await site.stop();
      await provider.stop();
    }
  }, 60_000);
});

describe('an identity provider that stalls at every step (O04)', () => {
  it('costs a person less than five seconds, as it is configured by default', async () => {
    const { provider, site } = await troubled({ GOOGLE_TIMEOUT_MS: '' });
    try {
      const late: (script: Script | undefined, ms: number) => Script = (script, ms) => (response) =>
        void setTimeout(() => script?.(response), ms);
      provider.token = late(json({ access_token: 'a', token_type: 'Bearer', id_token: 'x.y.z' }), 2_000);
      provider.userinfo = late(json({ sub: '1' }), 1_500);
      provider.certs = stall;
      const { where, seconds } = await visit(site);
      expect(where).toMatch(/^\/sign-in\?error=(unavailable|sign-in-failed)$/);
      expect(seconds).toBeLessThan(5);
      provider.token = stall;
      const again = await visit(site);
      expect(again.where).toBe('/sign-in?error=unavailable');
      expect(again.seconds).toBeLessThan(5);
    } finally {
      await site.stop();
      await provider.stop();
    }
  }, 60_000);
});
