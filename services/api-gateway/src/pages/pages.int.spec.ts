import { openApi } from '@cspmexa/contracts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { gatewayUnderTest, sendRaw, type GatewayUnderTest } from '../../test/gateway-under-test.js';

describe('the pages of the gateway', () => {
  let gateway: GatewayUnderTest;
  beforeAll(async () => {
    gateway = await gatewayUnderTest();
  }, 60_000);
  afterAll(() => gateway.stop());
  const html = { accept: 'text/html' };

  it.each([
    '/',
    '/findings',
    '/findings/5b0d6c1e-2f3a-4b5c-8d7e-9f0a1b2c3d4e',
    '/sign-in?error=not-invited',
    '/apiary',
    '/a.b/c',
  ])('are the dashboard at %s', async (target) => {
    const { status, text, headers } = await sendRaw(gateway.url, target, { headers: html });
    expect([status, text]).toEqual([200, expect.stringContaining('the dashboard')]);
    expect(headers['cache-control']).toBe('no-cache');
  });

  it('keep files that never change for long, and the others not', async () => {
    const asset = await sendRaw(gateway.url, '/assets/app-1a2b.js');
    expect([asset.status, asset.text, asset.headers['cache-control']]).toEqual([
      200,
      'export {}',
      'public, max-age=31536000, immutable',
    ]);
    expect(asset.headers['content-type']).toContain('javascript');
    expect((await sendRaw(gateway.url, '/favicon.svg')).headers['cache-control']).toBe('public, max-age=0');
  });

  it.each([
    ['/assets/gone.js', html],
    ['/gone.js', html],
    ['/assets/', html],
    ['/findings', { accept: 'application/json' }],
    ['/api', html],
    ['/API/x', html],
    ['/.hidden', html],
    ['/.env', html],
    ['/assets/.env', html],
  ])('do not take %s for a page', async (target, headers) => {
    const { status, text, headers: got } = await sendRaw(gateway.url, target, { headers });
    expect([status, got['content-type']]).toEqual([expect.any(Number), 'application/problem+json; charset=utf-8']);
    expect([403, 404]).toContain(status);
    expect(text).not.toContain('SECRET');
  });

  it.each([
    '/../secret.txt',
    '/..%2fsecret.txt',
    '/%2e%2e/secret.txt',
    '/%2e%2e%2fsecret.txt',
    '/%252e%252e/secret.txt',
    '/..%5csecret.txt',
    '/..\\secret.txt',
    '/....//secret.txt',
    '/assets/../../secret.txt',
    '/assets/..%2f..%2fsecret.txt',
    '/assets/%2e%2e/%2e%2e/secret.txt',
    '/assets/..%5c..%5csecret.txt',
    '/assets/....//....//secret.txt',
    '/assets/%00../../secret.txt',
    '/assets/app-1a2b.js%00.txt',
    '//etc/passwd',
    '/assets//etc/passwd',
    '/assets/%2fetc/passwd',
    '/file:///etc/passwd',
    '/%c0%ae%c0%ae/secret.txt',
    '/%ff',
    '/%',
  ])('never leave their folder: %s (I04)', async (target) => {
    const { status, text } = await sendRaw(gateway.url, target, { headers: html });
    expect(text).not.toMatch(/SECRET|root:/);
    expect(status).toBeLessThan(500);
  });

  it('are read, not written', async () => {
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH']) {
      const { status } = await sendRaw(gateway.url, '/findings', { method, headers: html });
      expect([404, 405]).toContain(status);
    }
  });

  it.each([
    ['/', 200],
    ['/api/docs', 200],
    ['/api/docs/', 200],
    ['/api/openapi.json', 200],
    ['/health', 200],
    ['/health/live', 200],
    ['/gone.js', 404],
    ['/api/v1/me', 401],
    ['/api/gone', 404],
    ['/assets/gone.js', 404],
    ['/api/v1/events', 401],
  ])('protect themselves at %s (X03)', async (target, expected) => {
    const { status, headers } = await sendRaw(gateway.url, target, { headers: html });
    expect(status).toBe(expected);
    expect(headers['content-security-policy']).toContain("default-src 'self'");
    for (const directive of ["object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "script-src 'self'"])
      expect(headers['content-security-policy']).toContain(directive);
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'same-origin' });
    for (const name of ['x-powered-by', 'server', 'strict-transport-security'])
      expect(headers).not.toHaveProperty(name);
  });

  it('describe the API in OpenAPI 3.1, as the contracts say', async () => {
    const { status, text, headers } = await sendRaw(gateway.url, '/api/openapi.json');
    expect([status, headers['content-type']]).toEqual([200, 'application/json; charset=utf-8']);
    const document: unknown = JSON.parse(text);
    expect(document).toEqual(JSON.parse(JSON.stringify(openApi('1.2.3'))));
    const { openapi, info, paths } = document as {
      openapi: string;
      info: { version: string };
      paths: Record<string, Record<string, Operation>>;
    };
    expect([openapi, info.version]).toEqual(['3.1.0', '1.2.3']);
    const ids = new Set<string>();
    for (const [path, operations] of Object.entries(paths))
      for (const [method, operation] of Object.entries(operations)) {
        expect(['get', 'put', 'post', 'patch', 'delete']).toContain(method);
        expect(ids.has(operation.operationId)).toBe(false);
        ids.add(operation.operationId);
        const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
        expect(
          operation.parameters.filter((each) => each.in === 'path').map(({ name, required }) => [name, required]),
        ).toEqual(named.map((name) => [name, true]));
        expect(Object.keys(operation.responses).every((status) => /^\d{3}$/.test(status))).toBe(true);
      }
    for (const [, pointer = ''] of text.matchAll(/"\$ref":"#\/([^"]+)"/g))
      expect(
        pointer.split('/').reduce<unknown>((at, name) => (at as Record<string, unknown>)[name], document),
      ).toBeDefined();
  });

  it('show the API, with nothing that the policy for scripts forbids', async () => {
    for (const target of ['/api/docs', '/api/docs/']) {
      const { text } = await sendRaw(gateway.url, target, { headers: html });
      expect(text).not.toMatch(/<script>|<script [^>]*>[^<]|\son\w+=|https?:\/\//);
      const files = [...text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, file]) => String(file));
      expect(files).toHaveLength(3);
      for (const file of files) {
        const { status, headers, text: content } = await sendRaw(gateway.url, file);
        expect([file, status]).toEqual([file, 200]);
        expect(headers['content-type']).toMatch(/css|javascript/);
        expect(content.length).toBeGreaterThan(50);
      }
    }
  });

  it('tell whether the gateway is ready, and nothing else', async () => {
    expect(JSON.parse((await sendRaw(gateway.url, '/health')).text)).toEqual({ status: 'ok' });
  });
});

describe('behind HTTPS', () => {
  it('browsers are told to stay there', async () => {
    const gateway = await gatewayUnderTest({ PUBLIC_URL: 'https://cspm.example.com' });
    try {
      const { headers } = await sendRaw(gateway.url, '/');
      expect(headers['strict-transport-security']).toBe('max-age=63072000; includeSubDomains');
    } finally {
      await gateway.stop();
    }
  });
});

interface Operation {
  readonly operationId: string;
  readonly parameters: readonly { readonly name: string; readonly in: string; readonly required: boolean }[];
  readonly responses: Record<string, unknown>;
}
