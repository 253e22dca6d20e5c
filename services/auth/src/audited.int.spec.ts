import { randomUUID } from 'node:crypto';
import { scanJudged } from '@cspmexa/contracts';
import { openOwnerPool, proveAudited } from '@cspmexa/testkit';
import { afterAll, beforeAll, describe } from '@jest/globals';
import type pg from 'pg';
import { codeAt, jsonBody } from '../test/authenticator.js';
import type { Answer, Browser } from '../test/browser.js';
import { siteUnderTest, type Site } from '../test/site-under-test.js';

describe('what people change in the auth service', () => {
  let site: Site;
  let owner: pg.Pool;
  let elsewhere: string;
  beforeAll(async () => {
    site = await siteUnderTest();
    owner = openOwnerPool(site.databaseUrl);
    await site.signedIn('Ana Souza');
    await site.signedIn('Bruno Lima');
    await site.signedIn('Carla Dias');
    ({ tenantId: elsewhere } = await site.otherTenant());
    await owner.query(
      `insert into member (tenant_id, id, issuer, subject, email, role, created_at)
       select $1, gen_random_uuid(), issuer, subject, email, 'viewer', created_at from member where email like 'carla@%'`,
      [elsewhere],
    );
  }, 60_000);
  afterAll(async () => {
    await owner.end();
    await site.stop();
  });

  const good = (answer: Answer): Answer => {
    if (answer.status >= 400) throw new Error(`${answer.status} ${answer.text}`);
    return answer;
  };
  /** As Ana, who has just signed in, unless it is somebody else. */
  const ask = async (method: string, path: string, body?: unknown, token?: string): Promise<Answer> =>
    good(await site.api(token ?? (await site.signedIn('Ana Souza')), path, { ...jsonBody(body), method }));
  const browserOf = async (name: string): Promise<Browser> => {
    const browser = site.browser();
    await site.signIn(browser, name);
    return browser;
  };
  const tokenOf = async (browser: Browser): Promise<string> => String(await site.token(browser));
  const memberOf = async (name: string): Promise<string> =>
    (
      await owner.query<{ id: string }>('select id from member where tenant_id = $1 and email like $2', [
        site.tenantId,
        `${name}@%`,
      ])
    ).rows[0]?.id ?? '';
  const newMember = async (): Promise<string> => {
    const id = randomUUID();
    await owner.query(
      `insert into member (tenant_id, id, issuer, subject, email, role, created_at) values ($1, $2, 'x', $3, $3 || '@x.example', 'viewer', now())`,
      [site.tenantId, id, id],
    );
    return id;
  };
  /** Bruno with an authenticator that he has just set up. */
  const enrolled = async () => {
    await owner.query('delete from totp_factor; delete from recovery_code; delete from mfa_throttle');
    const browser = await browserOf('Bruno Lima');
    const { code } = await site.enrol(browser);
    return { browser, code };
  };
  const withoutFactor = async (): Promise<string> => {
    await owner.query('delete from totp_factor; delete from recovery_code; delete from mfa_throttle');
    return site.signedIn('Bruno Lima');
  };
  let count = 0;
  const invite = async (): Promise<string> => {
    const body = { email: `person${(count += 1)}@tucanuva.example`, role: 'viewer' };
    return String((JSON.parse((await ask('POST', '/v1/invitations', body)).text) as { id: string }).id);
  };
  const makeToken = async (): Promise<string> => {
    const { text } = await ask('POST', '/v1/api-tokens', { name: 'ci', scopes: ['findings:read'] });
    return (JSON.parse(text) as { apiToken: { id: string } }).apiToken.id;
  };

  const state = async () => {
    const tables = [
      'select id, name, mfa_required_for from tenant order by id',
      'select tenant_id, id, role, status, language, account_ids from member order by 1, 2',
      'select id, ended_at, mfa_at from session order by id',
      'select member_id, sealed, last_step, confirmed_at from totp_factor order by 1',
      'select hash, used_at from recovery_code order by 1',
      'select id, expires_at from invitation order by 1',
      'select id, revoked_at from api_token order by 1',
      `select id from outbox where state = 'dead' order by 1`,
    ];
    return Promise.all(tables.map(async (sql) => (await owner.query(sql)).rows));
  };
  proveAudited('auth', () => ({ owner, state }), {
    signOut: async () => {
      const browser = await browserOf('Ana Souza');
      return async () => good(await browser.post('/api/v1/auth/sign-out'));
    },
    verifyMfa: async () => {
      const { code } = await enrolled();
      const browser = await browserOf('Bruno Lima');
      return () => site.prove(browser, code(1));
    },
    startMfaEnrolment: async () => {
      const token = await withoutFactor();
      return () => ask('POST', '/v1/auth/mfa/enrolment', undefined, token);
    },
    confirmMfaEnrolment: async () => {
      const token = await withoutFactor();
      const { text } = await ask('POST', '/v1/auth/mfa/enrolment', undefined, token);
      const { secret } = JSON.parse(text) as { secret: string };
      return () => ask('POST', '/v1/auth/mfa/enrolment/confirm', { code: codeAt(secret, new Date()) }, token);
    },
    removeMyMfa: async () => {
      const { browser } = await enrolled();
      const token = await tokenOf(browser);
      return () => ask('DELETE', '/v1/me/mfa', undefined, token);
    },
    renewRecoveryCodes: async () => {
      const { browser } = await enrolled();
      const token = await tokenOf(browser);
      return () => ask('POST', '/v1/me/mfa/recovery-codes', undefined, token);
    },
    changeMe: async () => {
      const token = await site.signedIn('Ana Souza');
      return () => ask('PATCH', '/v1/me', { language: 'pt' }, token);
    },
    endMySession: async () => {
      await browserOf('Ana Souza');
      const token = await site.signedIn('Ana Souza');
      const { text } = await ask('GET', '/v1/me/sessions', undefined, token);
      const other = (JSON.parse(text) as { items: { id: string; current: boolean }[] }).items.find(
        ({ current }) => !current,
      );
      return () => ask('DELETE', `/v1/me/sessions/${other?.id}`, undefined, token);
    },
    endMyOtherSessions: async () => {
      await browserOf('Ana Souza');
      const token = await site.signedIn('Ana Souza');
      return () => ask('DELETE', '/v1/me/sessions', undefined, token);
    },
    switchTenant: async () => {
      // Not Ana, who has work to do here.
      const browser = await browserOf('Carla Dias');
      const token = await tokenOf(browser);
      const { headers, ...init } = jsonBody({ tenantId: elsewhere });
      return async () =>
        good(
          await browser.go('/api/v1/me/tenant', {
            ...init,
            headers: { ...(headers as object), origin: site.publicUrl, authorization: `Bearer ${token}` },
          }),
        );
    },
    changeTenant: async () => {
      const token = await site.signedIn('Ana Souza');
      return () => ask('PATCH', '/v1/tenant', { name: `Tucanuva ${(count += 1)}` }, token);
    },
    addTenant: async () => {
      const token = await site.signedIn('Ana Souza');
      return () => ask('POST', '/v1/tenants', { name: 'One more' }, token);
    },
    changeMember: async () => {
      const [id, token] = [await newMember(), await site.signedIn('Ana Souza')];
      return () => ask('PATCH', `/v1/members/${id}`, { role: 'analyst' }, token);
    },
    removeMember: async () => {
      const [id, token] = [await newMember(), await site.signedIn('Ana Souza')];
      return () => ask('DELETE', `/v1/members/${id}`, undefined, token);
    },
    endMemberSessions: async () => {
      await withoutFactor();
      const [id, token] = [await memberOf('bruno'), await site.signedIn('Ana Souza')];
      return () => ask('DELETE', `/v1/members/${id}/sessions`, undefined, token);
    },
    resetMemberMfa: async () => {
      await enrolled();
      const [id, token] = [await memberOf('bruno'), await site.signedIn('Ana Souza')];
      return () => ask('DELETE', `/v1/members/${id}/mfa`, undefined, token);
    },
    addInvitation: async () => {
      const token = await site.signedIn('Ana Souza');
      const body = { email: `person${(count += 1)}@tucanuva.example`, role: 'viewer' };
      return () => ask('POST', '/v1/invitations', body, token);
    },
    resendInvitation: async () => {
      const [id, token] = [await invite(), await site.signedIn('Ana Souza')];
      return () => ask('POST', `/v1/invitations/${id}/resend`, undefined, token);
    },
    removeInvitation: async () => {
      const [id, token] = [await invite(), await site.signedIn('Ana Souza')];
      return () => ask('DELETE', `/v1/invitations/${id}`, undefined, token);
    },
    addApiToken: async () => {
      const token = await site.signedIn('Ana Souza');
      return () => ask('POST', '/v1/api-tokens', { name: 'ci', scopes: ['findings:read'] }, token);
    },
    revokeApiToken: async () => {
      const [id, token] = [await makeToken(), await site.signedIn('Ana Souza')];
      return () => ask('DELETE', `/v1/api-tokens/${id}`, undefined, token);
    },
    redriveDeadLetters: async () => {
      const dead = [{ consumer: 'notification', attempts: 5, reason: 'not today', at: new Date().toISOString() }];
      await owner.query(
        `insert into outbox (id, tenant_id, type, version, occurred_at, traceparent, data, state, pending, dead)
         values (gen_random_uuid(), $1, $2, 1, now(), '', $3, 'dead', '{}', $4)`,
        [site.tenantId, scanJudged.name, JSON.stringify(scanJudged.example), JSON.stringify(dead)],
      );
      const token = await site.signedIn('Ana Souza');
      return () => ask('POST', '/v1/dead-letters/redrive', { consumer: 'notification' }, token);
    },
  });
});
