import { setTimeout as wait } from 'node:timers/promises';
import { Role, rolePermissions, routeList, type Route } from '@cspmexa/contracts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { gatewayUnderTest, sendRaw, type GatewayUnderTest } from '../../test/gateway-under-test.js';

const id = '5b0d6c1e-2f3a-4b5c-8d7e-9f0a1b2c3d4e';
const pathOf = (route: Route): string =>
  `/api${route.path.replace(/:policyId/, 'aws-s3-bucket-denies-http').replace(/:\w+/g, id)}`;

const anyMember: readonly string[] = ['signed-in', 'mfa-pending'];
const rolesOf = (permission: string): Role[] =>
  Role.options.filter((role) => [...rolePermissions[role]].some((each) => each === permission));

describe('the edge', () => {
  let gateway: GatewayUnderTest;
  beforeAll(async () => {
    gateway = await gatewayUnderTest();
  }, 60_000);
  afterAll(() => gateway.stop());
  afterEach(() => {
    gateway.upstream.answer = undefined;
    gateway.upstream.asked.splice(0);
  });
  const as = async (role: Role) => ({ authorization: await gateway.issuer.authorization({ role }) });
  const problem = (text: string) => JSON.parse(text) as { code: string; status: number; traceId: string };

  it.each(['anonymous', ...Role.options] as const)(
    'lets %s through to what the contract allows, and to nothing else (R01)',
    async (who) => {
      const headers = who === 'anonymous' ? {} : await as(who);
      const wrong: string[] = [];
      for (const route of routeList) {
        const expected =
          route.permission === 'public'
            ? 200
            : who === 'anonymous'
              ? 401
              : anyMember.includes(route.permission) || rolesOf(route.permission).includes(who)
                ? 200
                : 403;
        gateway.upstream.asked.splice(0);
        const { status, text } = await sendRaw(gateway.url, pathOf(route), { method: route.method, headers });
        const reached = gateway.upstream.asked.map(({ method, url }) => `${method} ${url}`);
        const shouldReach = expected === 200 ? [`${route.method} ${pathOf(route).slice('/api'.length)}`] : [];
        if (status !== expected || String(reached) !== String(shouldReach))
          wrong.push(`${route.id}: ${status} ${String(reached)}`);
        if (expected !== 200 && problem(text).status !== expected)
          wrong.push(`${route.id} answered no problem: ${text}`);
      }
      expect(wrong).toEqual([]);
    },
  );

  it.each([
    '/api',
    '/api/',
    '/api/v1',
    '/api/v1/nothing',
    '/api/v2/me',
    '/api/v1/me/x',
    '/api/v1/ME',
    '/api/metrics',
    '/api/health',
    '/api/v1/accounts/',
    `/api/v1/accounts/${id}/`,
    '/api//v1/me',
    '/api/v1//me',
    '/api/v1/./me',
    '/api/v1/members/../me',
    '/api/v1/accounts/..',
    '/api/v1/accounts/.',
    '/api/v1/accounts/%2e%2e',
    '/api/v1/accounts/%2E%2E',
    '/api/v1/accounts/.%2e',
    '/api/v1/accounts/%2e',
    '/api/v1/accounts/..%2fmembers',
    '/api/v1/accounts/%2e%2e%2fmembers',
    '/api/v1/accounts/a%2fb',
    '/api/v1/accounts/a%5cb',
    '/api/v1/accounts/a\\b',
    '/api/v1/accounts/%00',
    '/api/v1/accounts/%0d%0aX:y',
    '/api/v1/accounts/%',
    '/api/v1/accounts/%ff',
    '/api/v1/accounts/%c0%ae%c0%ae',
    '/api/%2e%2e/v1/me',
    '/api/..%2fv1/me',
    '/api/v1/me%2f',
    '/api/v1/me;x=y',
    '/api/http://127.0.0.1/v1/me',
  ])('knows nothing of %s, and asks no service (I04)', async (target) => {
    const { status, text } = await sendRaw(gateway.url, target, { headers: await as('admin') });
    expect([status, problem(text).code]).toEqual([404, 'not-found']);
    expect(gateway.upstream.asked).toEqual([]);
  });

  it.each([
    '/../api/v1/me',
    '/x/../api/v1/me',
    '//api/v1/me',
    '/./api/v1/me',
    '/%61pi/v1/me',
    'http://evil.example/../v1/me',
  ])('does not take %s for something of the API', async (target) => {
    const { status } = await sendRaw(gateway.url, target, { headers: await as('admin') });
    expect([200, 400, 404]).toContain(status); // 200: the first page of the dashboard
    expect(gateway.upstream.asked).toEqual([]);
  });

  it('answers another method with those that there are', async () => {
    const allowed = new Map<string, string[]>();
    for (const route of routeList) allowed.set(pathOf(route), [...(allowed.get(pathOf(route)) ?? []), route.method]);
    for (const [target, methods] of allowed)
      for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND']) {
        if (methods.includes(method)) continue;
        const { status, headers } = await sendRaw(gateway.url, target, { method });
        expect([method, target, status, headers.allow]).toEqual([method, target, 405, methods.sort().join(', ')]);
      }
    expect(gateway.upstream.asked).toEqual([]);
  });

  it('speaks for itself: what a client says about the way is replaced', async () => {
    const spoken = {
      'x-forwarded-for': '6.6.6.6',
      'x-forwarded-host': 'evil.example',
      'x-forwarded-proto': 'https',
      'x-forwarded-port': '6',
      'x-real-ip': '6.6.6.6',
      forwarded: 'for=6.6.6.6',
      traceparent: '00-xyz-1-01',
      tracestate: 'evil=1',
    };
    const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
    for (const more of [{}, { expect: '100-continue' }, { connection: 'x-forwarded-for' }, { traceparent }]) {
      await sendRaw(gateway.url, '/api/v1/accounts', { headers: { ...(await as('admin')), ...spoken, ...more } });
      const headers = gateway.upstream.asked.at(-1)?.headers ?? {};
      expect(headers).toMatchObject({
        'x-forwarded-for': '127.0.0.1',
        'x-forwarded-host': new URL(gateway.url).host,
        'x-forwarded-proto': 'http',
        traceparent: expect.stringMatching(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/),
      });
      for (const name of ['x-real-ip', 'forwarded', 'x-forwarded-port', 'tracestate'])
        expect(headers).not.toHaveProperty(name);
      // A trace may go on; a span is our own.
      expect(headers.traceparent).not.toBe(traceparent);
    }
  });

  it('hands bodies and queries on as they are', async () => {
    const body = JSON.stringify({ name: 'é'.repeat(1_000) });
    const headers = { ...(await as('admin')), 'content-type': 'application/json' };
    await sendRaw(gateway.url, '/api/v1/accounts?a=%20%2f&a=2&__proto__=1', { method: 'POST', headers, body });
    expect(gateway.upstream.asked).toMatchObject([
      { url: '/v1/accounts?a=%20%2f&a=2&__proto__=1', bytes: Buffer.byteLength(body) },
    ]);
  });

  it('a service that is away is a problem at once', async () => {
    gateway.upstream.answer = (request) => request.socket.resetAndDestroy();
    const { status, text, headers } = await sendRaw(gateway.url, '/api/v1/accounts', { headers: await as('admin') });
    expect([status, problem(text).code, headers['content-type']]).toEqual([
      503,
      'unavailable',
      'application/problem+json; charset=utf-8',
    ]);
  });

  it('a service that does not answer is a problem in time (K03)', async () => {
    gateway.upstream.answer = () => undefined;
    const start = performance.now();
    const { status, text } = await sendRaw(gateway.url, '/api/v1/accounts', { headers: await as('admin') });
    expect([status, problem(text).code]).toEqual([504, 'upstream-timeout']);
    expect(performance.now() - start).toBeLessThan(1_500);
  });

  it('a service may take as long as the contract says', async () => {
    gateway.upstream.answer = (_request, response) => {
      setTimeout(() => response.writeHead(201).end('{}'), 1_000);
    };
    const headers = { ...(await as('admin')), 'content-type': 'application/json' };
    const { status } = await sendRaw(gateway.url, '/api/v1/finding-changes', { method: 'POST', headers, body: '{}' });
    expect(status).toBe(201);
  });

  it('a service that stops half-way cuts the answer: nobody takes a half for the whole', async () => {
    gateway.upstream.answer = (_request, response) => {
      response.writeHead(200, { 'content-length': '1000' }).write('{"items":[');
      setTimeout(() => response.destroy(), 50);
    };
    await expect(sendRaw(gateway.url, '/api/v1/accounts', { headers: await as('admin') })).rejects.toThrow();
  });

  it('a service that refuses a body before it has read it is heard (I01)', async () => {
    gateway.upstream.answer = (_request, response) =>
      void response.writeHead(413, { 'content-type': 'application/problem+json' }).end('{"status":413}');
    const headers = { ...(await as('admin')), 'content-type': 'application/json' };
    for (const more of [{}, { expect: '100-continue' }]) {
      const answer = await sendRaw(gateway.url, '/api/v1/accounts', {
        method: 'POST',
        headers: { ...headers, ...more },
        body: Buffer.alloc(1_000_000, 'x'),
      });
      expect([answer.status, answer.text]).toEqual([413, '{"status":413}']);
    }
  });

  it.each([
    ['more than anybody takes', { 'content-length': 2_000_000 }],
    ['more than anybody takes, a piece at a time', { 'transfer-encoding': 'chunked' }],
    ['more than anybody takes, when it may', { 'content-length': 2_000_000, expect: '100-continue' }],
    ['more than anybody takes, and goes', { 'content-length': 2_000_000, connection: 'close' }],
  ])('a body of %s is refused in words, and no service hears of it (I01)', async (_, more) => {
    const headers = { ...(await as('admin')), 'content-type': 'application/json', ...more };
    const { status, text } = await sendRaw(gateway.url, '/api/v1/accounts', {
      method: 'POST',
      headers,
      body: Buffer.alloc(2_000_000, 'x'),
    });
    expect([status, problem(text).code, gateway.upstream.asked]).toEqual([413, 'too-large', []]);
  });

  it('a body that comes in pieces goes on as a whole', async () => {
    const headers = {
      ...(await as('admin')),
      'content-type': 'application/json',
      'transfer-encoding': 'chunked',
      te: 'trailers',
    };
    await sendRaw(gateway.url, '/api/v1/accounts', { method: 'POST', headers, body: Buffer.alloc(300_000, 'x') });
    expect(gateway.upstream.asked).toMatchObject([{ bytes: 300_000, headers: { 'content-length': '300000' } }]);
    expect(gateway.upstream.asked[0]?.headers).not.toHaveProperty('transfer-encoding');
  });

  it('a body without a session is not waited for', async () => {
    const headers = { 'content-type': 'application/json', 'content-length': 1_000_000 };
    const answer = sendRaw(gateway.url, '/api/v1/accounts', { method: 'POST', headers, body: '{' });
    await expect(answer).resolves.toMatchObject({ status: 401 });
  });

  it('a client that goes away takes its request along', async () => {
    const closed = new Promise<void>((resolve) => {
      gateway.upstream.answer = (request) => void request.socket.once('close', () => resolve());
    });
    const abort = new AbortController();
    const request = fetch(`${gateway.url}/api/v1/accounts`, { headers: await as('admin'), signal: abort.signal }).catch(
      () => undefined,
    );
    await wait(100);
    abort.abort();
    await request;
    await closed;
  });

  it('hides how a service is protected behind its own protection', async () => {
    const { headers } = await sendRaw(gateway.url, '/api/v1/accounts', { headers: await as('admin') });
    expect(headers['x-frame-options']).toBe('DENY');
    expect(headers['cache-control']).toBe('no-store');
  });

  it('names a trace in every problem, and the log knows it (S01)', async () => {
    const { text, headers } = await sendRaw(gateway.url, '/api/v1/accounts');
    const { traceId } = problem(text);
    expect(headers['trace-id']).toBe(traceId);
    await wait(20);
    expect(gateway.logs.lines).toContainEqual(
      expect.objectContaining({ traceId, path: '/api/v1/accounts', status: 401, message: 'request' }),
    );
  });

  it.each([
    'Bearer',
    'Bearer ',
    'Basic YTpi',
    'Bearer a b',
    'bearer x',
    `Bearer ${'x'.repeat(9_000)}`,
    'Bearer x, Bearer y',
  ])('takes %j for nobody', async (authorization) => {
    const { status, headers } = await sendRaw(gateway.url, '/api/v1/me', { headers: { authorization } });
    expect([status, gateway.upstream.asked]).toEqual([401, []]);
    if (!authorization.toLowerCase().startsWith('bearer x')) expect(headers['www-authenticate']).toBe('Bearer');
  });
});

describe('the limits of the edge (L01)', () => {
  let gateway: GatewayUnderTest;
  beforeAll(async () => {
    gateway = await gatewayUnderTest({ RATE_LIMIT_PER_ADDRESS: '5', RATE_LIMIT_PER_TOKEN: '7' });
  }, 60_000);
  afterAll(() => gateway.stop());
  const many = async (count: number, headers: () => Record<string, string>, target = '/api/v1/me') =>
    Promise.all(Array.from({ length: count }, () => sendRaw(gateway.url, target, { headers: headers() })));

  it('hold for a session, whatever addresses it names', async () => {
    const authorization = await gateway.issuer.authorization();
    const answers = await many(20, () => ({
      authorization,
      'x-forwarded-for': `10.0.0.${Math.floor(Math.random() * 255)}`,
    }));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(7);
    const refused = answers.find(({ status }) => status === 429);
    expect(JSON.parse(refused?.text ?? '')).toMatchObject({ code: 'rate-limited' });
    expect(Number(refused?.headers['retry-after'])).toBeGreaterThan(0);
    expect(refused?.headers).toMatchObject({
      'ratelimit-limit': '7',
      'ratelimit-remaining': '0',
      'ratelimit-reset': expect.stringMatching(/^\d+$/),
    });
    const other = await gateway.issuer.authorization();
    expect((await many(1, () => ({ authorization: other })))[0]?.status).toBe(200);
  });

  it('hold for an address without a session, for guesses and for public routes together', async () => {
    let guess = 0;
    const guesses = await many(10, () => ({
      authorization: `Bearer guess${(guess += 1)}`,
      'x-forwarded-for': `10.0.0.${guess}`,
    }));
    expect(guesses.map(({ status }) => status).sort()).toEqual([...Array(5).fill(401), ...Array(5).fill(429)]);
    expect((await many(1, () => ({}), '/api/.well-known/jwks.json'))[0]?.status).toBe(429);
    expect((await many(1, () => ({}), '/api/v1/events'))[0]?.status).toBe(429);
  });
});

describe('behind a proxy of ours', () => {
  let gateway: GatewayUnderTest;
  beforeAll(async () => {
    gateway = await gatewayUnderTest({ TRUSTED_PROXIES: '1' });
  }, 60_000);
  afterAll(() => gateway.stop());

  it('believes the last address that it names, and its name of the site', async () => {
    const headers = {
      authorization: await gateway.issuer.authorization(),
      'x-forwarded-for': '6.6.6.6, 10.1.2.3',
      'x-forwarded-host': 'cspm.example.com',
      'x-forwarded-proto': 'https',
    };
    await sendRaw(gateway.url, '/api/v1/me', { headers });
    expect(gateway.upstream.asked.at(-1)?.headers).toMatchObject({
      'x-forwarded-for': '10.1.2.3',
      'x-forwarded-host': 'cspm.example.com',
      'x-forwarded-proto': 'https',
    });
  });
});
