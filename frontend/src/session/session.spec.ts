/** @jest-environment node */
import { describe, expect, it } from '@jest/globals';
import { Session } from './session.js';

interface Call {
  readonly url: string;
  readonly authorization: string | null;
}

/** A server that knows one valid token at a time. `refresh` says what the next refreshes answer. */
function server({ lifetimeMs = 900_000, refresh = () => 200 }: { lifetimeMs?: number; refresh?: () => number } = {}) {
  const calls: Call[] = [];
  let valid = 0;
  const fetch = async (input: unknown, init?: RequestInit): Promise<Response> => {
    const url = String(input);
    const authorization = new Headers(init?.headers).get('authorization');
    calls.push({ url, authorization });
    if (!url.endsWith('/auth/refresh'))
      return new Response(null, { status: authorization === `Bearer t${valid}` ? 200 : 401 });
    await new Promise((resolve) => setTimeout(resolve, 5));
    const status = refresh();
    if (status === 0) throw new TypeError('offline');
    if (status !== 200) return new Response('{}', { status });
    valid += 1;
    const body = {
      state: 'signed-in',
      accessToken: `t${valid}`,
      expiresAt: new Date(Date.now() + lifetimeMs).toISOString(),
    };
    return new Response(JSON.stringify(body), { status: 200 });
  };
  return {
    fetch,
    calls,
    expire: () => (valid += 1),
    refreshes: () => calls.filter(({ url }) => url.endsWith('/auth/refresh')).length,
  };
}

const open = (fetch: typeof globalThis.fetch, now?: () => number): Session =>
  new Session({ fetch, language: () => 'pt', ...(now ? { now } : {}) });

describe('the session of the page', () => {
  it('is signed in after a refresh and sends the token', async () => {
    const { fetch, calls } = server();
    const session = open(fetch);
    await session.start();
    expect(session.state).toBe('signed-in');
    expect((await session.fetch('/api/v1/me')).status).toBe(200);
    expect(calls.at(-1)?.authorization).toBe('Bearer t1');
  });

  it.each([
    [401, 'signed-out'],
    [403, 'signed-out'],
    [503, 'unreachable'],
    [0, 'unreachable'],
  ])('is, after a refresh that answers %i, %s', async (status, state) => {
    const session = open(server({ refresh: () => status }).fetch);
    await session.start();
    expect(session.state).toBe(state);
  });

  it('refreshes once for many calls that are refused together, and repeats them', async () => {
    const { fetch, refreshes, expire } = server();
    const session = open(fetch);
    await session.start();
    expire();
    const answers = await Promise.all(Array.from({ length: 20 }, () => session.fetch('/api/v1/findings')));
    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200));
    expect(refreshes()).toBe(2);
  });

  it('renews before the token expires', async () => {
    let time = Date.now();
    const { fetch, refreshes, calls } = server();
    const session = open(fetch, () => time);
    await session.start();
    time += 850_000;
    await session.fetch('/api/v1/me');
    expect(refreshes()).toBe(2);
    expect(calls.at(-1)?.authorization).toBe('Bearer t2');
  });

  it('is signed out when the session ended meanwhile, and says so', async () => {
    let status = 200;
    const { fetch, expire } = server({ refresh: () => status });
    const session = open(fetch);
    const states: string[] = [];
    session.subscribe(() => states.push(session.state));
    await session.start();
    status = 401;
    expire();
    expect((await session.fetch('/api/v1/me')).status).toBe(401);
    expect(states).toEqual(['signed-in', 'signed-out']);
  });

  it('stays signed in when only the network is gone', async () => {
    let status = 200;
    const { fetch, expire } = server({ refresh: () => status });
    const session = open(fetch);
    await session.start();
    status = 0;
    expire();
    await session.fetch('/api/v1/me');
    expect(session.state).toBe('signed-in');
  });

  it('has only the missing step open until a code is given', async () => {
    const expiresAt = new Date(Date.now() + 600_000).toISOString();
    const calls: (string | null)[] = [];
    const session = open(async (input, init) => {
      if (String(input).endsWith('/auth/refresh'))
        return new Response(JSON.stringify({ state: 'mfa-required', mfaToken: 'half', expiresAt }));
      calls.push(new Headers(init?.headers).get('authorization'));
      return new Response(null, { status: calls.length === 1 ? 401 : 200 });
    });
    await session.start();
    expect(session.state).toBe('mfa-required');
    expect((await session.fetch('/api/v1/findings')).status).toBe(401);
    session.adopt({ accessToken: 'whole', expiresAt });
    expect((await session.fetch('/api/v1/findings')).status).toBe(200);
    expect(calls).toEqual(['Bearer half', 'Bearer whole']);
  });

  it.each([
    [true, 200],
    [false, 403],
  ])('asks once for a fresh proof, and if it is given (%s) the call answers %i', async (given, status) => {
    const refusal = { type: '/problems/x', title: 'x', status: 403, code: 'step-up-required', traceId: 't' };
    const { fetch } = server();
    let proven = false;
    const session = open(async (input, init) =>
      init?.method === 'PATCH' && !proven ? new Response(JSON.stringify(refusal), { status: 403 }) : fetch(input, init),
    );
    await session.start();
    let asked = 0;
    session.onProofNeeded(async () => {
      asked += 1;
      await new Promise((resolve) => setTimeout(resolve, 5));
      proven = given;
      return given;
    });
    const calls = [1, 2, 3].map(() => session.fetch('/api/v1/tenant', { method: 'PATCH' }));
    expect((await Promise.all(calls)).map((answer) => answer.status)).toEqual(Array(3).fill(status));
    expect(asked).toBe(1);
  });
});
