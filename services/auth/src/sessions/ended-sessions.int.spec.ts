import { eventually } from '@cspmexa/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Browser } from '../../test/browser.js';
import { siteUnderTest, type Site } from '../../test/site-under-test.js';

/** How long a token may still work after its end, in milliseconds. */
const promisedMs = 5_000;

/** What the tests can do to Carla. */
interface Scene {
  readonly site: Site;
  readonly browser: Browser;
  readonly token: string;
  readonly memberId: string;
  readonly admin: (method: string, path: string, body?: unknown) => Promise<void>;
}

describe('access tokens of what has ended, at every gateway (T05)', () => {
  let site: Site;
  let gateways: string[];
  let admin: string;
  let scene: Scene;
  beforeAll(async () => {
    site = await siteUnderTest();
    gateways = [site.gatewayUrl, await site.gatewayReplica()];
    admin = await site.signedIn('Ana Souza');
  }, 90_000);
  afterAll(() => site.stop());
  beforeEach(async () => {
    await site.database.client.member.updateMany({
      where: { email: 'carla@tucanuva.example' },
      data: { role: 'viewer', status: 'active', accountIds: [] },
    });
    const browser = site.browser();
    await site.signIn(browser, 'Carla Dias');
    const token = String(await site.token(browser));
    const { id: memberId } = await site.database.client.member.findFirstOrThrow({
      where: { email: 'carla@tucanuva.example' },
    });
    scene = { site, browser, token, memberId, admin: asAdmin };
  });

  const send = (token: string, method: string, path: string, body?: unknown, at = site.gatewayUrl) =>
    fetch(`${at}/api${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  const asAdmin = async (method: string, path: string, body?: unknown): Promise<void> => {
    const response = await send(admin, method, path, body);
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  };
  const answers = (token: string) =>
    Promise.all(
      gateways.map(async (gateway) => {
        const response = await send(token, 'GET', '/v1/me', undefined, gateway);
        const { code } = (await response.json()) as { code?: string };
        return code ?? response.status;
      }),
    );

  it.each<[string, (scene: Scene) => Promise<unknown>, 'and so has the session' | 'while the session lives on']>([
    ['the person signs out', ({ browser }) => browser.post('/api/v1/auth/sign-out'), 'and so has the session'],
    [
      'they end it from another browser',
      async ({ site, token }) => {
        const { items } = (await (await send(token, 'GET', '/v1/me/sessions')).json()) as {
          items: { id: string; current: boolean }[];
        };
        const other = await site.signedIn('Carla Dias');
        await send(other, 'DELETE', `/v1/me/sessions/${items.find(({ current }) => current)?.id ?? ''}`);
      },
      'and so has the session',
    ],
    [
      'they end all the others from another browser',
      async ({ site }) => send(await site.signedIn('Carla Dias'), 'DELETE', '/v1/me/sessions'),
      'and so has the session',
    ],
    [
      'an admin ends all of them',
      ({ admin, memberId }) => admin('DELETE', `/v1/members/${memberId}/sessions`),
      'and so has the session',
    ],
    [
      'an admin disables the person',
      ({ admin, memberId }) => admin('PATCH', `/v1/members/${memberId}`, { status: 'disabled' }),
      'and so has the session',
    ],
    [
      'an admin changes the role',
      ({ admin, memberId }) => admin('PATCH', `/v1/members/${memberId}`, { role: 'auditor' }),
      'while the session lives on',
    ],
    [
      'an admin limits the accounts',
      ({ admin, memberId }) => admin('PATCH', `/v1/members/${memberId}`, { accountIds: [crypto.randomUUID()] }),
      'while the session lives on',
    ],
    [
      'an admin resets the authenticator',
      async ({ admin, memberId, site, browser }) => {
        await site.enrol(browser);
        await admin('DELETE', `/v1/members/${memberId}/mfa`);
      },
      'and so has the session',
    ],
  ])('are refused when %s', async (_, end, then) => {
    const { token, browser } = scene;
    expect(await answers(token)).toEqual([200, 200]);
    const stream = await send(token, 'GET', '/v1/events');
    await end(scene);
    await eventually(async () => expect(await answers(token)).toEqual(['session-ended', 'session-ended']), promisedMs);
    // The live events have ended, too: this reads to the end.
    await stream.text();
    const next = await site.token(browser);
    if (then === 'and so has the session') return expect(next).toBeNull();
    expect(await answers(String(next))).toEqual([200, 200]);
  });

  it('are refused when a stolen cookie comes back, which the trail tells', async () => {
    const { browser } = scene;
    const stolen = browser.copy();
    const token = String(await site.token(browser));
    await site.database.client.refreshToken.updateMany({
      where: { session: { member: { id: scene.memberId } }, spentAt: { not: null } },
      data: { spentAt: new Date(Date.now() - 60_000) },
    });
    expect(await site.token(stolen)).toBeNull();
    await eventually(async () => expect(await answers(token)).toEqual(['session-ended', 'session-ended']), promisedMs);
    const row = await site.database.client.auditEntry.findFirst({
      where: { tenantId: site.tenantId, action: 'session.ended', actor: 'system:sessions' },
    });
    expect(row).toMatchObject({ outcome: 'done', after: { endedBy: 'reused' } });
  });

  it('of everybody else are not', async () => {
    const other = await site.signedIn('Bruno Lima');
    await scene.admin('DELETE', `/v1/members/${scene.memberId}/sessions`);
    await eventually(async () => expect(await answers(scene.token)).toEqual(['session-ended', 'session-ended']));
    expect(await answers(other)).toEqual([200, 200]);
  });

  it('are refused when the person is removed', async () => {
    await scene.admin('DELETE', `/v1/members/${scene.memberId}`);
    await eventually(
      async () => expect(await answers(scene.token)).toEqual(['session-ended', 'session-ended']),
      promisedMs,
    );
    expect(await site.token(scene.browser)).toBeNull();
    await scene.admin('POST', '/v1/invitations', { email: 'carla@tucanuva.example', role: 'viewer' });
  });
});
