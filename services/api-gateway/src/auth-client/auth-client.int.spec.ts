import { spawnSync } from 'node:child_process';
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { getJwks, internalRoutes, listAccounts, type RouteInput, type RouteResponse } from '@cspmexa/contracts';
import {
  AppError,
  freePort,
  Handle,
  Input,
  serviceIdentity,
  serviceTls,
  verifyCallers,
  type HttpService,
  type HttpServiceOptions,
  type ServiceTls,
} from '@cspmexa/platform';
import { captureLogs, createTestIssuer, eventually, startService, type TestIssuer } from '@cspmexa/testkit';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Controller, Inject, Module } from '@nestjs/common';
import { gatewayUnderTest } from '../../test/gateway-under-test.js';
import { authClient, type Refusal } from './auth-client.js';

const { listRevocations, openApiTokenSession, recordRefusals } = internalRoutes;
const revoked = { seq: 7, sessionId: randomUUID(), notBefore: null };

/** What auth was told. */
class Told {
  readonly refusals: Refusal[] = [];
}

@Controller()
class InternalController {
  constructor(@Inject(Told) private readonly told: Told) {}

  @Handle(listRevocations)
  list(@Input() { query }: RouteInput<typeof listRevocations>): RouteResponse<typeof listRevocations> {
    return { items: [revoked].filter(({ seq }) => seq > query.after), last: 7 };
  }

  @Handle(openApiTokenSession)
  open(@Input() { body }: RouteInput<typeof openApiTokenSession>): RouteResponse<typeof openApiTokenSession> {
    if (body.token !== 'cspm_good') throw new AppError('unauthenticated');
    return { accessToken: `access from ${body.address}`, expiresAt: '2026-11-22T10:15:00.000Z' };
  }

  @Handle(recordRefusals)
  record(@Input() { body }: RouteInput<typeof recordRefusals>): void {
    this.told.refusals.push(...body.items);
  }
}

const stops: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

const keys = mkdtempSync(path.join(os.tmpdir(), 'cspmexa-gateway-key-'));
const keyFile = path.join(keys, 'key.pem');
writeFileSync(keyFile, generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }));
afterAll(() => rmSync(keys, { recursive: true }));
const gateway = serviceIdentity({ name: 'api-gateway', keyFile });

/** An auth service that trusts the gateway. */
async function startAuth(options: Partial<HttpServiceOptions> = {}): Promise<{ service: HttpService; told: Told }> {
  const told = new Told();
  @Module({ controllers: [InternalController], providers: [{ provide: Told, useValue: told }] })
  class InternalModule {}
  const callers = verifyCallers({ name: 'auth', callers: { 'api-gateway': gateway.jwks() } });
  const service = await startService(InternalModule, { callers, ...options });
  stops.push(() => service.stop());
  return { service, told };
}

/** A server that answers as it is told. */
async function startServer(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  stops.push(async () => {
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // it listens on TCP
}

const refusal: Refusal = {
  tenantId: randomUUID(),
  entry: {
    id: randomUUID(),
    at: '2026-11-22T10:00:00.000Z',
    actor: 'ana@example.com',
    action: 'createAccount',
    target: { kind: 'account', id: 'none' },
    outcome: 'refused',
    reason: 'forbidden',
    before: null,
    after: null,
    address: '203.0.113.7',
    userAgent: null,
    traceId: null,
  },
};

describe('what the gateway asks auth', () => {
  it('is answered, in the name of the gateway', async () => {
    const { service, told } = await startAuth();
    const client = authClient({ url: service.url, identity: gateway });
    expect(await client.listRevocations(0)).toEqual({ items: [revoked], last: 7 });
    expect(await client.listRevocations(7)).toEqual({ items: [], last: 7 });
    expect(await client.openApiTokenSession('cspm_good', '203.0.113.7')).toMatchObject({
      accessToken: 'access from 203.0.113.7',
    });
    await client.recordRefusals([refusal]);
    expect(told.refusals).toEqual([refusal]);
  });

  it('says of an API token that it opens nothing', async () => {
    const { service } = await startAuth();
    const client = authClient({ url: service.url, identity: gateway });
    await expect(client.openApiTokenSession('cspm_bad', null)).rejects.toMatchObject({ code: 'unauthenticated' });
  });

  it('is refused to people, strangers and to whoever has a token for another service (T04)', async () => {
    const issuer = await createTestIssuer();
    const { service } = await startAuth({ tokens: issuer.settings });
    const ask = async (token: string | undefined) =>
      (
        await fetch(`${service.url}/internal/revocations`, {
          headers: token ? { authorization: `Bearer ${token}` } : {},
        })
      ).status;
    expect(await ask(await gateway.token('auth'))).toBe(200);
    expect(await ask(undefined)).toBe(401);
    expect(await ask(await issuer.token(issuer.session()))).toBe(401);
    expect(await ask(await gateway.token('collector'))).toBe(401);
    expect(await ask(await serviceIdentity({ name: 'api-gateway' }).token('auth'))).toBe(401);
    expect(await ask(await serviceIdentity({ name: 'collector' }).token('auth'))).toBe(401);
    const stranger = authClient({ url: service.url, identity: serviceIdentity({ name: 'collector' }) });
    await expect(stranger.listRevocations(0)).rejects.toMatchObject({ code: 'unavailable' });
  });

  it.each<[string, (request: IncomingMessage, response: ServerResponse) => void]>([
    ['answers nothing', () => undefined],
    ['begins to answer and stops', (_, response) => response.write('{"items":[')],
    ['fails', (_, response) => response.writeHead(500).end('stack trace')],
    ['leads elsewhere', (_, response) => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end()],
    ['answers what is no JSON', (_, response) => response.end('<html>')],
    ['answers against the contract', (_, response) => response.end('{"items":[{}],"last":"one"}')],
    ['hangs up', (request) => request.socket.destroy()],
  ])('is unavailable while auth %s', async (_, answer) => {
    const client = authClient({ url: await startServer(answer), identity: gateway, timeoutMs: 300 });
    await expect(client.listRevocations(0)).rejects.toMatchObject({ code: 'unavailable' });
  });
});

describe('the keys of a caller', () => {
  /** The caller's name for a token of the gateway, when its keys are at an address that answers so. */
  const readBy = async (answer: (request: IncomingMessage, response: ServerResponse) => void) =>
    verifyCallers({ name: 'auth', callers: { 'api-gateway': `${await startServer(answer)}/keys` } });

  it('are fetched once for many tokens, and again when there is a new key', async () => {
    let fetched = 0;
    let now = gateway;
    const read = await readBy((_, response) => {
      fetched += 1;
      response.end(JSON.stringify(now.jwks()));
    });
    await Promise.all(Array.from({ length: 20 }, async () => read(await gateway.token('auth'))));
    expect(fetched).toBe(1);
    now = serviceIdentity({ name: 'api-gateway' });
    await eventually(async () => expect(await read(await now.token('auth'))).toBe('api-gateway'));
    expect(fetched).toBe(2);
  });

  it.each<[string, (request: IncomingMessage, response: ServerResponse) => void]>([
    ['lead elsewhere', (_, response) => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end()],
    ['are larger than keys are', (_, response) => response.end(JSON.stringify({ keys: ['x'.repeat(70_000)] }))],
    ['are none', (_, response) => response.end('"keys"')],
    ['are not there', (_, response) => response.writeHead(404).end()],
  ])('that %s open nothing (I03)', async (_, answer) => {
    const read = await readBy(answer);
    await expect(read(await gateway.token('auth'))).rejects.toMatchObject({ code: 'unavailable' });
  });
});

const hasOpenssl = spawnSync('openssl', ['version']).status === 0;
if (!hasOpenssl) process.stderr.write('SKIPPED: there is no openssl here, the gateway was not tested with TLS\n');

(hasOpenssl ? describe : describe.skip)('a gateway with a certificate', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'cspmexa-gateway-tls-'));
  const logs = captureLogs('silent');
  const tlsOf = (name: string): ServiceTls => {
    const at = (file: string) => path.join(folder, name, file);
    const tls = serviceTls({ certificate: at('tls.crt'), key: at('tls.key'), authorities: at('ca.crt') }, logs.logger);
    stops.push(async () => tls.close());
    return tls;
  };
  let issuer: TestIssuer;
  beforeAll(async () => {
    issuer = await createTestIssuer();
    const script = fileURLToPath(new URL('../../../../deploy/dev-certificates.sh', import.meta.url));
    expect(spawnSync('bash', [script, folder, 'auth', 'collector', 'api-gateway']).status).toBe(0);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  @Controller()
  class AccountController {
    @Handle(listAccounts)
    list(): RouteResponse<typeof listAccounts> {
      return { items: [], next: null };
    }

    @Handle(getJwks)
    keys(): RouteResponse<typeof getJwks> {
      const { jwks } = issuer.settings;
      if (typeof jwks !== 'object' || jwks instanceof URL) throw new Error('A test issuer has its keys.');
      return { keys: jwks.keys.map((key) => ({ ...key })) };
    }
  }
  @Module({ controllers: [AccountController] })
  class AccountModule {}

  it('shows it to the services behind it, to auth, and to who asks for its keys', async () => {
    const collector = await startService(AccountModule, { tokens: issuer.settings, tls: tlsOf('collector') });
    stops.push(() => collector.stop());
    const { service: auth } = await startAuth({ tls: tlsOf('auth') });
    const internalPort = await freePort();
    const under = await gatewayUnderTest(
      {
        AUTH_URL: auth.url,
        AUTH_JWKS_URL: `${collector.url}/.well-known/jwks.json`,
        COLLECTOR_URL: collector.url,
        SERVICE_KEY_FILE: keyFile,
        INTERNAL_PORT: String(internalPort),
        TLS_CERT_FILE: path.join(folder, 'api-gateway/tls.crt'),
        TLS_KEY_FILE: path.join(folder, 'api-gateway/tls.key'),
        TLS_CA_FILE: path.join(folder, 'ca.crt'),
      },
      undefined,
      issuer,
    );
    stops.push(() => under.stop());
    const authorization = await issuer.authorization();
    const answer = await fetch(`${under.url}/api/v1/accounts`, { headers: { authorization } });
    expect({ status: answer.status, body: await answer.json() }).toEqual({
      status: 200,
      body: { items: [], next: null },
    });

    const client = authClient({ url: auth.url, identity: gateway, tls: tlsOf('api-gateway') });
    expect(await client.listRevocations(0)).toMatchObject({ last: 7 });
    const bare = authClient({ url: auth.url, identity: gateway });
    await expect(bare.listRevocations(0)).rejects.toMatchObject({ code: 'unavailable' });

    const address = `https://127.0.0.1:${internalPort}/.well-known/service-jwks.json`;
    const read = verifyCallers({ name: 'auth', callers: { 'api-gateway': address }, fetch: tlsOf('auth').fetch });
    expect(await read(await gateway.token('auth'))).toBe('api-gateway');
    await expect(fetch(address)).rejects.toThrow();
  });
});
