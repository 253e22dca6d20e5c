import { createHash } from 'node:crypto';
import http, { type IncomingHttpHeaders } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { createLocalJWKSet, jwtVerify, type JSONWebKeySet } from 'jose';
import { realisticAccount, sandboxFixes, type SandboxAccount, type SandboxFix } from '../aws/index.js';
import { sandboxPeople } from '../google/people.js';
import { startSandboxPages, type SandboxPages } from './start-pages.js';

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

describe('the pages of the sandbox', () => {
  let account: SandboxAccount;
  let fixes: SandboxFix[];
  let pages: SandboxPages;
  let changes = 0;
  beforeAll(async () => {
    account = realisticAccount();
    fixes = sandboxFixes(account);
    pages = await startSandboxPages({
      port: 0,
      dashboardUrl: 'http://127.0.0.1:8050',
      account,
      fixes,
      endpointUrl: 'http://127.0.0.1:8056',
      onChange: () => (changes += 1),
      google: {
        clientId: 'id',
        clientSecret: 'secret',
        redirectUri: 'http://127.0.0.1:8050/api/v1/auth/google/callback',
        people: sandboxPeople,
      },
    });
  });
  afterAll(() => pages.stop());
  afterEach(() => {
    for (const fix of fixes) fix.undo();
  });

  /** With headers that fetch would not let through. */
  const send = (target: string, { method = 'GET', headers = {}, body = '' } = {}): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const { hostname, port } = new URL(pages.url);
      const request = http.request({ hostname, port, path: target, method, headers, agent: false }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
      });
      request.on('error', reject).end(body);
    });
  const change = (form: Record<string, string>, headers: Record<string, string> = {}) =>
    send('/aws/change', {
      method: 'POST',
      headers: { origin: pages.url, 'content-type': 'application/x-www-form-urlencoded', ...headers },
      body: new URLSearchParams(form).toString(),
    });
  const first = (): SandboxFix => {
    const [fix] = fixes;
    if (!fix) throw new Error('There is nothing to repair.');
    return fix;
  };

  it('lists what can be repaired, repairs it and breaks it again', async () => {
    const { text } = await send('/aws/');
    expect([...text.matchAll(/data-applied="false"/g)]).toHaveLength(fixes.length);
    changes = 0;
    const { id } = first();
    expect(await change({ id, to: 'fixed' })).toMatchObject({ status: 303, headers: { location: './' } });
    expect([first().applied, changes]).toEqual([true, 1]);
    expect((await send('/aws/')).text).toMatch(/data-applied="true"[\s\S]*Break again/);
    await change({ id, to: 'fixed' });
    await change({ id, to: 'broken' });
    expect(first().applied).toBe(false);
  });

  it.each<[string, Record<string, string>]>([
    ['another site', { origin: 'https://evil.example' }],
    ['another port of this machine', { origin: 'http://127.0.0.1:1' }],
    ['a sandboxed frame', { origin: 'null' }],
    ['an Origin that is no address', { origin: '%%%' }],
    ['an empty Origin', { origin: '' }],
    ['another scheme', { origin: 'https://127.0.0.1' }],
  ])('takes no change from %s', async (_, headers) => {
    expect((await change({ id: first().id, to: 'fixed' }, headers)).status).toBe(403);
    expect(first().applied).toBe(false);
  });

  it('takes no change without an Origin, none by GET, and none that it does not know', async () => {
    const body = new URLSearchParams({ id: first().id, to: 'fixed' }).toString();
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    expect((await send('/aws/change', { method: 'POST', headers, body })).status).toBe(403);
    expect((await send(`/aws/change?${body}`)).status).toBe(404);
    expect((await change({ id: 'unknown', to: 'fixed' })).status).toBe(404);
    for (const to of ['', 'x', '__proto__']) expect((await change({ id: first().id, to })).status).toBe(400);
    expect((await change({ id: first().id, to: 'fixed', more: 'x'.repeat(100_000) })).status).toBe(413);
    expect(first().applied).toBe(false);
  });

  it.each([
    'evil.example',
    '127.0.0.1.evil.example',
    'localhost.evil.example',
    'evil.example:80',
    '127.0.0.1@evil.example',
    '169.254.169.254',
  ])('does not answer to the name %j (DNS rebinding)', async (host) => {
    for (const target of ['/', '/aws/', '/mailbox/', '/google/authorize', '/google/userinfo'])
      expect((await send(target, { headers: { host } })).text).toBe('');
    expect(
      (await change({ id: first().id, to: 'fixed' }, { host, origin: `http://${host}` })).status,
    ).toBeGreaterThanOrEqual(400);
    expect(first().applied).toBe(false);
  });

  it.each(['localhost', '127.0.0.1', '[::1]'])('answers to %s', async (host) => {
    expect((await send('/aws/', { headers: { host: `${host}:8055` } })).status).toBe(200);
  });

  it('shows mails as text, whatever they say (X02)', async () => {
    const evil = `"'><script>alert(1)</script><img src=x onerror=alert(1)>{{7*7}}\${7*7}`;
    account.invoke('ses', 'SendEmail', {
      FromEmailAddress: `${evil}@example.com`,
      Destination: { ToAddresses: [`${evil}@example.com`] },
      Content: {
        Simple: {
          Subject: { Data: evil },
          Body: { Html: { Data: `<p>${evil}</p></iframe><script>alert(2)</script>` }, Text: { Data: `</pre>${evil}` } },
          Headers: [{ Name: evil, Value: evil }],
        },
      },
    });
    const list = await send('/mailbox/');
    const [, messageId] = /data-mail href="([^"]+)"/.exec(list.text) ?? [];
    const mail = await send(`/mailbox/${messageId}`);
    for (const { status, text } of [list, mail]) {
      expect(status).toBe(200);
      expect(text).not.toMatch(/<script|<img|<\/pre>["']/);
      expect(text).toContain('&#60;script&#62;');
    }
    expect(mail.text).toContain('<iframe sandbox="" title="The mail as HTML" srcdoc="');
    expect(mail.text.match(/<iframe|<\/iframe>/g)).toHaveLength(2);
  });

  it.each([
    '/mailbox/unknown',
    '/mailbox/%00',
    '/mailbox/%ff',
    '/mailbox/<script>alert(1)</script>',
    '/mailbox/..%2f..%2f',
    '/nothing',
    '/google/nothing',
  ])('knows nothing of %s, and repeats nothing of it', async (target) => {
    const { status, text } = await send(target);
    expect([400, 404]).toContain(status);
    expect(text).not.toMatch(/<script>|at .*\.[jt]s:|node_modules/);
  });

  it('shows errors of its Google as text', async () => {
    const { status, text } = await send('/google/authorize?client_id=%3Cscript%3Ealert(1)%3C/script%3E');
    expect([status, text.includes('<script')]).toEqual([400, false]);
    const query = new URLSearchParams({
      client_id: 'id',
      redirect_uri: 'http://127.0.0.1:8050/api/v1/auth/google/callback',
      response_type: 'code',
      code_challenge: 'a'.repeat(43),
      code_challenge_method: 'S256',
      state: `"><script>alert(1)</script>${'x'.repeat(16)}`,
    });
    const page = await send(`/google/authorize?${query}`);
    expect([page.status, page.text.includes('<script')]).toEqual([200, false]);
    for (const [name, value] of [
      ['redirect_uri', 'https://evil.example/'],
      ['redirect_uri', 'http://127.0.0.1:8050/api/v1/auth/google/callback/../x'],
      ['code_challenge_method', 'plain'],
      ['response_type', 'token'],
      ['state', 'short'],
      ['client_id', 'another'],
    ] as const) {
      const changed = new URLSearchParams(query);
      changed.set(name, value);
      expect((await send(`/google/authorize?${changed}`)).status).toBe(400);
      changed.set('person', '100000000000000000001');
      expect(await send(`/google/choose?${changed}`)).toMatchObject({
        status: 400,
        headers: expect.not.objectContaining({ location: expect.anything() }),
      });
    }
  });

  it.each(['/aws/', '/mailbox/', '/google/authorize', '/nothing'])('lets nothing run at %s (X03)', async (target) => {
    const { headers } = await send(target);
    expect(headers['content-security-policy']).toMatch(/default-src 'none'.*frame-ancestors 'none'/);
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' });
    expect(headers).not.toHaveProperty('x-powered-by');
  });

  it('gives no token for what is not a code of its own', async () => {
    for (const form of [
      {},
      { code: 'x' },
      { code: 'x', client_id: 'id', client_secret: 'secret', code_verifier: 'y' },
      { client_secret: 'é'.repeat(6) },
    ]) {
      const { status, text } = await send('/google/token', {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams(form).toString(),
      });
      expect([400, 401]).toContain(status);
      expect(JSON.parse(text)).toEqual({ error: expect.stringMatching(/^invalid_/) });
    }
  });

  it('says who a person is in an ID token that its keys verify, once, to whoever has the verifier', async () => {
    const verifier = 'v'.repeat(43);
    const redirect_uri = 'http://127.0.0.1:8050/api/v1/auth/google/callback';
    const query = new URLSearchParams({
      client_id: 'id',
      redirect_uri,
      response_type: 'code',
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
      state: 's'.repeat(16),
      nonce: 'of this start',
      person: '100000000000000000001',
    });
    const codeOf = async (): Promise<string> => {
      const { headers } = await send(`/google/choose?${query}`);
      return new URL(String(headers.location)).searchParams.get('code') ?? '';
    };
    const trade = async (change: Record<string, string>) => {
      const form = { grant_type: 'authorization_code', client_id: 'id', client_secret: 'secret', redirect_uri };
      const { status, text } = await send('/google/token', {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams({ ...form, code_verifier: verifier, ...change }).toString(),
      });
      return { status, body: JSON.parse(text) as Record<string, string> }; // an answer of a token endpoint
    };
    const code = await codeOf();
    const { status, body } = await trade({ code });
    expect(status).toBe(200);
    const jwks = createLocalJWKSet(JSON.parse((await send('/google/certs')).text) as JSONWebKeySet); // what it says it is
    const { payload, protectedHeader } = await jwtVerify(String(body['id_token']), jwks, { algorithms: ['RS256'] });
    expect(protectedHeader.kid).toMatch(/./);
    expect(payload).toEqual({
      iss: 'https://accounts.google.com',
      aud: 'id',
      azp: 'id',
      sub: '100000000000000000001',
      email: 'ana@tucanuva.example',
      email_verified: true,
      hd: 'tucanuva.example',
      name: 'Ana Souza',
      nonce: 'of this start',
      iat: expect.any(Number),
      exp: expect.any(Number),
    });
    const refused = { status: 400, body: { error: 'invalid_grant' } };
    expect(await trade({ code })).toEqual(refused);
    for (const change of [
      { code_verifier: 'w'.repeat(43) },
      { code_verifier: query.get('code_challenge') ?? '' },
      { code_verifier: '' },
      { redirect_uri: 'http://127.0.0.1:8050/' },
    ] as Record<string, string>[])
      expect(await trade({ code: await codeOf(), ...change })).toEqual(refused);
    expect(await trade({ code: await codeOf(), client_secret: 'wrong!' })).toEqual({
      status: 401,
      body: { error: 'invalid_client' },
    });
  });

  it('says so when its port is taken', async () => {
    const port = Number(new URL(pages.url).port);
    const settings = { port, dashboardUrl: '', account, fixes, endpointUrl: '', onChange: () => undefined };
    const google = { clientId: 'id', clientSecret: 'secret', redirectUri: 'http://127.0.0.1/', people: [] };
    await expect(startSandboxPages({ ...settings, google })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });
});
