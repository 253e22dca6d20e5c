/** A gateway for one test file: in front of an upstream that a test can read and steer, with an issuer of access tokens. */
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import http, { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { internalRoutes } from '@cspmexa/contracts';
import { InProcessCarrier, type Carrier } from '@cspmexa/messaging';
import { loadConfig, type HttpService } from '@cspmexa/platform';
import { captureLogs, createTestIssuer, type CapturedLogs, type TestIssuer } from '@cspmexa/testkit';
import type { Revocations } from '../src/auth-client/auth-client.js';
import { gatewayConfig, startGateway } from '../src/index.js';

/** A request as the upstream got it. */
export interface Asked {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: number;
}

export interface Upstream {
  readonly url: string;
  /** Oldest first. */
  readonly asked: Asked[];
  /** What it says of sessions that have ended; null: nothing at all. */
  revoked: Revocations['items'] | null;
  /** How often it was asked for keys, and for them alone: the gateway asks for more. */
  readonly asks: { keys: number; apiTokens: number };
  /** What API tokens are worth, by token. */
  readonly apiTokens: Map<string, string>;
  /** Answers instead of `{}`; back to `{}` when undefined. */
  answer: ((request: IncomingMessage, response: ServerResponse) => void) | undefined;
  stop(): Promise<void>;
}

export interface GatewayUnderTest {
  readonly url: string;
  readonly service: HttpService;
  readonly carrier: Carrier;
  readonly issuer: TestIssuer;
  readonly logs: CapturedLogs;
  readonly upstream: Upstream;
  /** A folder beside the served one with a file `secret.txt` in it. */
  readonly folder: string;
  stop(): Promise<void>;
}

async function startUpstream(issuer: TestIssuer): Promise<Upstream> {
  const server = createServer(async (request, response) => {
    const { method = '', url = '', headers } = request;
    if (url === '/.well-known/jwks.json?keys') {
      upstream.asks.keys += 1;
      return void response.end(JSON.stringify(issuer.settings.jwks));
    }
    if (url.startsWith('/internal/')) return void (await answerInternally(upstream, request, response));
    if (upstream.answer) {
      upstream.asked.push({ method, url, headers, bytes: 0 });
      return upstream.answer(request, response);
    }
    let bytes = 0;
    request.on('data', (chunk: Buffer) => (bytes += chunk.length));
    request.on('end', () => {
      upstream.asked.push({ method, url, headers, bytes });
      response.setHeader('content-type', 'application/json').setHeader('x-frame-options', 'ALLOWALL').end('{}');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // it listens on TCP
  const upstream: Upstream = {
    url: `http://127.0.0.1:${port}`,
    asked: [],
    revoked: [],
    asks: { keys: 0, apiTokens: 0 },
    apiTokens: new Map(),
    answer: undefined,
    stop: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
  return upstream;
}

/** As auth answers the gateway itself. */
async function answerInternally(
  { revoked, apiTokens, asks }: Upstream,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? '', 'http://auth');
  const answer = (status: number, body: unknown) => void response.writeHead(status).end(JSON.stringify(body));
  if (pathname === internalRoutes.listRevocations.path) {
    if (revoked === null) return void request.socket.destroy();
    const after = Number(searchParams.get('after'));
    return answer(200, {
      items: revoked.filter(({ seq }) => seq > after),
      last: Math.max(0, ...revoked.map(({ seq }) => seq)),
    });
  }
  if (pathname !== internalRoutes.openApiTokenSession.path) return answer(200, {});
  asks.apiTokens += 1;
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk as Uint8Array)); // no encoding is set
  const { token } = internalRoutes.openApiTokenSession.request.body.parse(JSON.parse(String(Buffer.concat(chunks))));
  const accessToken = apiTokens.get(token);
  if (accessToken) return answer(200, { accessToken, expiresAt: new Date().toISOString() });
  const problem = { type: 'about:blank', title: '', status: 401, code: 'unauthenticated', traceId: '' };
  answer(401, problem);
}

/** Starts it. Stop it when the tests of the file have run. Replicas share an issuer. */
export async function gatewayUnderTest(
  env: Readonly<Record<string, string>> = {},
  given?: Carrier,
  issuerOfAll?: TestIssuer,
): Promise<GatewayUnderTest> {
  const issuer = issuerOfAll ?? (await createTestIssuer());
  const upstream = await startUpstream(issuer);
  const logs = captureLogs('info');
  const folder = await mkdtemp(path.join(os.tmpdir(), 'cspmexa-gateway-'));
  const served = path.join(folder, 'dashboard');
  await mkdir(path.join(served, 'assets'), { recursive: true });
  await Promise.all(
    Object.entries({
      'secret.txt': 'SECRET',
      'dashboard/index.html': '<!doctype html><title>the dashboard</title>',
      'dashboard/favicon.svg': '<svg/>',
      'dashboard/.hidden': 'SECRET',
      'dashboard/assets/app-1a2b.js': 'export {}',
    }).map(([name, content]) => writeFile(path.join(folder, name), content)),
  );
  // Messages that nobody consumes: what is broadcast is all there is.
  const carrier = given ?? new InProcessCarrier({ subscriptions: {}, logger: logs.logger });
  const config = loadConfig(gatewayConfig, {
    PORT: '0',
    AUTH_URL: upstream.url,
    COLLECTOR_URL: upstream.url,
    POLICY_ENGINE_URL: upstream.url,
    NOTIFICATION_URL: upstream.url,
    AUTH_JWKS_URL: `${upstream.url}/.well-known/jwks.json?keys`,
    AUTH_ISSUER: issuer.settings.issuer,
    AUTH_AUDIENCE: issuer.settings.audience,
    DASHBOARD_DIR: served,
    RATE_LIMIT_PER_ADDRESS: '100000',
    RATE_LIMIT_PER_TOKEN: '100000',
    RATE_LIMIT_SIGN_INS: '100000',
    RATE_LIMIT_EXPENSIVE: '100000',
    UPSTREAM_TIMEOUT_MS: '500',
    EVENTS_HEARTBEAT_MS: '200',
    ...env,
  });
  const service = await startGateway(config, { carrier, version: '1.2.3', logger: logs.logger });
  return {
    url: service.url,
    service,
    carrier,
    issuer,
    logs,
    upstream,
    folder,
    stop: async () => {
      await service.stop();
      if (!given) await carrier.close();
      await upstream.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export interface RawAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** Sends a request whose path and headers go out as they are. Rejects when no answer comes within three seconds. */
export function sendRaw(
  base: string,
  target: string,
  {
    method = 'GET',
    headers = {},
    body,
  }: { method?: string; headers?: http.OutgoingHttpHeaders; body?: string | Buffer } = {},
): Promise<RawAnswer> {
  const { hostname, port } = new URL(base);
  return new Promise((resolve, reject) => {
    const request = http.request({ hostname, port, path: target, method, headers, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
      response.on('error', reject);
    });
    request.setTimeout(3_000, () => request.destroy(new Error(`${method} ${target} was not answered.`)));
    request.on('error', reject);
    request.end(body);
  });
}
