import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  drip,
  endless,
  goodToken,
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

describe('an identity provider in trouble (O04)', () => {
  let provider: ScriptedProvider;
  let site: Site;
  beforeAll(async () => {
    provider = await startScriptedProvider();
    site = await siteUnderTest({ env: { ...provider.env, GOOGLE_TIMEOUT_MS: '400' } });
  }, 60_000);
  afterAll(async () => {
    await site.stop();
    await provider.stop();
  });
  const ana = { sub: '1', email: 'ana@tucanuva.example', email_verified: true, name: 'Ana' };
  const visit = async (token: Script, userinfo: Script) => {
    Object.assign(provider, { token, userinfo });
    const start = performance.now();
    const { status, location } = await site.signIn(site.browser(), 'Ana Souza');
    return { status, where: location?.replace(site.publicUrl, ''), seconds: (performance.now() - start) / 1_000 };
  };

  it.each<[string, Script, 'unavailable' | 'sign-in-failed']>([
    ['answers 500', json({ oops: true }, 500), 'unavailable'],
    ['answers 503 with a page', text('<html>', 503), 'unavailable'],
    ['stalls', stall, 'unavailable'],
    ['drips', drip, 'unavailable'],
    ['never ends', endless, 'unavailable'],
    ['hangs up', hangUp, 'unavailable'],
    ['answers half', halfAnAnswer, 'unavailable'],
    ['answers nothing', text(''), 'unavailable'],
    ['answers a page', text('<html>hello</html>'), 'unavailable'],
    [
      'redirects',
      (response) => void response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(),
      'sign-in-failed',
    ],
    ['refuses', json({ error: 'invalid_grant' }, 400), 'sign-in-failed'],
    ['refuses us', json({ error: 'invalid_client', error_description: 'x' }, 401), 'sign-in-failed'],
    ['refuses in its old words', json({ error: { message: 'no', code: 401 } }, 401), 'sign-in-failed'],
  ])('whose token endpoint %s ends on a page that says so', async (_, script, error) => {
    const { seconds, ...answer } = await visit(script, json(ana));
    expect(answer).toEqual({ status: 302, where: `/sign-in?error=${error}` });
    expect(seconds).toBeLessThan(3);
  });

  it.each<[string, Script, 'unavailable' | 'sign-in-failed']>([
    ['answers 500', json({ oops: true }, 500), 'unavailable'],
    ['stalls', stall, 'unavailable'],
    ['hangs up', hangUp, 'unavailable'],
    ['answers half', halfAnAnswer, 'unavailable'],
    ['answers a page', text('<html>hello</html>'), 'unavailable'],
    ['refuses the token', json({ error: 'invalid_token', error_description: 'x' }, 401), 'sign-in-failed'],
    ['knows no subject', json({ ...ana, sub: undefined }), 'sign-in-failed'],
    ['has an empty subject', json({ ...ana, sub: '' }), 'sign-in-failed'],
    ['has a number for a subject', json({ ...ana, sub: 1 }), 'sign-in-failed'],
    ['has a list of addresses', json({ ...ana, email: ['ana@tucanuva.example'] }), 'sign-in-failed'],
    ['knows no address', json({ ...ana, email: undefined }), 'sign-in-failed'],
    ['says nothing about verification', json({ ...ana, email_verified: undefined }), 'sign-in-failed'],
    ['says not verified', json({ ...ana, email_verified: false }), 'sign-in-failed'],
    ['says not verified, as text', json({ ...ana, email_verified: 'false' }), 'sign-in-failed'],
    ['says 1 for verified', json({ ...ana, email_verified: 1 }), 'sign-in-failed'],
    ['answers a list', json([ana]), 'sign-in-failed'],
    ['answers null', json(null), 'unavailable'],
    ['has a NUL in the subject', json({ ...ana, sub: 'a\0b' }), 'sign-in-failed'],
    ['has a NUL in the address', json({ ...ana, email: 'ana@tucanuva.example\0' }), 'sign-in-failed'],
  ])('whose userinfo endpoint %s lets nobody in', async (_, script, error) => {
    const { seconds, ...answer } = await visit(goodToken, script);
    expect(answer).toEqual({ status: 302, where: `/sign-in?error=${error}` });
    expect(seconds).toBeLessThan(3);
  });

  it('sends the code with its verifier, and the token in a header where no log keeps it', async () => {
    provider.asked.splice(0);
    const answer = await visit(goodToken, json(ana));
    expect(answer).toMatchObject({ status: 302, where: '/findings' });
    const [token, userinfo] = provider.asked;
    expect(Object.fromEntries(token?.form ?? [])).toMatchObject({
      grant_type: 'authorization_code',
      code: expect.stringMatching(/./),
      code_verifier: expect.stringMatching(/^[\w-]{43,128}$/),
      redirect_uri: `${site.publicUrl}/api/v1/auth/google/callback`,
      client_id: 'test-client',
      client_secret: 'test-secret',
    });
    expect(userinfo).toMatchObject({ method: 'GET', url: '/userinfo', authorization: 'Bearer token-of-the-provider' });
  });

  it('takes a long name with control characters as far as it can be shown', async () => {
    const answer = await visit(goodToken, json({ ...ana, name: `A\0\r\n${'a'.repeat(500)}` }));
    expect(answer).toMatchObject({ status: 302, where: '/findings' });
    const { name } = await site.database.client.member.findFirstOrThrow({ where: { subject: '1' } });
    expect(name).toBe(`A ${'a'.repeat(198)}`);
  });

  it.each([
    ['in other letters', { email: 'ANA@Tucanuva.Example' }],
    ['that has changed', { email: 'ana.souza@tucanuva.example' }],
    ['of a picture that is no address', { picture: 'javascript:alert(1)' }],
  ])('knows a person by subject, with an address %s (O03)', async (_, change) => {
    await visit(goodToken, json(ana));
    const answer = await visit(goodToken, json({ ...ana, ...change }));
    expect(answer).toMatchObject({ status: 302, where: '/findings' });
    expect(await site.database.client.member.count({ where: { subject: '1' } })).toBe(1);
  });

  it('leaves the sessions that are there alone', async () => {
    provider.token = goodToken;
    provider.userinfo = json(ana);
    const browser = site.browser();
    await site.signIn(browser, 'Ana Souza');
    Object.assign(provider, { token: stall, userinfo: stall });
    expect(await site.token(browser)).not.toBeNull();
  });
});
