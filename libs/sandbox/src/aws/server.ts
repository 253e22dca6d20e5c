/** The sandbox accounts as an HTTP server, for `AWS_ENDPOINT_URL`. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { cloudOf, pause, type Accounts } from './delivery.js';
import { parseQuery, type SandboxRequest, type SandboxResponse } from './http.js';

/** A server that is listening. */
export interface SandboxServer {
  /** For `AWS_ENDPOINT_URL` and for the `endpoint` of a client. */
  url: string;
  port: number;
  /** Requests that came in, whatever they were answered. */
  requests: () => number;
  /** Closes the server and every connection to it. */
  close: () => Promise<void>;
}

/** Where the server listens: 127.0.0.1 and a free port unless given. */
export interface SandboxServerOptions {
  port?: number;
  host?: string;
}

const MAX_BODY_BYTES = 32 * 1024 * 1024;

/** Starts a server for the accounts. Rejects when the port is taken. */
export async function startSandboxServer(
  accounts: Accounts,
  { port = 0, host = '127.0.0.1' }: SandboxServerOptions = {},
): Promise<SandboxServer> {
  const cloud = cloudOf(accounts);
  let requests = 0;
  const server = createServer((incoming, outgoing) => {
    requests += 1;
    void readRequest(incoming)
      .then(async (request) => {
        const account = cloud.accountOf(request);
        const response = cloud.handle(request);
        await pause(account.latencyMs);
        deliver(incoming, outgoing, response);
      })
      .catch(() => incoming.socket.destroy());
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve());
  });
  const address = server.address() as AddressInfo; // a server that listens on a port has an address
  return {
    url: `http://${host}:${address.port}`,
    port: address.port,
    requests: () => requests,
    close: () => close(server),
  };
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

async function readRequest(incoming: IncomingMessage): Promise<SandboxRequest> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming) {
    const bytes = Buffer.from(chunk as Uint8Array); // a request's stream without encoding gives bytes
    size += bytes.length;
    if (size > MAX_BODY_BYTES) throw new Error('The request body is too large for the sandbox.');
    chunks.push(bytes);
  }
  const [path = '/', query = ''] = splitOnce(incoming.url ?? '/', '?');
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(incoming.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(',') : value;
  }
  return {
    method: incoming.method ?? 'GET',
    host: (headers['host'] ?? '').replace(/:\d+$/, ''),
    path,
    query: parseQuery(query),
    headers,
    body: Buffer.concat(chunks),
  };
}

function splitOnce(text: string, separator: string): string[] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

function deliver(incoming: IncomingMessage, outgoing: ServerResponse, response: SandboxResponse): void {
  if (response.delivery === 'never') return;
  if (response.delivery === 'reset') {
    incoming.socket.resetAndDestroy();
    return;
  }
  outgoing.writeHead(response.status, { ...response.headers, 'content-length': String(response.body.length) });
  if (response.delivery === 'truncated') {
    const half = response.body.subarray(0, Math.floor(response.body.length / 2));
    outgoing.write(half, () => incoming.socket.destroy());
    return;
  }
  outgoing.end(response.body);
}
