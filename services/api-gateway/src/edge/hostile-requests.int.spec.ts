/** I01: requests that are there to exhaust us, from outside, through the gateway to a real service. */
import { gzipSync } from 'node:zlib';
import { addAlertRule, listAlertRules, Problem, type RouteInput } from '@cspmexa/contracts';
import { Handle, Input, type HttpService } from '@cspmexa/platform';
import { createTestIssuer, startService, type TestIssuer } from '@cspmexa/testkit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Controller, Module } from '@nestjs/common';
import { gatewayUnderTest, sendRaw, type GatewayUnderTest } from '../../test/gateway-under-test.js';
import { drip, exchange, pour, type RawExchange } from '../../test/raw-exchange.js';

/** Input that came through to a handler: there should be none. */
const reached: unknown[] = [];

@Controller()
class RulesController {
  @Handle(listAlertRules)
  list() {
    return { items: [], next: null };
  }

  @Handle(addAlertRule)
  add(@Input() input: RouteInput<typeof addAlertRule>): never {
    reached.push(input);
    throw new Error('No hostile request gets here.');
  }
}

@Module({ controllers: [RulesController] })
class RulesModule {}

const megabyte = 1_048_576;
/** A gigabyte of spaces in a megabyte: one gzip member, a hundred times. */
const bomb = Buffer.concat(Array.from({ length: 100 }, () => gzipSync(Buffer.alloc(10 * megabyte, ' '), { level: 9 })));
const nested = (depth: number) => `{"name":"x","recipients":${'['.repeat(depth)}${']'.repeat(depth)}}`;
const uuids = (count: number) => Array.from({ length: count }, () => '5b0d6c1e-2f3a-4b5c-8d7e-9f0a1b2c3d4e');

let issuer: TestIssuer;
let service: HttpService;
let gateway: GatewayUnderTest;
/** Waits for a sender a second or two only: less than a busy machine may take to send a lot. */
let impatient: GatewayUnderTest;
let authorization = '';

beforeAll(async () => {
  issuer = await createTestIssuer();
  service = await startService(RulesModule, { tokens: issuer.settings });
  const env = { NOTIFICATION_URL: service.url, UPSTREAM_TIMEOUT_MS: '10000' };
  gateway = await gatewayUnderTest(env, undefined, issuer);
  impatient = await gatewayUnderTest(
    { ...env, HEADERS_TIMEOUT_MS: '1000', REQUEST_TIMEOUT_MS: '2000' },
    undefined,
    issuer,
  );
  authorization = await issuer.authorization({ role: 'admin' });
}, 60_000);
afterAll(async () => {
  await Promise.all([gateway.stop(), impatient.stop()]);
  await service.stop();
});

const head = (...lines: string[]) =>
  [
    'POST /api/v1/alert-rules HTTP/1.1',
    `Host: ${new URL(gateway.url).host}`,
    `Authorization: ${authorization}`,
    'Content-Type: application/json',
    ...lines,
    '',
    '',
  ].join('\r\n');
const post = (body: Buffer | string, headers: Record<string, string> = {}) =>
  sendRaw(gateway.url, '/api/v1/alert-rules', {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json', ...headers },
    body,
  });
const isServed = async ({ url } = gateway) => {
  const { status } = await sendRaw(url, '/api/v1/alert-rules', { headers: { authorization } });
  expect(status).toBe(200);
};
const problemIn = ({ status, headers, body }: RawExchange) => {
  expect(headers['content-type']).toContain('application/problem+json');
  const problem = Problem.parse(JSON.parse(body));
  expect(problem.status).toBe(status);
  return problem;
};

describe('a body (I01)', () => {
  it.each<[string, () => string | Buffer, Record<string, string>, number, string]>([
    ['of 300 kB', () => `{"name":"${'x'.repeat(300_000)}"}`, {}, 413, 'too-large'],
    ['of 1.1 MB', () => `{"name":"${'x'.repeat(1_100_000)}"}`, {}, 413, 'too-large'],
    ['of 10 MB', () => Buffer.alloc(10 * megabyte, ' '), {}, 413, 'too-large'],
    ['that unpacks to a gigabyte', () => bomb, { 'content-encoding': 'gzip' }, 413, 'too-large'],
    [
      'of 10 MB that unpacks to ten gigabytes',
      () => Buffer.concat(Array.from({ length: 10 }, () => bomb)),
      { 'content-encoding': 'gzip' },
      413,
      'too-large',
    ],
    ['that is no gzip', () => '{"name":"x"}', { 'content-encoding': 'gzip' }, 400, 'invalid-input'],
    ['in an unknown encoding', () => '{"name":"x"}', { 'content-encoding': 'compress' }, 415, 'unsupported-media-type'],
    ['of 10,000 lists in one another', () => nested(10_000), {}, 400, 'invalid-input'],
    [
      'of 10,000 objects in one another',
      () => `${'{"name":'.repeat(10_000)}1${'}'.repeat(10_000)}`,
      {},
      400,
      'invalid-input',
    ],
    ['nested for as long as it may be', () => '['.repeat(200_000), {}, 400, 'malformed-json'],
    ['with a list of 1,001', () => JSON.stringify({ name: 'x', accountIds: uuids(1_001) }), {}, 400, 'invalid-input'],
    [
      'with 30,000 names',
      () =>
        `{${uuids(6_000)
          .map((id, at) => `"${id.slice(0, 4)}${at}":1`)
          .join()}}`,
      {},
      400,
      'invalid-input',
    ],
    ['of text', () => 'name=x', { 'content-type': 'text/plain' }, 415, 'unsupported-media-type'],
    [
      'of a form',
      () => 'name=x',
      { 'content-type': 'application/x-www-form-urlencoded' },
      415,
      'unsupported-media-type',
    ],
    ['of parts', () => '--x--', { 'content-type': 'multipart/form-data; boundary=x' }, 415, 'unsupported-media-type'],
    ['of JSON that says it is XML', () => '{}', { 'content-type': 'application/xml' }, 415, 'unsupported-media-type'],
    [
      'in UTF-16',
      () => Buffer.from('{}', 'utf16le'),
      { 'content-type': 'application/json; charset=utf-16' },
      415,
      'unsupported-media-type',
    ],
    ['in UTF-7', () => '{}', { 'content-type': 'application/json; charset=utf-7' }, 415, 'unsupported-media-type'],
    ['that is no JSON', () => '{"name":', {}, 400, 'malformed-json'],
  ])('%s is refused with the right code', async (_, body, headers, status, code) => {
    const answer = await post(body(), headers);
    expect([answer.status, (JSON.parse(answer.text) as Problem).code]).toEqual([status, code]);
    expect(reached).toEqual([]);
  });

  it('without a type is refused', async () => {
    const answer = await sendRaw(gateway.url, '/api/v1/alert-rules', {
      method: 'POST',
      headers: { authorization },
      body: '{}',
    });
    expect(answer.status).toBe(415);
  });

  it.each([
    ['with its length', ['Content-Length: 209715200'], Buffer.alloc(65_536, ' ')],
    [
      'in chunks without end',
      ['Transfer-Encoding: chunked'],
      Buffer.concat([Buffer.from('10000\r\n'), Buffer.alloc(65_536, ' '), Buffer.from('\r\n')]),
    ],
  ])('of 200 MB %s is refused while it comes, and is kept nowhere', async (_, lines, chunk) => {
    const before = process.memoryUsage().arrayBuffers;
    let most = 0;
    const watching = setInterval(() => (most = Math.max(most, process.memoryUsage().arrayBuffers - before)), 5);
    const answer = await exchange(
      gateway.url,
      (socket) => {
        socket.write(head(...lines));
        pour(socket, chunk, 3_200);
      },
      { untilHead: true },
    ).finally(() => clearInterval(watching));
    expect([answer.status, answer.headers['content-type']]).toEqual([413, 'application/problem+json; charset=utf-8']);
    expect(most).toBeLessThan(50 * megabyte);
    await isServed();
  });

  it('that stops half-way is waited for only so long', async () => {
    const answer = await exchange(impatient.url, (socket) => socket.write(`${head('Content-Length: 500')}{"name":`));
    expect([answer.status, problemIn(answer).code]).toEqual([408, 'request-timeout']);
  });

  it('that comes byte by byte and never ends is waited for only so long', async () => {
    const answer = await exchange(impatient.url, (socket) => {
      socket.write(head('Transfer-Encoding: chunked'));
      drip(socket, '1\r\n \r\n', 20);
    });
    expect([answer.status, problemIn(answer).code]).toEqual([408, 'request-timeout']);
  });

  it('whose sender goes away leaves nothing behind', async () => {
    await exchange(gateway.url, (socket) => {
      socket.write(`${head('Content-Length: 500')}{"name":`);
      setTimeout(() => socket.destroy(), 20);
    });
    await isServed();
  });
});

describe('a head (I01)', () => {
  const get = (target: string, ...lines: string[]) =>
    [`GET ${target} HTTP/1.1`, `Host: ${new URL(gateway.url).host}`, 'Connection: close', ...lines, '', ''].join(
      '\r\n',
    );
  it.each<[string, () => string, number, string]>([
    [
      '2,000 headers',
      () => get('/', ...Array.from({ length: 2_000 }, (_, at) => `a${at}: 1`)),
      431,
      'headers-too-large',
    ],
    ['2,000 short headers', () => get('/', ...Array.from({ length: 2_000 }, () => 'a:1')), 431, 'headers-too-large'],
    ['201 headers', () => get('/', ...Array.from({ length: 199 }, () => 'a:1')), 431, 'headers-too-large'],
    ['a header of 20 kB', () => get('/', `x-big: ${'x'.repeat(20_000)}`), 431, 'headers-too-large'],
    ['a header of 1 MB', () => get('/', `x-big: ${'x'.repeat(1_000_000)}`), 431, 'headers-too-large'],
    ['an address of 8.1 kB', () => get(`/api/v1/accounts?cursor=${'x'.repeat(8_200)}`), 414, 'url-too-long'],
    ['an address of 20 kB', () => get(`/api/v1/accounts?cursor=${'x'.repeat(20_000)}`), 414, 'url-too-long'],
    ['two lengths', () => head('Content-Length: 5', 'Content-Length: 6'), 400, 'invalid-input'],
    ['a length and chunks', () => head('Content-Length: 5', 'Transfer-Encoding: chunked'), 400, 'invalid-input'],
    ['a length that is none', () => head('Content-Length: 1e3'), 400, 'invalid-input'],
    ['a header folded over two lines', () => get('/', 'a: b', ' c'), 400, 'invalid-input'],
    ['a bare line feed', () => get('/').replaceAll('\r', ''), 400, 'invalid-input'],
    ['a space before the colon', () => get('/', 'a : b'), 400, 'invalid-input'],
    ['no HTTP', () => 'hello\r\n\r\n', 400, 'invalid-input'],
    ['TLS', () => '\u0016\u0003\u0001\u0002\u0000\u0001', 400, 'invalid-input'],
    ['another protocol', () => get('/').replace('HTTP/1.1', 'HTTP/9.9'), 400, 'invalid-input'],
  ])('with %s is refused with the right code', async (_, text, status, code) => {
    const answer = await exchange(gateway.url, (socket) => socket.write(text(), 'latin1'));
    expect([answer.status, problemIn(answer).code]).toEqual([status, code]);
  });

  it.each([200, 8_000])('with an address of %d characters is read', async (length) => {
    const { status } = await sendRaw(gateway.url, `/api/v1/alert-rules?cursor=${'x'.repeat(length)}`, {
      headers: { authorization },
    });
    expect(status).not.toBe(414);
    expect(status).toBeLessThan(500);
  });
});

describe('connections that say almost nothing (I01)', () => {
  it.each(['on their first request', 'after a request that was good'])(
    'two hundred of them %s hold up nobody, and are closed',
    async (when) => {
      const good = when.includes('good');
      const hello = `GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n`;
      const slow = Array.from({ length: 200 }, () =>
        exchange(impatient.url, (socket) => {
          socket.write(`${good ? hello : ''}GET /api/v1/alert-rules HTTP/1.1\r\nHost: x\r\nx-slow: `);
          drip(socket, 'a', 100);
        }),
      );
      for (let asked = 0; asked < 20; asked += 1) await isServed(impatient);
      const answers = await Promise.all(slow);
      if (good) expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
      else expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 408));
      if (good) for (const { body } of answers) expect(body).toContain('HTTP/1.1 408 ');
      await isServed(impatient);
    },
  );

  it('are closed at once beyond the number that a gateway takes', async () => {
    const small = await gatewayUnderTest({ MAX_CONNECTIONS: '10', HEADERS_TIMEOUT_MS: '500' });
    try {
      const slow = Array.from({ length: 30 }, () =>
        exchange(small.url, (socket) => socket.write('GET / HTTP/1.1\r\nx-slow: ')),
      );
      const statuses = (await Promise.all(slow)).map(({ status }) => status);
      expect(statuses.filter((status) => status === 0)).toHaveLength(20);
      expect(statuses.filter((status) => status === 408)).toHaveLength(10);
    } finally {
      await small.stop();
    }
  });
});
