/** An identity provider that answers what a test says, in place of Google's token and userinfo endpoints. */
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Answers one request; an answer that is never ended is a provider that stalls. */
export type Script = (response: ServerResponse) => void;

export interface ScriptedProvider {
  token: Script;
  userinfo: Script;
  /** For the configuration of the auth service. */
  readonly env: { readonly GOOGLE_TOKEN_URL: string; readonly GOOGLE_USERINFO_URL: string };
  /** What was asked, oldest first: `POST /token?… body` without the body's order. */
  readonly asked: {
    readonly method: string;
    readonly url: string;
    readonly authorization: string | undefined;
    readonly form: URLSearchParams;
  }[];
  stop(): Promise<void>;
}

export const json =
  (body: unknown, status = 200): Script =>
  (response) =>
    void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));

export const text =
  (body: string, status = 200): Script =>
  (response) =>
    void response.writeHead(status).end(body);

export const stall: Script = () => undefined;
export const hangUp: Script = (response) => void response.socket?.resetAndDestroy();
export const halfAnAnswer: Script = (response) => {
  response.writeHead(200, { 'content-length': '1000' }).write('{"access_');
  setTimeout(() => response.socket?.destroy(), 50);
};
export const drip: Script = (response) => {
  response.writeHead(200);
  const timer = setInterval(() => response.write(' '), 200);
  response.on('close', () => clearInterval(timer));
};
export const endless: Script = (response) => {
  response.writeHead(200);
  const more = () => {
    while (!response.destroyed && response.write('x'.repeat(65_536)));
    if (!response.destroyed) response.once('drain', more);
  };
  more();
};

/** A token that it gives to anybody. */
export const goodToken = json({ access_token: 'token-of-the-provider', token_type: 'Bearer', expires_in: 300 });

export async function startScriptedProvider(): Promise<ScriptedProvider> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const form = new URLSearchParams(Buffer.concat(chunks).toString('utf8'));
      const { method = '', url = '', headers } = request;
      provider.asked.push({ method, url, authorization: headers.authorization, form });
      (url.startsWith('/token') ? provider.token : provider.userinfo)(response);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // it listens on TCP
  const url = `http://127.0.0.1:${port}`;
  const provider: ScriptedProvider = {
    token: goodToken,
    userinfo: json({}),
    env: { GOOGLE_TOKEN_URL: `${url}/token`, GOOGLE_USERINFO_URL: `${url}/userinfo` },
    asked: [],
    stop: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
  return provider;
}
