/** Access tokens of any tenant, and the keys of all who sign: ours and those of the auth service. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createTestIssuer, type TestIssuer } from '@cspmexa/testkit';

export interface ChaosIssuer {
  readonly issuer: TestIssuer;
  /** For AUTH_JWKS_URL. */
  readonly keysUrl: string;
  stop(): Promise<void>;
}

/** `authUrl` is asked for its keys when somebody asks for ours. */
export async function startIssuer(authUrl: string): Promise<ChaosIssuer> {
  const issuer = await createTestIssuer();
  const ours = (issuer.settings.jwks as { keys: unknown[] }).keys; // createTestIssuer gives the keys themselves
  const server = createServer((_, response) => {
    void theirs(authUrl).then((keys) =>
      response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys: [...ours, ...keys] })),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // it listens on TCP
  return {
    issuer,
    keysUrl: `http://127.0.0.1:${port}/`,
    stop: async () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

const theirs = (authUrl: string): Promise<unknown[]> =>
  fetch(`${authUrl}/.well-known/jwks.json`, { signal: AbortSignal.timeout(2_000) })
    .then((answer) => answer.json())
    .then((body: unknown) => (body as { keys?: unknown[] }).keys ?? [])
    // Away or not asked for: then there are only ours.
    .catch(() => []);
