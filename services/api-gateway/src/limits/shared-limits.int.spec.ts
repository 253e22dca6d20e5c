import { routeList, type Route } from '@cspmexa/contracts';
import { createTcpProxy, createTestDatabase, createTestIssuer, eventually, type TestIssuer } from '@cspmexa/testkit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { gatewayUnderTest, sendRaw, type GatewayUnderTest, type RawAnswer } from '../../test/gateway-under-test.js';
import { findRedis, startRedis } from '../../test/redis-server.js';
import { isSignIn, whenDown } from './route-limits.js';

const accountId = '5b0d6c1e-2f3a-4b5c-8d7e-9f0a1b2c3d4e';
const expensivePath = `/api/v1/accounts/${accountId}/check`;
const limits = { address: 15, token: 23, signIns: 4, expensive: 6 };

interface Server {
  readonly url: string;
  stop(): Promise<void>;
}

const redis = findRedis();
const stores: readonly [name: string, start: (() => Promise<Server>) | undefined][] = [
  [
    'PostgreSQL',
    async () => {
      const { url, drop } = await createTestDatabase(undefined, 'limits');
      return { url, stop: drop };
    },
  ],
  [redis ? 'Redis' : 'Redis (there is no redis-server in the PATH)', redis ? () => startRedis(redis) : undefined],
];

describe.each(stores)('limits that three gateways share through %s (L01)', (_, start) => {
  const test = start ? it : it.skip;
  let server: Server;
  let issuer: TestIssuer;
  let gateways: GatewayUnderTest[] = [];
  /** `count` requests at once, to each gateway in turn. */
  const everywhere = async (
    count: number,
    request: (index: number) => { target: string; method?: string; headers?: Record<string, string> },
  ): Promise<RawAnswer[]> => {
    const answers: RawAnswer[] = [];
    for (let from = 0; from < count; from += 60)
      answers.push(
        ...(await Promise.all(
          Array.from({ length: Math.min(60, count - from) }, (_each, index) => {
            const { target, ...rest } = request(from + index);
            return sendRaw(gateways[index % gateways.length]?.url ?? '', target, rest);
          }),
        )),
      );
    return answers;
  };
  const tally = (answers: readonly RawAnswer[]) =>
    Object.fromEntries(
      [...new Set(answers.map(({ status }) => status))].map((status) => [
        status,
        answers.filter((answer) => answer.status === status).length,
      ]),
    );
  const launch = async (storeUrl: string, env: Record<string, string> = {}) =>
    gatewayUnderTest(
      {
        RATE_LIMIT_STORE: storeUrl,
        RATE_LIMIT_PER_ADDRESS: String(limits.address),
        RATE_LIMIT_PER_TOKEN: String(limits.token),
        RATE_LIMIT_SIGN_INS: String(limits.signIns),
        RATE_LIMIT_EXPENSIVE: String(limits.expensive),
        ...env,
      },
      undefined,
      issuer,
    );

  beforeAll(async () => {
    if (!start) return;
    server = await start();
    issuer = await createTestIssuer();
    gateways = await Promise.all([1, 2, 3].map(() => launch(server.url, { TRUSTED_PROXIES: '1' })));
  }, 60_000);
  afterAll(async () => {
    await Promise.all(gateways.map((gateway) => gateway.stop()));
    await server?.stop();
  });

  test('allow a session exactly its number, and say what is left', async () => {
    const authorization = await issuer.authorization();
    const answers = await everywhere(120, () => ({ target: '/api/v1/me', headers: { authorization } }));
    expect(tally(answers)).toEqual({ 200: limits.token, 429: 120 - limits.token });
    for (const { status, headers } of answers) {
      expect(headers).toMatchObject({
        'ratelimit-limit': String(limits.token),
        'ratelimit-remaining': expect.stringMatching(/^\d+$/),
        'ratelimit-reset': expect.stringMatching(/^[1-9]\d?$/),
        'ratelimit-policy': `${limits.token};w=60`,
      });
      expect(Number(headers['retry-after'] ?? 0) > 0).toBe(status === 429);
    }
    const left = answers.filter(({ status }) => status === 200).map(({ headers }) => headers['ratelimit-remaining']);
    expect(new Set(left).size).toBe(limits.token);
    const other = await issuer.authorization();
    expect(tally(await everywhere(1, () => ({ target: '/api/v1/me', headers: { authorization: other } })))).toEqual({
      200: 1,
    });
  });

  test('take a thousand forged X-Forwarded-For for the one address that our proxy saw', async () => {
    const answers = await everywhere(1_000, (index) => ({
      target: '/api/.well-known/jwks.json',
      headers: { 'x-forwarded-for': `10.${index >> 8}.${index & 255}.1, 10.9.9.${index % 251}, 198.51.100.7` },
    }));
    expect(tally(answers)).toEqual({ 200: limits.address, 429: 1_000 - limits.address });
    // Guessed tokens and public routes of one address are one count.
    const guesses = await everywhere(3, (index) => ({
      target: '/api/v1/me',
      headers: { authorization: `Bearer guess${index}`, 'x-forwarded-for': `10.1.1.${index}, 198.51.100.7` },
    }));
    expect(tally(guesses)).toEqual({ 429: 3 });
  });

  test('allow an address exactly its number of sign-ins, to which renewals do not belong', async () => {
    const headers = { 'x-forwarded-for': '198.51.100.8' };
    const renewals = await everywhere(limits.signIns + 3, () => ({
      target: '/api/v1/auth/refresh',
      method: 'POST',
      headers,
    }));
    expect(tally(renewals)).toEqual({ 200: limits.signIns + 3 });
    const signIns = await everywhere(30, (index) => ({
      target: index % 2 ? '/api/v1/auth/google' : '/api/v1/auth/google/callback?code=x&state=y',
      headers,
    }));
    expect(tally(signIns)).toEqual({ 200: limits.signIns, 429: 30 - limits.signIns });
  });

  test('allow a member exactly their number of expensive requests, through however many sessions', async () => {
    const person = issuer.session({ role: 'admin' });
    const sessions = await Promise.all(
      Array.from({ length: 3 }, () => issuer.authorization({ ...person, sessionId: issuer.session().sessionId })),
    );
    const answers = await everywhere(30, (index) => ({
      target: expensivePath,
      method: 'POST',
      headers: { authorization: sessions[index % sessions.length] ?? '' },
    }));
    expect(tally(answers)).toEqual({ 200: limits.expensive, 429: 30 - limits.expensive });
  });

  test('close sign-ins and expensive requests when nobody counts, and nothing else, until somebody does', async () => {
    const network = await createTcpProxy(server.url);
    const gateway = await launch(network.through(server.url), { RATE_LIMIT_SIGN_INS: '100', LOG_LEVEL: 'info' });
    const ask = async (route: Pick<Route, 'method' | 'path'>, authorization = '') =>
      (await sendRaw(gateway.url, `/api${route.path}`, { method: route.method, headers: { authorization } })).status;
    try {
      const authorization = await issuer.authorization({ role: 'admin' });
      const signIn = { method: 'GET', path: '/v1/auth/google' } as const;
      const renewal = { method: 'POST', path: '/v1/auth/refresh' } as const;
      const check = { method: 'POST', path: expensivePath.slice('/api'.length) } as const;
      const read = { method: 'GET', path: '/v1/accounts' } as const;
      const write = { method: 'DELETE', path: `/v1/schedules/${accountId}` } as const;
      expect(await ask(signIn)).toBe(200);
      network.break();
      for (let round = 0; round < 3; round += 1) {
        expect([await ask(signIn), await ask(renewal), await ask(check, authorization)]).toEqual([503, 503, 503]);
        expect([await ask(read, authorization), await ask(write, authorization)]).toEqual([200, 200]);
      }
      const warnings = gateway.logs.lines.filter(({ message }) => String(message).includes('does not count'));
      expect(warnings).toHaveLength(1);
      const metrics = await (await fetch(`${gateway.url}/metrics`)).text();
      expect(metrics).toMatch(/rate_limit_store_failures_total\{then="closed",service="api-gateway"\} 9/);
      expect(metrics).toMatch(/rate_limit_store_failures_total\{then="open",service="api-gateway"\} 6/);
      network.heal();
      await eventually(async () => expect(await ask(signIn)).toBe(200), 20_000);
    } finally {
      await gateway.stop();
      await network.close();
    }
  });

  test('do not keep a gateway from starting when their store is away, and hold as soon as it is there', async () => {
    const network = await createTcpProxy(server.url);
    network.break();
    const gateway = await launch(network.through(server.url));
    try {
      const authorization = await issuer.authorization();
      const ask = async () => sendRaw(gateway.url, '/api/v1/me', { headers: { authorization } });
      expect((await ask()).status).toBe(200);
      network.heal();
      await eventually(
        async () => expect((await sendRaw(gateway.url, '/api/v1/auth/google')).status).toBe(200),
        20_000,
      );
    } finally {
      await gateway.stop();
      await network.close();
    }
  });
});

describe('the limits of routes (L01)', () => {
  it('are closed for sign-ins and long work when nobody counts, and open for every read beside them', () => {
    for (const route of routeList) {
      const mustCount = route.cost === 'expensive' || route.path.startsWith('/v1/auth/');
      expect([route.id, whenDown(route)]).toEqual([route.id, mustCount ? 'closed' : 'open']);
    }
  });

  it('count the steps of a sign-in apart, whatever the provider', () => {
    const steps = routeList.filter(isSignIn).map(({ id }) => id);
    expect(steps.sort()).toEqual(['finishGoogleSignIn', 'finishOidcSignIn', 'startGoogleSignIn', 'startOidcSignIn']);
  });
});
