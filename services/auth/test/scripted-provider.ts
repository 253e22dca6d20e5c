/** In front of the sandbox Google's endpoints: it answers what a test says, and passes on the rest. */
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Answers one request; an answer that is never ended is a provider that stalls. */
export type Script = (response: ServerResponse) => void;

const endpoints = ['token', 'userinfo', 'certs'] as const;

export interface ScriptedProvider {
  token?: Script | undefined;
  userinfo?: Script | undefined;
  certs?: Script | undefined;
  /** The address of the sandbox's pages, for what has no script. */
  target: string;
  /** For the configuration of the auth service. */
  readonly env: Readonly<Record<'GOOGLE_TOKEN_URL' | 'GOOGLE_USERINFO_URL' | 'GOOGLE_JWKS_URL', string>>;
  /** What was asked, oldest first. */
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

export async function startScriptedProvider(): Promise<ScriptedProvider> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8');
      const { method = '', url = '', headers } = request;
      provider.asked.push({ method, url, authorization: headers.authorization, form: new URLSearchParams(body) });
      const endpoint = endpoints.find((each) => url.startsWith(`/${each}`));
      const script = endpoint && provider[endpoint];
      if (script) return script(response);
      const { authorization = '', 'content-type': type = '' } = headers;
      const init = { method, headers: { authorization, 'content-type': type }, ...(body ? { body } : {}) };
      void fetch(`${provider.target}/google${url}`, init).then(async (answer) =>
        response.writeHead(answer.status, { 'content-type': 'application/json' }).end(await answer.text()),
      );
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // it listens on TCP
  const url = `http://127.0.0.1:${port}`;
  const provider: ScriptedProvider = {
    target: '',
    env: {
      GOOGLE_TOKEN_URL: `${url}/token`,
      GOOGLE_USERINFO_URL: `${url}/userinfo`,
      GOOGLE_JWKS_URL: `${url}/certs`,
    },
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
