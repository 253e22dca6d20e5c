import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { createTestIssuer, captureLogs, startService, type TestIssuer } from '@cspmexa/testkit';
import { defineRoute, Problem, type RouteInput } from '@cspmexa/contracts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Controller, Get, Inject, Module } from '@nestjs/common';
import { z } from 'zod';
import { AppError } from '../errors/app-error.js';
import { Handle, Input, Session } from './handle.js';
import { STOPPING, type HttpService } from './http-service.js';
import { accessTokenType, sessionClaims } from './session.js';

const common = { service: 'auth', summary: 'For the test.' } as const;
const readThing = defineRoute({
  ...common,
  id: 'readThing',
  method: 'GET',
  path: '/v1/things/:thingId',
  permission: 'findings:read',
  request: {
    params: z.strictObject({ thingId: z.string().max(20) }),
    query: z.object({ limit: z.coerce.number().int().max(100).default(10), tag: z.array(z.string()).optional() }),
  },
  response: z.object({ thingId: z.string(), limit: z.number(), tags: z.array(z.string()), tenantId: z.string() }),
});
const writeThing = defineRoute({
  ...common,
  id: 'writeThing',
  method: 'POST',
  path: '/v1/things',
  permission: 'accounts:write',
  unaudited: 'There is no trail here.',
  status: 201,
  request: { body: z.object({ name: z.string().max(300_000), labels: z.record(z.string(), z.unknown()).optional() }) },
  response: z.object({ name: z.string() }),
});
const fail = defineRoute({
  ...common,
  id: 'fail',
  method: 'GET',
  path: '/v1/fail/:how',
  permission: 'public',
  request: { params: z.strictObject({ how: z.string() }) },
  response: z.object({ ok: z.literal(true) }),
});
const slow = defineRoute({
  ...common,
  id: 'slow',
  method: 'GET',
  path: '/v1/slow',
  permission: 'public',
  request: {},
  response: 'none',
});

@Controller()
class ThingController {
  constructor(@Inject(STOPPING) private readonly stopping: AbortSignal) {}

  @Handle(readThing)
  read(@Input() { params, query }: RouteInput<typeof readThing>, @Session() session: Session) {
    return { thingId: params.thingId, limit: query.limit, tags: query.tag ?? [], tenantId: session.tenantId };
  }

  @Handle(writeThing)
  write(@Input() { body }: RouteInput<typeof writeThing>) {
    return { name: body.name };
  }

  @Handle(fail)
  fail(@Input() { params }: RouteInput<typeof fail>): unknown {
    if (params.how === 'expected') throw new AppError('account-exists', { detail: 'It is there.' });
    if (params.how === 'database') throw Object.assign(new Error('select secret from table'), { code: 'ECONNREFUSED' });
    if (params.how === 'contract') return { ok: 'maybe' };
    throw new Error('password=hunter2 at /srv/secret/path.js');
  }

  @Handle(slow)
  async slow(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, this.stopping.aborted ? 0 : 300));
  }
}

@Module({ controllers: [ThingController] })
class ThingModule {}

@Controller()
class UndeclaredController {
  @Get('/open')
  open(): string {
    return 'to everybody';
  }
}

@Module({ controllers: [UndeclaredController] })
class UndeclaredModule {}

let issuer: TestIssuer;
let service: HttpService;
const logs = captureLogs();
const broken = new Set<string>();

beforeAll(async () => {
  issuer = await createTestIssuer();
  const readiness = { database: async () => void (broken.has('database') && fails()) };
  service = await startService(ThingModule, { tokens: issuer.settings, logger: logs.logger, readiness });
});
afterAll(() => service.stop());

const fails = () => {
  throw new Error('postgresql://user:pw@host is down');
};
const call = async (path: string, init: RequestInit & { role?: 'admin' | 'viewer' } = {}) => {
  const authorization = init.role ? { authorization: await issuer.authorization({ role: init.role }) } : {};
  return fetch(service.url + path, {
    ...init,
    headers: { ...authorization, ...(init.headers as Record<string, string>) },
  });
};
const post = (body: BodyInit, headers: Record<string, string> = { 'content-type': 'application/json' }) =>
  call('/v1/things', { method: 'POST', body, headers, role: 'admin' });

async function problemOf(response: Response) {
  expect(response.headers.get('content-type')).toContain('application/problem+json');
  const problem = Problem.parse(await response.json());
  expect(problem.status).toBe(response.status);
  return problem;
}

describe('a route', () => {
  it('gets its input parsed and answers', async () => {
    const response = await call('/v1/things/one?limit=5&tag=a&tag=b', { role: 'viewer' });
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ thingId: 'one', limit: 5, tags: ['a', 'b'] });
    const single = await call('/v1/things/one?tag=a', { role: 'viewer' });
    expect(await single.json()).toMatchObject({ limit: 10, tags: ['a'] });
  });

  it('answers with its own status', async () => {
    expect((await post('{"name":"x"}')).status).toBe(201);
    expect((await call('/v1/slow')).status).toBe(204);
  });

  it.each([
    ['an unknown query field', '/v1/things/one?colour=red', '/query/colour'],
    ['a value of the wrong type', '/v1/things/one?limit=many', '/query/limit'],
    ['a field that repeats', '/v1/things/one?limit=1&limit=2', '/query/limit'],
    ['a bracketed field', '/v1/things/one?tag[]=1', '/query/tag[]'],
    ['a prototype in the query', '/v1/things/one?__proto__=1', '/query/__proto__'],
    ['a parameter that is too long', `/v1/things/${'x'.repeat(30)}`, '/params/thingId'],
  ])('refuses %s and says where', async (_, path, pointer) => {
    const problem = await problemOf(await call(path, { role: 'viewer' }));
    expect(problem).toMatchObject({ status: 400, code: 'invalid-input', errors: [{ pointer }] });
  });

  it.each([
    ['an unknown field', '{"name":"x","role":"admin"}', '/body/role'],
    ['a missing field', '{}', '/body/name'],
    ['no body', '', '/body'],
    ['a list instead of an object', '[]', '/body'],
    ['__proto__ anywhere', '{"name":"x","labels":{"a":{"__proto__":{"admin":true}}}}', '/body/labels/a/__proto__'],
    ['a name that comes twice', '{"name":"x","name":"y"}', '/body/name'],
    ['constructor', '{"name":"x","constructor":{"prototype":{}}}', '/body/constructor'],
    ['deep nesting', `{"name":"x","labels":${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}}`, '/body/labels'],
  ])('refuses a body with %s (R05, I01)', async (_, body, pointer) => {
    const problem = await problemOf(await post(body));
    expect(problem).toMatchObject({ status: 400, code: 'invalid-input' });
    expect(problem.errors?.[0]?.pointer.startsWith(pointer)).toBe(true);
    expect(({} as Record<string, unknown>)['admin']).toBeUndefined();
  });

  it('refuses a body where none belongs', async () => {
    const path = '/v1/slow';
    const response = await new Promise<number | undefined>((resolve) => {
      const request = httpRequest(service.url + path, {
        method: 'GET',
        headers: { 'content-type': 'application/json', 'content-length': 7 },
      });
      request.on('response', (answer) => resolve(answer.resume().statusCode)).end('{"a":1}');
    });
    expect(response).toBe(400);
  });
});

describe('a body that is no good', () => {
  it.each([
    ['is too large', `{"name":"${'x'.repeat(1_100_000)}"}`, 'application/json', 413, 'too-large'],
    ['is not JSON', '{"name":', 'application/json', 400, 'malformed-json'],
    ['is a bare word', 'hello', 'application/json', 400, 'malformed-json'],
    ['is text', 'name=x', 'text/plain', 415, 'unsupported-media-type'],
    ['is a form', 'name=x', 'application/x-www-form-urlencoded', 415, 'unsupported-media-type'],
    ['has an unknown charset', '{"name":"x"}', 'application/json; charset=martian', 415, 'unsupported-media-type'],
  ])('%s: a clear problem (I01)', async (_, body, type, status, code) => {
    expect(await problemOf(await post(body, { 'content-type': type }))).toMatchObject({ status, code });
  });

  it('is refused when it grows beyond the limit only once unpacked', async () => {
    const { gzipSync } = await import('node:zlib');
    const bomb = gzipSync(`{"name":"${'x'.repeat(5_000_000)}"}`);
    const response = await post(bomb, { 'content-type': 'application/json', 'content-encoding': 'gzip' });
    expect(await problemOf(response)).toMatchObject({ status: 413 });
  });
});

describe('failures', () => {
  it('says an expected one in the language of the caller', async () => {
    const english = await problemOf(await call('/v1/fail/expected'));
    const portuguese = await problemOf(
      await call('/v1/fail/expected', { headers: { 'accept-language': 'fr;q=0.9, pt-BR;q=0.8' } }),
    );
    expect(english).toMatchObject({
      status: 409,
      code: 'account-exists',
      detail: 'It is there.',
      type: '/problems/account-exists',
    });
    expect(english.title).toMatch(/connected already/);
    expect(portuguese.title).toMatch(/já está conectada/);
  });

  it('hides an unexpected one from the caller and keeps it in the log, without its secret (X03)', async () => {
    const response = await call('/v1/fail/somehow');
    const body = await response.text();
    expect(response.status).toBe(500);
    expect(body).not.toMatch(/hunter2|secret|path\.js/);
    const { traceId } = JSON.parse(body) as { traceId: string };
    const line = logs.lines.find((entry) => entry['traceId'] === traceId && entry['level'] === 'error');
    expect(line).toMatchObject({ error: { type: 'Error', stack: expect.stringContaining('http-service.int.spec') } });
  });

  it('calls a lost dependency unavailable, and tells nothing of it', async () => {
    const response = await call('/v1/fail/database');
    const problem = await problemOf(response);
    expect(problem).toMatchObject({ status: 503, code: 'unavailable' });
    expect(JSON.stringify(problem)).not.toMatch(/select/);
  });

  it('finds answers that break the contract', async () => {
    expect((await call('/v1/fail/contract')).status).toBe(500);
    expect(logs.text()).toContain('fail answered what its contract does not allow');
  });

  it('knows an unknown address from a known one with another method', async () => {
    expect(await problemOf(await call('/v1/nothing'))).toMatchObject({ status: 404, code: 'not-found' });
    const response = await call('/v1/things/one', { method: 'DELETE', role: 'admin' });
    expect(response.headers.get('allow')).toBe('GET, HEAD');
    expect(await problemOf(response)).toMatchObject({ status: 405, code: 'method-not-allowed' });
  });

  it('answers a broken percent sequence and an endless URL with a problem', async () => {
    expect(await problemOf(await call('/v1/things/%E0%A4%A'))).toMatchObject({ status: 400 });
    expect(await problemOf(await call(`/v1/things/x?tag=${'x'.repeat(9_000)}`))).toMatchObject({ status: 414 });
  });

  it('answers headers that are too large with a problem', async () => {
    const { port } = service;
    const answer = await new Promise<string>((resolve) => {
      const socket = connect(port, '127.0.0.1', () =>
        socket.write(`GET / HTTP/1.1\r\nHost: x\r\nX-Big: ${'x'.repeat(20_000)}\r\n\r\n`),
      );
      let text = '';
      socket
        .on('data', (data) => (text += String(data)))
        .on('close', () => resolve(text))
        .on('error', () => undefined);
    });
    expect(answer).toMatch(/^HTTP\/1\.1 431 /);
    expect(answer).toContain('headers-too-large');
  });
});

describe('permissions', () => {
  const refused = async (token: string) =>
    (await call('/v1/things/one', { headers: { authorization: `Bearer ${token}` } })).status;

  it('asks for a session, and for the permission of the route', async () => {
    expect((await call('/v1/things/one')).status).toBe(401);
    expect(
      (
        await call('/v1/things', {
          method: 'POST',
          role: 'viewer',
          body: '{"name":"x"}',
          headers: { 'content-type': 'application/json' },
        })
      ).status,
    ).toBe(403);
  });

  it('refuses every token that is not a fresh access token of ours (T01, T02, T04)', async () => {
    const now = Math.floor(Date.now() / 1_000);
    const good = {
      ...sessionClaims(issuer.session()),
      iss: issuer.settings.issuer,
      aud: issuer.settings.audience,
      iat: now,
      exp: now + 900,
    };
    const { exp: _exp, ...endless } = good;
    const { sub: _sub, ...nobody } = good;
    const other = await createTestIssuer();
    const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const tokens = [
      await issuer.signed({ ...good, exp: now - 60 }),
      await issuer.signed({ ...good, iat: now - 4_000, exp: now + 100 }),
      await issuer.signed({ ...good, exp: 253_370_764_800 }),
      await issuer.signed({ ...good, nbf: now + 600 }),
      await issuer.signed(endless),
      await issuer.signed(nobody),
      await issuer.signed({ ...good, aud: 'somebody-else' }),
      await issuer.signed({ ...good, iss: 'https://evil.test' }),
      await issuer.signed({ ...good, role: 'root' }),
      await issuer.signed({ ...good, tid: '../../etc' }),
      await issuer.signed(good, { typ: 'JWT' }),
      await issuer.signed(good, { kid: "' OR 1" }),
      await other.signed(good),
      `${encode({ alg: 'none', typ: accessTokenType })}.${encode(good)}.`,
      `${encode({ alg: 'HS256', typ: accessTokenType })}.${encode(good)}.${encode('x')}`,
      'not.a.token',
      '',
    ];
    expect(await Promise.all(tokens.map(refused))).toEqual(tokens.map(() => 401));
    expect(await refused(await issuer.signed(good))).toBe(200);
  });

  it('does not start with a handler that no contract declares', async () => {
    await expect(startService(UndeclaredModule)).rejects.toThrow('UndeclaredController.open');
  });
});

describe('operation', () => {
  it('continues the trace of the caller into answer and log', async () => {
    const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
    const response = await call('/v1/fail/expected', { headers: { traceparent: `00-${traceId}-00f067aa0ba902b7-01` } });
    expect((await problemOf(response)).traceId).toBe(traceId);
    expect(
      logs.lines.some((line) => line['traceId'] === traceId && line['message'] === 'request' && line['status'] === 409),
    ).toBe(true);
  });

  it('says which dependency is down, and nothing about it (S01)', async () => {
    expect(await (await call('/health/ready')).json()).toEqual({ status: 'ok' });
    broken.add('database');
    const response = await call('/health/ready');
    broken.delete('database');
    expect(response.status).toBe(503);
    expect(await response.json()).toEqual({ status: 'unavailable', down: ['database'] });
    expect((await call('/health/live')).status).toBe(200);
  });

  it('counts requests by the pattern of their route', async () => {
    await call('/v1/things/one', { role: 'viewer' });
    expect(await (await call('/metrics')).text()).toMatch(
      /http_request_duration_seconds_count\{.*route="\/v1\/things\/:thingId".*\} \d+/,
    );
  });

  it.each([
    '/health/live',
    '/metrics',
    '/v1/nothing',
    '/v1/fail/somehow',
    '/v1/things/one',
    `/v1/${'x'.repeat(9_000)}`,
  ])('sends no name of its software and the protective headers: %# (X03)', async (path) => {
    const { headers } = await call(path, { method: 'GET', headers: { origin: 'https://evil.example' } });
    for (const name of ['x-powered-by', 'server', 'access-control-allow-origin']) expect(headers.get(name)).toBeNull();
    expect(Object.fromEntries(headers)).toMatchObject({
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
      'x-frame-options': 'DENY',
      'content-security-policy': "default-src 'none';base-uri 'none';form-action 'none';frame-ancestors 'none'",
      'permissions-policy': expect.stringContaining('camera=()'),
      'cross-origin-opener-policy': 'same-origin',
      'strict-transport-security': expect.stringMatching(/^max-age=\d{8,}/),
    });
  });

  it('lets running requests end when it stops, takes no new ones, and stops twice as once', async () => {
    const other = await startService(ThingModule);
    const running = fetch(`${other.url}/v1/slow`);
    await new Promise((resolve) => setTimeout(resolve, 100));
    await Promise.all([other.stop(), other.stop()]);
    expect((await running).status).toBe(204);
    await expect(fetch(`${other.url}/health/live`)).rejects.toThrow();
  });

  it('refuses a taken port with an error', async () => {
    await expect(startService(ThingModule, { port: service.port })).rejects.toThrow(/EADDRINUSE/);
  });
});
