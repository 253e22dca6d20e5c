import { newApiToken, newId, sessionClaims, accessTokenLifetime, type Session } from '@cspmexa/platform';
import { eventually } from '@cspmexa/testkit';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { gatewayUnderTest, sendRaw, type GatewayUnderTest } from '../../test/gateway-under-test.js';

const seconds = (): number => Math.floor(Date.now() / 1_000);

describe('whoever is at the edge', () => {
  let gateway: GatewayUnderTest;
  beforeAll(async () => {
    gateway = await gatewayUnderTest({ REVOCATIONS_STALE_SECONDS: '2' });
  }, 60_000);
  afterAll(() => gateway.stop());
  afterEach(() => {
    gateway.upstream.revoked = [];
    gateway.upstream.asked.splice(0);
  });
  const answerTo = async (token: string, target = '/api/v1/accounts', method = 'GET') => {
    const { status, text } = await sendRaw(gateway.url, target, {
      method,
      headers: { authorization: `Bearer ${token}` },
    });
    return status === 200 ? 200 : (JSON.parse(text) as { code: string }).code;
  };
  let seq = 0;
  const revoke = (sessionId: string, notBefore: number | null = null) =>
    gateway.upstream.revoked?.push({ seq: (seq += 1), sessionId, notBefore });
  const signedAt = (session: Session, iat: number) =>
    gateway.issuer.signed({
      ...sessionClaims(session),
      iss: gateway.issuer.settings.issuer,
      aud: gateway.issuer.settings.audience,
      iat,
      exp: iat + accessTokenLifetime,
    });

  it('is refused once the session has ended, with all that is open (T05)', async () => {
    const session = gateway.issuer.session();
    const token = await gateway.issuer.token(session);
    const other = await gateway.issuer.token(gateway.issuer.session({ tenantId: session.tenantId }));
    const [stream, others] = await Promise.all(
      [token, other].map((bearer) =>
        fetch(`${gateway.url}/api/v1/events`, { headers: { authorization: `Bearer ${bearer}` } }),
      ),
    );
    expect(await answerTo(token)).toBe(200);
    revoke(session.sessionId);
    await eventually(async () => expect(await answerTo(token)).toBe('session-ended'));
    await stream?.text();
    expect(await answerTo(token, '/api/v1/events')).toBe('session-ended');
    expect(await answerTo(token, '/api/v1/auth/mfa/verify', 'POST')).toBe('session-ended');
    expect(await answerTo(other)).toBe(200);
    await others?.body?.cancel();
  });

  it('is refused with what was signed before a cut, and let in with what comes after (T05)', async () => {
    const session = gateway.issuer.session();
    const cut = seconds() - 10;
    const [before, after] = await Promise.all([signedAt(session, cut - 1), signedAt(session, cut)]);
    revoke(session.sessionId, cut);
    await eventually(async () => expect(await answerTo(before)).toBe('session-ended'));
    expect(await answerTo(after)).toBe(200);
  });

  it('is nobody while auth does not say who has left; what is public goes on (T05)', async () => {
    const token = await gateway.issuer.token(gateway.issuer.session());
    gateway.upstream.revoked = null;
    await eventually(async () => expect(await answerTo(token)).toBe('unavailable'));
    expect((await sendRaw(gateway.url, '/health/ready')).status).toBe(503);
    expect((await sendRaw(gateway.url, '/api/v1/auth/providers')).status).toBe(200);
    expect(await answerTo(token, '/api/v1/events')).toBe('unavailable');
    gateway.upstream.revoked = [];
    await eventually(async () => expect(await answerTo(token)).toBe(200));
    expect((await sendRaw(gateway.url, '/health/ready')).status).toBe(200);
  });

  it.each([
    ['a proof of this moment', 0, 200],
    ['a proof of just now', -290, 200],
    ['a proof of a while ago', -310, 'step-up-required'],
    ['no proof at all', undefined, 'step-up-required'],
  ])('with %s at what needs a fresh one (M05)', async (_, ago, expected) => {
    const { provenAt: _now, ...session } = gateway.issuer.session();
    const given: Session = ago === undefined ? session : { ...session, provenAt: seconds() + ago };
    const token = await gateway.issuer.token(given);
    expect(await answerTo(token, `/api/v1/members/${newId()}`, 'DELETE')).toBe(expected);
    expect(gateway.upstream.asked).toHaveLength(expected === 200 ? 1 : 0);
    expect(await answerTo(token)).toBe(200);
  });

  describe('as a machine', () => {
    const open = async (given: Partial<Session> = {}) => {
      const token = newApiToken();
      const { provenAt: _, ...session } = gateway.issuer.session({
        tokenName: 'ci',
        scope: ['findings:read', 'accounts:read'],
        ...given,
      });
      gateway.upstream.apiTokens.set(token, await gateway.issuer.token(session));
      return { token, session };
    };

    it('asks services with an access token in place of its own, which they never see (R06)', async () => {
      const { token } = await open();
      expect(await answerTo(token)).toBe(200);
      const authorization = String(gateway.upstream.asked.at(-1)?.headers.authorization);
      expect(authorization).toBe(`Bearer ${String(gateway.upstream.apiTokens.get(token))}`);
      expect(gateway.logs.text()).not.toContain(token);
    });

    it('is asked about once in a while, not with each request (R06)', async () => {
      const { token } = await open();
      const before = gateway.upstream.asks.apiTokens;
      await Promise.all(Array.from({ length: 20 }, () => answerTo(token)));
      expect(gateway.upstream.asks.apiTokens - before).toBe(1);
    });

    it('may do what its scope and the role of its maker allow, and nothing that a person does (R06)', async () => {
      const { token } = await open();
      const viewer = await open({ role: 'viewer', scope: ['scans:run', 'findings:read'] });
      for (const [bearer, method, target, expected] of [
        [token, 'GET', '/api/v1/findings', 200],
        [token, 'GET', '/api/v1/members', 'forbidden'],
        [token, 'GET', '/api/v1/me', 'forbidden'],
        [token, 'DELETE', '/api/v1/me/sessions', 'forbidden'],
        [token, 'GET', '/api/v1/api-tokens', 'forbidden'],
        [token, 'POST', '/api/v1/auth/mfa/verify', 'forbidden'],
        [viewer.token, 'GET', '/api/v1/findings', 200],
        [viewer.token, 'POST', '/api/v1/scans', 'forbidden'],
      ] as const)
        expect([target, await answerTo(bearer, target, method)]).toEqual([target, expected]);
    });

    it('is dead within seconds, and what it may do is asked for anew after a cut (R06)', async () => {
      const { token, session } = await open();
      expect(await answerTo(token)).toBe(200);
      const asks = gateway.upstream.asks.apiTokens;
      // Whatever was signed so far is refused: auth gives another one, of a narrower scope.
      gateway.upstream.apiTokens.set(token, await signedAt({ ...session, scope: ['findings:read'] }, seconds() + 3));
      revoke(session.sessionId, seconds() + 2);
      await eventually(async () => expect(await answerTo(token)).toBe('forbidden'));
      expect(gateway.upstream.asks.apiTokens).toBeGreaterThan(asks);
      gateway.upstream.apiTokens.delete(token);
      await eventually(async () => expect(await answerTo(token)).toBe('unauthenticated'));
    });

    it('is nobody with a token that cannot be one, and auth is not asked (R06)', async () => {
      const before = gateway.upstream.asks.apiTokens;
      for (const token of ['cspm_live_x', `cspm_live_${'A'.repeat(43)}_AAAAAA`, 'cspm_test_x'])
        expect(await answerTo(token)).toBe('unauthenticated');
      expect(gateway.upstream.asks.apiTokens).toBe(before);
      expect(await answerTo(newApiToken())).toBe('unauthenticated');
    });
  });

  it('makes it look for keys once, whatever keys are named (T01)', async () => {
    const before = gateway.upstream.asks.keys;
    const session = gateway.issuer.session();
    for (let index = 0; index < 50; index += 1)
      for (const target of ['/api/v1/accounts', '/api/v1/auth/mfa/verify']) {
        const token = await gateway.issuer.signed({ ...sessionClaims(session) }, { kid: `unknown-${index}` });
        expect(await answerTo(token, target, target.endsWith('verify') ? 'POST' : 'GET')).toBe('unauthenticated');
      }
    expect(gateway.upstream.asks.keys - before).toBeLessThanOrEqual(1);
  });
});
