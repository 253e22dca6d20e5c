/** Q01: every message to every consumer handled three times changes nothing: not the findings, not a row, not a mail. */
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { authConfig, authMigrations, openAuthDatabase, startAuth, verifyTrail } from '@cspmexa/auth';
import {
  createClient,
  eventList,
  findingReopened,
  invitationSent,
  memberMfaChanged,
  memberSignedIn,
  unitFailed,
} from '@cspmexa/contracts';
import { collectorConfig, collectorMigrations, openCollectorDatabase, startCollector } from '@cspmexa/collector';
import {
  InProcessCarrier,
  matches,
  publish,
  subscriptions,
  type Consumer,
  type Subscription,
} from '@cspmexa/messaging';
import {
  addFirstRule,
  notificationConfig,
  notificationMigrations,
  openNotificationDatabase,
  startNotification,
} from '@cspmexa/notification';
import {
  findingsStateHash,
  openPolicyEngineDatabase,
  policyEngineConfig,
  policyEngineMigrations,
  startPolicyEngine,
} from '@cspmexa/policy-engine';
import { realisticAccount, sandboxFixes, startSandboxServer } from '@cspmexa/sandbox';
import { captureLogs, createTestDatabase, createTestIssuer, eventually, type TestIssuer } from '@cspmexa/testkit';

const tenantId = '0f3c1a52-5d7e-4c0a-9d51-2f6a8b7c9d10';
/** Rows of these come and go with time, not with messages. */
const ofTime = ['_prisma_migrations', 'storage_samples', 'call_buckets', 'outbox', 'inbox'];

/** Delivers everything as often as it is told to: once, then several times at once. Remembers what went to whom. */
class RepeatingCarrier extends InProcessCarrier {
  readonly delivered = new Map<string, number>();

  constructor(private readonly times: number) {
    super({ logger: captureLogs().logger, retryDelaysMs: [100, 100, 100, 100] });
  }

  override consume(consumer: Consumer): Promise<Subscription> {
    return super.consume({
      ...consumer,
      handle: async (delivery) => {
        const handle = (): Promise<void> => {
          const key = `${consumer.name} ${delivery.envelope.type}`;
          this.delivered.set(key, (this.delivered.get(key) ?? 0) + 1);
          return consumer.handle(delivery);
        };
        await handle();
        await Promise.all(Array.from({ length: this.times - 1 }, handle));
      },
    });
  }
}

let folder = '';
let issuer: TestIssuer;
const keys = createServer((_, response) =>
  response.setHeader('content-type', 'application/json').end(JSON.stringify(issuer.settings.jwks)),
);
beforeAll(async () => {
  Object.assign(process.env, {
    AWS_ACCESS_KEY_ID: 'TEST',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_EC2_METADATA_DISABLED: 'true',
  });
  folder = mkdtempSync(path.join(os.tmpdir(), 'cspmexa-duplicates-'));
  issuer = await createTestIssuer();
  keys.listen(0, '127.0.0.1');
  await once(keys, 'listening');
});
afterAll(() => {
  keys.close();
  rmSync(folder, { recursive: true, force: true });
});

/** What an installation did with an account that is connected, scanned, repaired, scanned again and removed. */
async function story(times: number) {
  const carrier = new RepeatingCarrier(times);
  const account = realisticAccount({ now: () => new Date('2026-01-15T12:00:00Z') });
  const aws = await startSandboxServer(account);
  const [authBase, collectorBase, engineBase, notificationBase] = await Promise.all([
    createTestDatabase(authMigrations, 'auth'),
    createTestDatabase(collectorMigrations, 'collector'),
    createTestDatabase(policyEngineMigrations, 'policy_engine'),
    createTestDatabase(notificationMigrations, 'notification'),
  ]);
  const databases = {
    auth: openAuthDatabase(authBase.url),
    collector: openCollectorDatabase(collectorBase.url),
    engine: openPolicyEngineDatabase(engineBase.url),
    notification: openNotificationDatabase(notificationBase.url),
  };
  await addFirstRule(databases.notification, tenantId, {
    name: 'all',
    minSeverity: 'info',
    recipients: [{ email: 'ana@tucanuva.example' }],
  });
  const mails: string[] = [];
  const common = {
    HOST: '127.0.0.1',
    PORT: '0',
    AUTH_ISSUER: issuer.settings.issuer,
    AUTH_AUDIENCE: issuer.settings.audience,
    AUTH_JWKS_URL: `http://127.0.0.1:${(keys.address() as AddressInfo).port}/`, // It listens on TCP.
    SNAPSHOT_STORE: `file://${folder}/${times}`,
    MAIL_FROM: 'alerts@tucanuva.example',
    MAIL_TICK_MS: '100',
  };
  const { logger } = captureLogs();
  const services = [
    await startCollector(collectorConfig.parse({ ...common, DATABASE_URL: collectorBase.url }), { carrier, logger }),
    await startPolicyEngine(policyEngineConfig.parse({ ...common, DATABASE_URL: engineBase.url }), { carrier, logger }),
    await startNotification(notificationConfig.parse({ ...common, DATABASE_URL: notificationBase.url }), {
      carrier,
      logger,
      mailer: { send: async ({ to }) => `mail ${mails.push(String(to))}`, close: () => undefined },
    }),
    await startAuth(
      authConfig.parse({
        ...common,
        DATABASE_URL: authBase.url,
        AUTH_SECRET: 'a secret of the tests, long enough',
        GOOGLE_CLIENT_ID: 'id',
        GOOGLE_CLIENT_SECRET: 'secret',
      }),
      { carrier, logger },
    ),
  ];
  const clientOf = (service: { url: string } | undefined) =>
    createClient({
      baseUrl: service?.url ?? '',
      headers: async () => ({ authorization: await issuer.authorization({ tenantId }) }),
    });
  const api = clientOf(services[0]);
  const settled = () =>
    eventually(async () => {
      for (const { pool } of Object.values(databases)) {
        const { rows } = await pool.query(`select type from outbox where state = 'pending'`);
        expect(rows).toEqual([]);
      }
      const { rows } = await databases.notification.pool.query(`select 1 from delivery where state <> 'sent'`);
      expect(rows).toEqual([]);
    }, 30_000);
  const scan = async (accountId: string) => {
    const { id: scanId } = await api.startScan({
      body: { accountId, scope: { services: ['s3', 'iam'], regions: [] } },
    });
    await eventually(async () => expect((await api.getScan({ params: { scanId } })).state).toBe('complete'), 30_000);
    await settled();
    return scanId;
  };
  const counts = async () => {
    const all: Record<string, number> = {};
    for (const [service, { pool }] of Object.entries(databases)) {
      const { rows } = await pool.query<{ name: string }>(
        `select relname::text as name from pg_class
         where relnamespace = current_schema()::regnamespace and relkind in ('r', 'p') and not relispartition and relname <> all($1)`,
        [ofTime],
      );
      for (const { name } of rows) {
        const { rows: found } = await pool.query<{ n: number }>(`select count(*)::int as n from "${name}"`);
        all[`${service} ${name}`] = found[0]?.n ?? 0;
      }
    }
    return all;
  };
  const state = async () => ({
    hash: await findingsStateHash(databases.engine, tenantId),
    counts: await counts(),
    mails: [...mails],
  });
  try {
    const { id: accountId } = await api.addAccount({
      body: { name: 'Production', access: { kind: 'default-chain' }, endpointUrl: aws.url },
    });
    await api.checkAccount({ params: { accountId } });
    await scan(accountId);
    await eventually(() => expect(mails).not.toEqual([]), 15_000);
    const scanned = await state();
    sandboxFixes(account)
      .find(({ problem }) => problem === 'bucket-allows-http')
      ?.apply();
    const scanId = await scan(accountId);
    const repaired = await state();
    // What people do: somebody gets a finding, one is accepted, a policy is switched off.
    const engine = clientOf(services[1]);
    const { items } = await engine.listFindings({ query: { status: ['open'], limit: 200 } });
    const [assigned, accepted, off] = [...items].sort((a, b) =>
      `${a.policyId} ${a.resourceArn} ${a.discriminator}` < `${b.policyId} ${b.resourceArn} ${b.discriminator}`
        ? -1
        : 1,
    );
    await engine.changeFinding({
      params: { findingId: assigned?.id ?? '' },
      body: { assignee: 'rui@tucanuva.example' },
    });
    await engine.exceptFinding({ params: { findingId: accepted?.id ?? '' }, body: { reason: 'It is meant so.' } });
    await engine.setPolicy({
      params: { policyId: off?.policyId ?? '' },
      body: { accountId: null, enabled: false, reason: 'It does not concern us.' },
    });
    await settled();
    const worked = await state();
    // What this account does not do by itself.
    await databases.engine.withTenant(tenantId, (tx) =>
      publish(tx, tenantId, findingReopened, { ...findingReopened.example, accountId, scanId }),
    );
    await databases.collector.withTenant(tenantId, (tx) =>
      publish(tx, tenantId, unitFailed, { ...unitFailed.example, accountId, scanId }, { generation: 3 }),
    );
    await databases.auth.withTenant(tenantId, async (tx) => {
      await publish(tx, tenantId, invitationSent, invitationSent.example);
      await publish(tx, tenantId, memberSignedIn, memberSignedIn.example);
      await publish(tx, tenantId, memberMfaChanged, memberMfaChanged.example);
    });
    await settled();
    await eventually(() => expect(mails.length).toBeGreaterThan(worked.mails.length), 15_000);
    const reopened = await state();
    await api.removeAccount({ params: { accountId } });
    await settled();
    expect(await verifyTrail(databases.auth, tenantId)).toMatchObject({ broken: null });
    return { delivered: carrier.delivered, states: { scanned, repaired, worked, reopened, removed: await state() } };
  } finally {
    for (const service of services) await service.stop();
    await carrier.close();
    await Promise.all(Object.values(databases).map((database) => database.close()));
    await Promise.all([authBase, collectorBase, engineBase, notificationBase].map((base) => base.drop()));
    await aws.close();
  }
}

it('changes nothing: the findings, the rows of every table and the mails are those of single deliveries (Q01)', async () => {
  const single = await story(1);
  const thrice = await story(3);
  expect(thrice.states).toEqual(single.states);
  expect(single.states.scanned.mails).toHaveLength(1);
  // Whoever subscribes to something more has to appear in the story, too.
  const expected = Object.entries<readonly string[]>(subscriptions).flatMap(([consumer, patterns]) =>
    eventList
      .filter(({ name }) => patterns.some((pattern) => matches(pattern, name)))
      .map(({ name }) => `${consumer} ${name}`),
  );
  expect([...thrice.delivered.keys()].sort()).toEqual([...new Set(expected)].sort());
  for (const [pair, deliveries] of thrice.delivered)
    expect([pair, deliveries]).toEqual([pair, 3 * (single.delivered.get(pair) ?? 0)]);
}, 120_000);
