/** The whole platform with two tenants: one whose account was scanned, and another one with an admin of its own. */
import { AuditTrail, createTenant, openAuthDatabase } from '@cspmexa/auth';
import { createClient, type ApiClient } from '@cspmexa/contracts';
import { createLogger, newId, systemClock, withDatabase } from '@cspmexa/platform';
import { createTestDatabase, eventually } from '@cspmexa/testkit';
import pg from 'pg';
import { z } from 'zod';
import { SignedIn } from './chaos/signed-in.js';
import { startWholePlatform } from './fuzz/whole-platform.js';

const Renewal = z.object({ accessToken: z.string() });

export interface TwoTenants {
  readonly site: string;
  readonly tenantId: string;
  readonly otherTenantId: string;
  /** What each path parameter of the API stands for in the first tenant. */
  readonly ids: Readonly<Record<string, string>>;
  /** The same for the second one, as far as it has any. */
  readonly otherIds: Readonly<Record<string, string>>;
  /** An access token with a fresh proof, of one of the sandbox's people. Eva Stein is the admin of the second tenant. */
  token(name: string): Promise<string>;
  api(token: string): ApiClient;
  /** Everything of a tenant that requests can change, a hash for each table. */
  hashOf(tenantId: string): Promise<string[]>;
  stop(): Promise<void>;
}

/** Tables that live without anybody asking, or by being asked. */
const volatile =
  /\.(outbox|inbox|audit_\w+|session|refresh_token|revocation|known_browser|api_token|storage_samples|delivery|notice|tallies|judged_scan)$/;

/** Starts it and waits until the account of the first tenant is judged. */
export async function startTwoTenants(): Promise<TwoTenants> {
  const database = await createTestDatabase();
  const platform = await startWholePlatform(withDatabase(database.url, { schema: 'public' }));
  const owner = new pg.Pool({ connectionString: database.url.replace(/\?.*$/, ''), max: 2 });
  const { site } = platform;
  const stop = async (): Promise<void> => {
    await platform.stop();
    await owner.end();
    await database.drop();
  };
  const token: TwoTenants['token'] = async (name) => {
    const { status, text } = await (await SignedIn.start(site, name)).renew();
    if (status !== 200) throw new Error(`${name} was not let in: ${status} ${text}`);
    return Renewal.parse(JSON.parse(text)).accessToken;
  };
  const api: TwoTenants['api'] = (bearer) =>
    createClient({ baseUrl: `${site}/api`, headers: () => ({ authorization: `Bearer ${bearer}` }) });
  try {
    const [tenantId, otherTenantId] = [await only(owner), await second(database.url)];
    const ids = await fill(owner, api(await token('Ana Souza')), tenantId);
    const otherIds = await fillOther(api(await token('Eva Stein')));
    const { rows: tables } = await owner.query<{ name: string }>(
      `select table_schema || '.' || table_name as name from information_schema.columns c
       join pg_class t on t.relname = c.table_name and t.relnamespace = c.table_schema::regnamespace and not t.relispartition
       where column_name = 'tenant_id' and table_schema in ('auth', 'collector', 'policy_engine', 'notification') order by 1`,
    );
    const kept = tables.map(({ name }) => name).filter((name) => !volatile.test(name));
    const hashOf: TwoTenants['hashOf'] = (id) =>
      Promise.all(
        kept.map(async (table) => {
          const { rows } = await owner.query<{ hash: string }>(
            `select md5(coalesce(string_agg(md5(t::text), '' order by md5(t::text)), '')) hash from ${table} t where tenant_id = $1`,
            [id],
          );
          return `${table} ${rows[0]?.hash}`;
        }),
      );
    return { site, tenantId, otherTenantId, ids, otherIds, token, api, hashOf, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function only(owner: pg.Pool): Promise<string> {
  const { rows } = await owner.query<{ id: string }>('select id from auth.tenant');
  return rows[0]?.id ?? '';
}

async function second(url: string): Promise<string> {
  const database = openAuthDatabase(withDatabase(url, { schema: 'auth' }));
  const trail = new AuditTrail(database, systemClock, createLogger({ name: 'test', level: 'silent' }));
  const work = { database, trail, actor: 'system:tests', now: new Date(), days: 7 };
  const admin = { email: 'eva@elsewhere.example', language: 'en' } as const;
  const { id } = await createTenant(work, { name: 'Elsewhere', admin }).finally(() => database.close());
  return id;
}

const rule = {
  name: 'All',
  minSeverity: 'info' as const,
  recipients: [{ email: 'somebody@example.com', language: 'en' as const }],
};
const schedule = { cron: '0 3 1 1 *', enabled: false };

/** Waits for what the first scan leaves, and makes the rest. */
async function fill(owner: pg.Pool, api: ApiClient, tenantId: string): Promise<Record<string, string>> {
  const first = async <T extends { readonly id: string }>(
    list: () => Promise<{ items: readonly T[] }>,
  ): Promise<string> => {
    let id = '';
    await eventually(async () => {
      id = (await list()).items[0]?.id ?? '';
      if (!id) throw new Error('There is none yet.');
    }, 120_000);
    return id;
  };
  const scanId = await first(() => api.listScans({ query: { state: ['complete', 'partial'] } }));
  const accountId = await first(() => api.listAccounts({ query: {} }));
  const discoveredId = newId();
  // What needs an AWS organization, and five minutes of waiting, otherwise.
  await owner.query(
    `insert into collector.discovered_accounts
       (tenant_id, id, aws_account_id, name, path, state, found_through, first_seen_at, last_seen_at)
     values ($1, $2, '210987654321', 'Found', '/', 'proposed', $3, now(), now())`,
    [tenantId, discoveredId, accountId],
  );
  const deliveryId = newId();
  await owner.query(
    `insert into notification.delivery (tenant_id, id, recipient, language, state, open, due_at, subject, created_at, sent_at)
     values ($1, $2, 'ana@tucanuva.example', 'en', 'sent', false, now(), 'A subject of Tucanuva', now(), now())`,
    [tenantId, deliveryId],
  );
  const [session] = (await api.listMySessions()).items;
  const { items: members } = await api.listMembers({ query: {} });
  const invited = await api.addInvitation({ body: { email: 'invited@tucanuva.example', role: 'viewer' } });
  const findingId = await first(() => api.listFindings({ query: {} }));
  const comment = await api.commentFinding({ params: { findingId }, body: { text: 'Of Tucanuva.' } });
  const action = { kind: 'comment' as const, text: 'Of Tucanuva, too.' };
  const change = await api.changeFindings({ body: { select: { ids: [findingId] }, action } });
  const exported = await api.startExport({ body: { of: 'findings', format: 'csv' } });
  // While it is being made it changes by itself.
  await eventually(async () => {
    const { state } = await api.getExport({ params: { exportId: exported.id } });
    if (state !== 'done') throw new Error(`The export is ${state}.`);
  }, 60_000);
  const { frameworks } = await api.getCompliance();
  const view = await api.addView({ body: { name: 'Of Tucanuva', q: 'is:open', shared: true } });
  const { apiToken } = await api.addApiToken({ body: { name: 'machine', scopes: ['alerts:read'] } });
  return {
    accountId,
    scanId,
    discoveredId,
    deliveryId,
    scheduleId: (await api.addSchedule({ params: { accountId }, body: schedule })).id,
    resourceId: await first(() => api.listResources({ query: {} })),
    findingId,
    commentId: comment.id,
    changeId: change.id,
    viewId: view.id,
    exportId: exported.id,
    frameworkId: frameworks[0]?.id ?? '',
    ruleId: (await api.addAlertRule({ body: rule })).id,
    policyId: (await api.listPolicies()).items[0]?.id ?? '',
    memberId: members[0]?.id ?? '',
    invitationId: invited.id,
    sessionId: session?.id ?? '',
    tokenId: apiToken.id,
  };
}

async function fillOther(api: ApiClient): Promise<Record<string, string>> {
  const { id: accountId } = await api.addAccount({
    body: { name: 'Theirs', access: { kind: 'role', roleArn: 'arn:aws:iam::345678901234:role/cspmexa-read' } },
  });
  return {
    accountId,
    scheduleId: (await api.addSchedule({ params: { accountId }, body: schedule })).id,
    ruleId: (await api.addAlertRule({ body: rule })).id,
  };
}
