/** X03: what every answer carries, and what none does. */
import type { IncomingHttpHeaders } from 'node:http';
import { openApi, Problem } from '@cspmexa/contracts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { gatewayUnderTest, sendRaw, type GatewayUnderTest } from '../../test/gateway-under-test.js';
import { exchange } from '../../test/raw-exchange.js';

interface Operation {
  readonly parameters: readonly { readonly name: string; readonly in: string; readonly schema: { format?: string } }[];
}

const operations = Object.entries(openApi('1.0.0')['paths'] as Record<string, Record<string, Operation>>).flatMap(
  ([template, byMethod]) =>
    Object.keys(byMethod).map((method) => ({
      method: method.toUpperCase(),
      template,
      target: template.replace(/\{\w+\}/g, '5b0d6c1e-2f3a-4b5c-8d7e-9f0a1b2c3d4e'),
    })),
);

const preflight = (origin: string, method: string) => ({
  origin,
  'access-control-request-method': method,
  'access-control-request-headers': 'authorization, content-type',
});

/** What is wrong with the headers of an answer. */
function faultsOf(headers: IncomingHttpHeaders, { isApi }: { readonly isApi: boolean }): string[] {
  const policy = new Map(
    String(headers['content-security-policy'])
      .split(';')
      .map((directive) => directive.trim().split(/ +/))
      .map(([name = '', ...values]) => [name, values.join(' ')]),
  );
  const faults = [
    ...(['object-src', 'base-uri', 'frame-ancestors', 'script-src-attr'] as const).flatMap((name) =>
      policy.get(name) === "'none'" ? [] : [`${name} ${policy.get(name)}`],
    ),
    ...(policy.get('script-src') === "'self'" && policy.get('default-src') === "'self'" ? [] : ['scripts']),
    // Mantine writes style elements; nothing else may be inline, and nothing is evaluated.
    ...[...policy].flatMap(([name, values]) =>
      (values.includes('unsafe-inline') && name !== 'style-src') || /unsafe-eval|\*|http:|blob:/.test(values)
        ? [`${name} ${values}`]
        : [],
    ),
    ...(headers['x-content-type-options'] === 'nosniff' ? [] : ['no nosniff']),
    ...(headers['x-frame-options'] === 'DENY' ? [] : ['framed']),
    ...(headers['cross-origin-opener-policy'] === 'same-origin' ? [] : ['no COOP']),
    ...(headers['referrer-policy'] === 'same-origin' ? [] : ['referrer']),
    ...(/camera=\(\).*microphone=\(\)/.test(String(headers['permissions-policy'])) ? [] : ['no Permissions-Policy']),
    ...(isApi && headers['cache-control'] !== 'no-store' ? [`cache ${headers['cache-control']}`] : []),
    ...(/^[0-9a-f]{32}$/.test(String(headers['trace-id'])) ? [] : ['no trace']),
    ...Object.keys(headers).filter((name) => /^(server|x-powered-by|via|access-control-.*|x-aspnet.*)$/.test(name)),
  ];
  return faults;
}

describe('every answer of the gateway (X03)', () => {
  let gateway: GatewayUnderTest;
  let authorization = '';
  beforeAll(async () => {
    gateway = await gatewayUnderTest({ PUBLIC_URL: 'https://cspm.example.com' });
    authorization = await gateway.issuer.authorization({ role: 'admin' });
  }, 60_000);
  afterAll(() => gateway.stop());
  afterEach(() => {
    gateway.upstream.answer = undefined;
  });
  /** An upstream that is careless with its headers. */
  const careless = () => {
    gateway.upstream.answer = (_request, response) =>
      void response
        .writeHead(200, {
          'content-type': 'application/json',
          server: 'nginx/1.22',
          'x-powered-by': 'Express',
          'access-control-allow-origin': '*',
          'access-control-allow-credentials': 'true',
          'cache-control': 'public, max-age=3600',
          'content-security-policy': "default-src *; script-src 'unsafe-inline'",
          'x-frame-options': 'ALLOWALL',
          'permissions-policy': 'camera=*',
        })
        .end('{}');
  };

  it.each(operations)('protects $method $template, whoever asks and however', async ({ method, target }) => {
    careless();
    const evil = { origin: 'https://evil.example' };
    for (const [how, headers] of [
      [method, evil],
      [method, { ...evil, authorization }],
      ['OPTIONS', preflight('https://evil.example', method)],
      ['OPTIONS', preflight('null', method)],
      ['PROPFIND', evil],
    ] as const) {
      const answer = await sendRaw(gateway.url, target, { method: how, headers });
      expect([how, faultsOf(answer.headers, { isApi: true })]).toEqual([how, []]);
      expect(answer.headers['strict-transport-security']).toMatch(/^max-age=(\d{8,}); includeSubDomains$/);
      if (answer.status < 400) continue;
      expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
      expect(Problem.parse(JSON.parse(answer.text)).traceId).toBe(answer.headers['trace-id']);
    }
    const { status } = await sendRaw(gateway.url, target, { method: 'OPTIONS', headers: preflight('null', method) });
    expect(status).toBe(405);
  });

  it.each([
    ['/', 200],
    ['/findings', 200],
    ['/assets/app-1a2b.js', 200],
    ['/assets/gone.js', 404],
    ['/gone.js', 404],
    ['/api', 404],
    ['/api/v2/nothing', 404],
    ['/api/docs', 200],
    ['/api/docs/swagger-ui.css', 200],
    ['/api/openapi.json', 200],
    ['/health', 200],
    ['/health/live', 200],
    ['/health/ready', 200],
    ['/metrics', 200],
    ['/api/v1/events', 401],
    [`/api/v1/accounts?cursor=${'x'.repeat(9_000)}`, 414],
  ])('protects %s', async (target, expected) => {
    for (const method of ['GET', 'HEAD', 'OPTIONS', 'POST', 'TRACE']) {
      const { status, headers } = await sendRaw(gateway.url, target, {
        method,
        headers: { accept: 'text/html', ...preflight('https://evil.example', 'GET') },
      });
      if (method === 'GET') expect(status).toBe(expected);
      expect(status).toBeLessThan(500);
      const isApi = /^\/(api|health|metrics)/.test(target) && !target.endsWith('.css');
      expect([method, faultsOf(headers, { isApi })]).toEqual([method, []]);
    }
  });

  it('protects streams of live events', async () => {
    const leave = new AbortController();
    const { status, headers } = await fetch(`${gateway.url}/api/v1/events`, {
      headers: { authorization, origin: 'https://evil.example' },
      signal: leave.signal,
    });
    leave.abort();
    expect([status, faultsOf(Object.fromEntries(headers), { isApi: true })]).toEqual([200, []]);
  });

  it.each([
    ['away', 503],
    ['slow', 504],
    ['talking nonsense', 503],
  ])('says of a service that is %s nothing but that', async (how, expected) => {
    gateway.upstream.answer = (request) => {
      if (how === 'away') request.socket.resetAndDestroy();
      if (how === 'talking nonsense') request.socket.end('ORA-00942: table does not exist at 10.0.0.7\r\n\r\n');
    };
    const { status, headers, text } = await sendRaw(gateway.url, '/api/v1/accounts', { headers: { authorization } });
    expect([status, faultsOf(headers, { isApi: true })]).toEqual([expected, []]);
    expect(text).not.toMatch(/ORA|127\.0\.0\.1|10\.0\.0|ECONN|HPE|at .*\.[jt]s/);
  });

  it('says of a bug in itself nothing but a trace id, under which the log has the rest', async () => {
    const express: { set(name: string, value: unknown): void; get(name: string): unknown } = gateway.service.app
      .getHttpAdapter()
      .getInstance();
    const usual = express.get('trust proxy fn');
    express.set('trust proxy fn', () => {
      throw new Error("password 'hunter2' in select * from secrets at db.internal");
    });
    try {
      for (const target of ['/api/.well-known/jwks.json', '/api/v1/me']) {
        const { status, headers, text } = await sendRaw(gateway.url, target, {
          headers: { 'x-forwarded-for': '198.51.100.7' },
        });
        expect([status, faultsOf(headers, { isApi: true })]).toEqual([500, []]);
        const problem = Problem.parse(JSON.parse(text));
        expect(problem).toMatchObject({ code: 'internal', traceId: headers['trace-id'] });
        expect(text).not.toMatch(/hunter2|select|secrets|db\.internal|at .*\.[jt]s|node_modules/);
        expect(gateway.logs.lines).toContainEqual(
          expect.objectContaining({ traceId: problem.traceId, level: 'error', error: expect.anything() }),
        );
      }
    } finally {
      express.set('trust proxy fn', usual);
    }
  });

  it('protects answers to requests that name no host', async () => {
    const answer = await exchange(gateway.url, (socket) =>
      socket.write('GET /api/v1/me HTTP/1.1\r\nConnection: close\r\n\r\n'),
    );
    expect(answer.status).toBe(400);
    expect(Problem.parse(JSON.parse(answer.body)).traceId).toBe(answer.headers['trace-id']);
    expect(faultsOf(answer.headers, { isApi: false })).toEqual([]);
  });

  it('protects answers to what is no HTTP', async () => {
    const answer = await exchange(gateway.url, (socket) => socket.write('hello\r\n\r\n'));
    expect(Problem.parse(JSON.parse(answer.body)).traceId).toBe(answer.headers['trace-id']);
    expect(answer.headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'none'; base-uri 'none'; frame-ancestors 'none'",
    });
    expect(Object.keys(answer.headers)).not.toContain('server');
  });
});
