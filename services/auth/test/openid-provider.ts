/** A real OpenID Connect provider (oidc-provider) in front of which nobody types: tests say who signs in. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair } from 'jose';
import { Provider, type ClientMetadata, type Configuration } from 'oidc-provider';
import { Browser } from './browser.js';

/** What the provider says of whoever signs in. */
export interface OpenIdPerson {
  readonly sub: string;
  readonly [claim: string]: unknown;
}

export interface OpenIdProvider {
  /** Where it listens, and who it says that it is. */
  readonly issuer: string;
  /** Who signs in when the provider asks. */
  person: OpenIdPerson;
  /** When whoever signs in next did so, in epoch seconds; undefined: just then. */
  signedInAt: number | undefined;
  /** How often it has asked somebody to sign in. */
  readonly asked: () => number;
  /** The query of each request for authorization. */
  readonly authorizations: URLSearchParams[];
  /** Goes there in a browser of the provider, signs in where asked to, and stops at the way back. @returns its address. */
  follow(browser: Browser, address: string): Promise<string>;
  stop(): Promise<void>;
}

export interface OpenIdSettings {
  readonly clients: readonly ClientMetadata[];
  readonly configuration?: Configuration;
}

export async function startOpenIdProvider({ clients, configuration = {} }: OpenIdSettings): Promise<OpenIdProvider> {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // it listens on TCP
  const issuer = `http://127.0.0.1:${port}`;
  let asked = 0;
  const authorizations: URLSearchParams[] = [];
  const provider = new Provider(issuer, {
    clients: [...clients],
    jwks: { keys: [{ ...(await exportJWK(privateKey)), kid: 'one', alg: 'RS256', use: 'sig' }] },
    cookies: { keys: ['a key of the tests'] },
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name', 'picture'] },
    pkce: { required: () => true },
    features: { devInteractions: { enabled: false } },
    ttl: { AccessToken: 300, AuthorizationCode: 60, Grant: 300, IdToken: 300, Interaction: 300, Session: 3_600 },
    interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
    findAccount: (_context, accountId) => ({ accountId, claims: () => ({ ...started.person, sub: accountId }) }),
    loadExistingGrant: async (context) => {
      const { client, session } = context.oidc;
      if (!client || !session?.accountId) return undefined;
      const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
      grant.addOIDCScope('openid email profile');
      await grant.save();
      return grant;
    },
    ...configuration,
  });
  const handle = provider.callback();
  server.on('request', (request, response) => {
    const url = new URL(request.url ?? '/', issuer);
    if (url.pathname === '/auth') authorizations.push(url.searchParams);
    if (!url.pathname.startsWith('/interaction/')) return void handle(request, response);
    asked += 1;
    void provider.interactionFinished(request, response, {
      login: {
        accountId: started.person.sub,
        ...(started.signedInAt === undefined ? {} : { ts: started.signedInAt }),
      },
    });
  });
  const started: OpenIdProvider = {
    issuer,
    person: { sub: 'nobody' },
    signedInAt: undefined,
    asked: () => asked,
    authorizations,
    follow: async (browser, address) => {
      let next = address;
      for (let hops = 0; hops < 8 && new URL(next).origin === issuer; hops += 1) {
        const { location, status, text } = await browser.go(next);
        if (!location) throw new Error(`The provider answered ${status}: ${text}`);
        next = location;
      }
      return next;
    },
    stop: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
  return started;
}
