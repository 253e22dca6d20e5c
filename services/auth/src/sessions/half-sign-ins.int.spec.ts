import { routeList, type Route } from '@cspmexa/contracts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import type { Authenticator } from '../../test/authenticator.js';
import type { Browser } from '../../test/browser.js';
import { siteUnderTest, type Site } from '../../test/site-under-test.js';

const id = '5b0d6c1e-2f3a-4b5c-8d7e-9f0a1b2c3d4e';
const pathOf = ({ path }: Route): string => path.replace(/:policyId/, 'aws-x').replace(/:\w+/g, id);

describe('a sign-in that lacks a step', () => {
  let site: Site;
  let phone: Authenticator;
  let browser: Browser;
  let pending: string;
  beforeAll(async () => {
    site = await siteUnderTest();
    const first = site.browser();
    await site.signIn(first, 'Ana Souza');
    phone = await site.enrol(first);
    browser = site.browser();
    await site.signIn(browser, 'Ana Souza');
    pending = await mfaToken('mfa-required');
  }, 60_000);
  afterAll(() => site.stop());

  const mfaToken = async (expected: 'mfa-required' | 'enrolment-required', of = browser): Promise<string> => {
    const state = await site.state(of);
    if (state?.state !== expected) throw new Error(`${String(state?.state)} in place of ${expected}`);
    return state.mfaToken;
  };
  const send = (base: string, token: string, route: Route) =>
    fetch(`${base}${pathOf(route)}`, { method: route.method, headers: { authorization: `Bearer ${token}` } });

  it('gives a token of its own kind, which says nothing of a role or a proof (M03)', () => {
    expect(decodeProtectedHeader(pending)).toMatchObject({ typ: 'mfa+jwt' });
    const claims = decodeJwt(pending);
    expect(claims).toMatchObject({ aud: 'cspmexa/mfa', lacks: 'mfa' });
    expect(Number(claims.exp) - Number(claims.iat)).toBe(600);
    for (const name of ['role', 'prv', 'acc', 'scope']) expect(claims).not.toHaveProperty(name);
  });

  it.each(['at the gateway', 'at the service'])(
    'opens no operation but its step, %s (M03)',
    async (where) => {
      const base = where === 'at the gateway' ? `${site.gatewayUrl}/api` : site.authUrl;
      const answered: string[] = [];
      for (const route of routeList) {
        if (where === 'at the service' && route.service !== 'auth') continue;
        if (route.permission === 'public') continue; // they look at no token
        const response = await send(base, pending, route);
        await response.body?.cancel();
        if (response.status !== 401) answered.push(`${route.id} ${response.status}`);
      }
      // It lacks a body, and got as far as that.
      expect(answered).toEqual(['verifyMfa 400']);
      for (const path of ['/v1/events', '/internal/revocations', '/internal/api-tokens/session'])
        expect((await fetch(`${base}${path}`, { headers: { authorization: `Bearer ${pending}` } })).ok).toBe(false);
    },
    30_000,
  );

  it('is no whole one at the second try with the provider, nor straight after it (M03)', async () => {
    const again = site.browser();
    expect((await site.signIn(again, 'Ana Souza')).location).toBe(`${site.publicUrl}/findings`);
    await mfaToken('mfa-required', again);
    await site.signIn(again, 'Ana Souza');
    await mfaToken('mfa-required', again);
  });

  it('is whole with a code, in this browser alone (M03)', async () => {
    const other = site.browser();
    await site.signIn(other, 'Ana Souza');
    const access = await site.prove(browser, phone.code(1));
    expect((await site.api(access, '/v1/me')).status).toBe(200);
    expect(await site.token(browser)).not.toBeNull();
    await mfaToken('mfa-required', other);
  });

  it('can be left: by its cookie, whatever it lacks (M03)', async () => {
    const leaving = site.browser();
    await site.signIn(leaving, 'Ana Souza');
    const token = await mfaToken('mfa-required', leaving);
    expect((await leaving.post('/api/v1/auth/sign-out')).status).toBe(204);
    expect(await site.state(leaving)).toBeNull();
    // Its code has come too late.
    const { status } = await site.api(token, '/v1/auth/mfa/verify', {
      method: 'POST',
      body: JSON.stringify({ code: phone.code(2) }),
      headers: { 'content-type': 'application/json' },
    });
    expect(status).toBe(401);
  });

  it('lacks an authenticator where the role needs one: only the way to one is open (M03)', async () => {
    await site.database.client.tenant.updateMany({ data: { mfaRequiredFor: ['analyst'] } });
    const bruno = site.browser();
    await site.signIn(bruno, 'Bruno Lima');
    const token = await mfaToken('enrolment-required', bruno);
    const answered: string[] = [];
    for (const route of routeList) {
      if (route.permission === 'public') continue;
      const response = await send(`${site.gatewayUrl}/api`, token, route);
      await response.body?.cancel();
      if (response.status !== 401) answered.push(`${route.id} ${response.status}`);
    }
    expect(answered.sort()).toEqual(['confirmMfaEnrolment 400', 'startMfaEnrolment 201', 'verifyMfa 400']);
    const { accessToken } = await site.enrol(bruno);
    expect((await site.api(accessToken, '/v1/me')).status).toBe(200);
    expect(await site.token(bruno)).not.toBeNull();
  }, 30_000);
});
