/** K01: the gateway and the auth service die after a request has had its effect and before it is answered. */
import assert from 'node:assert/strict';
import { createClient, type Scan } from '@cspmexa/contracts';
import { freePort } from '@cspmexa/platform';
import { createSandboxAccount, sandboxPeople, startSandboxPages } from '@cspmexa/sandbox';
import type { Suite } from './chaos-run.js';
import type { Installation } from './installation.js';
import { assertSame, undisturbed } from './reference.js';
import { SignedIn } from './signed-in.js';
import { untilSettled } from './tenant-state.js';
import { pause, until } from './until.js';
import { mend, withInstallation } from './with-installation.js';

const google = { clientId: 'chaos-client', clientSecret: 'chaos-secret' };

export const edge: Suite = {
  id: 'K01-edge',
  title: 'the gateway and the auth service may die before they answer',
  run: async (run) => {
    const gatewayPort = await freePort();
    const site = `http://127.0.0.1:${gatewayPort}`;
    const pages = await startSandboxPages({
      port: 0,
      dashboardUrl: site,
      account: createSandboxAccount(),
      fixes: [],
      endpointUrl: site,
      onChange: () => undefined,
      google: { ...google, redirectUri: `${site}/api/v1/auth/google/callback`, people: sandboxPeople },
    });
    const env = {
      AUTH_SECRET: 'a secret of the chaos tests, long enough',
      GOOGLE_CLIENT_ID: google.clientId,
      GOOGLE_CLIENT_SECRET: google.clientSecret,
      GOOGLE_AUTHORIZATION_URL: pages.google.authorizationUrl,
      GOOGLE_TOKEN_URL: pages.google.tokenUrl,
      GOOGLE_USERINFO_URL: pages.google.userinfoUrl,
      GOOGLE_JWKS_URL: pages.google.jwksUrl,
    };
    try {
      await withInstallation(
        run,
        { gatewayPort, env, replicas: { auth: 1, 'api-gateway': 1 } },
        async (installation) => {
          await run.test('api-gateway at request.handled', (tell) => gatewayDies(installation, site, tell));
          await mend(installation);
          await run.test('auth at request.handled', (tell) => authDies(installation, site, tell));
        },
      );
    } finally {
      await pages.stop();
    }
  },
};

async function gatewayDies(installation: Installation, site: string, tell: (fact: string) => void): Promise<void> {
  const reference = await undisturbed(installation);
  const tenant = await installation.newTenant();
  installation.account.beginAgain();
  const api = createClient({
    baseUrl: `${site}/api`,
    headers: async () => ({ authorization: await installation.issuer.issuer.authorization({ tenantId: tenant.id }) }),
  });
  const gateway = installation.process('api-gateway');
  await gateway.end();
  await gateway.start({ point: 'request.handled' });
  await assert.rejects(api.startScan({ body: { accountId: tenant.accountId } }), 'It was to die before its answer.');
  await gateway.ended();
  await pause(1_000);
  await gateway.start();
  let scan: Scan | undefined;
  const seconds = await until('the scan has ended', 120_000, async () => {
    const { items } = await api.listScans({ query: {} });
    assert.equal(items.length, 1);
    scan = items[0];
    return scan?.endedAt !== null;
  });
  tell(`the scan ended ${seconds.toFixed(1)} s after the restart`);
  await untilSettled(installation, tenant, 60_000);
  assert.equal(scan?.state, reference.scan.state);
  await assertSame(installation, tenant, reference);
}

/** A session whose renewal had its effect and no answer is still the person's. */
async function authDies(installation: Installation, site: string, tell: (fact: string) => void): Promise<void> {
  const person = await SignedIn.start(site, 'Ana Souza');
  assert.equal((await person.renew()).status, 200);
  const auth = installation.process('auth');
  await auth.end();
  await auth.start({ point: 'request.handled' });
  const lost = await person.renew();
  assert.equal(lost.status, 503, 'It was to die before its answer.');
  await auth.ended();
  await pause(1_000);
  await auth.start();
  const renewed = await person.renew();
  assert.equal(renewed.status, 200, `The session was lost: ${renewed.text}`);
  const me = await person.me(renewed);
  assert.equal(me, 200);
  tell('the session outlives a lost answer');
}
