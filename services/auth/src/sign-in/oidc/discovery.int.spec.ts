import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fixedClock } from '@cspmexa/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  drip,
  endless,
  halfAnAnswer,
  hangUp,
  json,
  stall,
  text,
  type Script,
} from '../../../test/scripted-provider.js';
import { ProviderTrouble } from '../bounded-fetch.js';
import { Discovery } from './discovery.js';

describe('the discovery document of an issuer (O04)', () => {
  let server: Server;
  let issuer: string;
  let script: Script;
  let asked = 0;
  beforeAll(async () => {
    server = createServer((_request, response) => {
      asked += 1;
      script(response);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // it listens on TCP
  });
  beforeEach(() => {
    asked = 0;
    script = json(documentOf());
  });
  afterAll(async () => {
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  });

  const documentOf = (change: object = {}) => ({
    issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    userinfo_endpoint: `${issuer}/userinfo`,
    jwks_uri: `${issuer}/jwks`,
    ...change,
  });
  const discoveryOf = (clock = fixedClock(new Date()), path = '') =>
    new Discovery({
      url: `${issuer}${path}/.well-known/openid-configuration`,
      clientId: 'client',
      timeoutMs: 300,
      clock,
    });

  it('is asked for once by all who come at the same time, and again after an hour', async () => {
    const clock = fixedClock(new Date());
    const discovery = discoveryOf(clock);
    const found = await Promise.all([discovery.issuer(), discovery.issuer(), discovery.issuer()]);
    expect(found.map(({ metadata }) => metadata.token_endpoint)).toEqual(Array(3).fill(`${issuer}/token`));
    clock.advance(59 * 60_000);
    await discovery.issuer();
    expect(asked).toBe(1);
    clock.advance(60_000);
    script = json(documentOf({ token_endpoint: `${issuer}/other` }));
    expect((await discovery.issuer()).metadata.token_endpoint).toBe(`${issuer}/other`);
    expect(asked).toBe(2);
  });

  it('is believed for a day while it cannot be had, and asked for every half minute', async () => {
    const clock = fixedClock(new Date());
    const discovery = discoveryOf(clock);
    await discovery.issuer();
    script = json({}, 500);
    clock.advance(2 * 60 * 60_000);
    expect((await discovery.issuer()).metadata.issuer).toBe(issuer);
    expect((await discovery.issuer()).metadata.issuer).toBe(issuer);
    expect(asked).toBe(2);
    clock.advance(31_000);
    await discovery.issuer();
    expect(asked).toBe(3);
    clock.advance(24 * 60 * 60_000);
    await expect(discovery.issuer()).rejects.toThrow(ProviderTrouble);
  });

  it('is asked for again by whoever comes after one that failed', async () => {
    const discovery = discoveryOf();
    script = json({}, 503);
    await expect(discovery.issuer()).rejects.toThrow(ProviderTrouble);
    script = json(documentOf());
    expect((await discovery.issuer()).metadata.issuer).toBe(issuer);
  });

  it('may be of an issuer that ends in a slash', async () => {
    script = json(documentOf({ issuer: `${issuer}/application/` }));
    expect((await discoveryOf(undefined, '/application').issuer()).metadata.issuer).toBe(`${issuer}/application/`);
  });

  it.each<[string, Script]>([
    ['stalls', stall],
    ['drips', drip],
    ['never ends', endless],
    ['hangs up', hangUp],
    ['ends in the middle', halfAnAnswer],
    ['is a page', text('<html>')],
    ['is nothing', text('')],
    ['is a list', json([])],
    ['is null', json(null)],
    ['is missing', json({}, 404)],
    ['is elsewhere', (response) => void response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end()],
    ['is 300 MB', (response) => void response.writeHead(200, { 'content-length': '300000000' }).write('{')],
  ])('that %s is none', async (_, trouble) => {
    script = trouble;
    await expect(discoveryOf().issuer()).rejects.toThrow(ProviderTrouble);
  });

  it.each<[string, object]>([
    ['another issuer', { issuer: 'https://evil.example' }],
    ['an issuer for each tenant, as of Entra’s common document', { issuer: 'https://login.example/{tenantid}/v2.0' }],
    ['no issuer', { issuer: undefined }],
    ['no token endpoint', { token_endpoint: undefined }],
    ['no keys', { jwks_uri: undefined }],
    ['a token endpoint in clear elsewhere', { token_endpoint: 'http://idp.example/token' }],
    ['keys in clear elsewhere', { jwks_uri: 'http://idp.example/jwks' }],
    ['an authorization endpoint that runs', { authorization_endpoint: 'javascript:alert(1)' }],
    ['userinfo in a file', { userinfo_endpoint: 'file:///etc/passwd' }],
  ])('with %s is refused', async (_, change) => {
    script = json(documentOf(change));
    await expect(discoveryOf().issuer()).rejects.toThrow(ProviderTrouble);
  });
});
