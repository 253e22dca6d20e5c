/** The same account, watched by one process and by separate processes over a real broker, gives the same findings. */
import { createServer, type Server } from 'node:http';
import { mkdtempSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import type { ChildProcess } from 'node:child_process';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createClient, type ApiClient } from '@cspmexa/contracts';
import { collectorConfig, collectorMigrations, startCollector } from '@cspmexa/collector';
import { InProcessCarrier } from '@cspmexa/messaging';
import {
  notificationConfig,
  notificationMigrations,
  openNotificationDatabase,
  addFirstRule,
  startNotification,
} from '@cspmexa/notification';
import { freePort, type HttpService } from '@cspmexa/platform';
import {
  findingsStateHash,
  openPolicyEngineDatabase,
  policyEngineConfig,
  policyEngineMigrations,
  startPolicyEngine,
} from '@cspmexa/policy-engine';
import {
  realisticAccount,
  sandboxFixes,
  startSandboxServer,
  type SandboxAccount,
  type SandboxServer,
} from '@cspmexa/sandbox';
import {
  captureLogs,
  createTestDatabase,
  createTestIssuer,
  describeRabbit,
  eventually,
  runTypeScript,
  type TestIssuer,
} from '@cspmexa/testkit';

const services = path.join(import.meta.dirname, '../..');
const awsKeys = { AWS_ACCESS_KEY_ID: 'TEST', AWS_SECRET_ACCESS_KEY: 'test', AWS_EC2_METADATA_DISABLED: 'true' };

/** One installation: how to ask its collector, and its engine's and mailer's data. */
interface Installation {
  readonly collector: ApiClient;
  /** The state of all findings. */
  readonly hash: () => Promise<string>;
  readonly findings: () => Promise<{ open: number; resolved: number; history: number }>;
  readonly mails: () => Promise<number>;
}

let folder = '';
let account: SandboxAccount;
let aws: SandboxServer;
let issuer: TestIssuer;
let keys: Server;
const tenantId = '0f3c1a52-5d7e-4c0a-9d51-2f6a8b7c9d10';
const ends: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  Object.assign(process.env, awsKeys);
  folder = mkdtempSync(path.join(os.tmpdir(), 'cspmexa-distributed-'));
  const now = Date.parse('2026-01-15T12:00:00Z');
  account = realisticAccount({ now: () => new Date(now) });
  aws = await startSandboxServer(account);
  issuer = await createTestIssuer();
  keys = createServer((_, response) =>
    response.setHeader('content-type', 'application/json').end(JSON.stringify(issuer.settings.jwks)),
  );
  keys.listen(0, '127.0.0.1');
  await once(keys, 'listening');
});

afterAll(async () => {
  for (const end of ends.reverse()) await end();
  keys.close();
  await aws.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Fresh databases, with a rule that asks for everything, and the parts of an installation that read them. */
async function databases() {
  const [collector, engine, notification] = await Promise.all([
    createTestDatabase(collectorMigrations, 'collector'),
    createTestDatabase(policyEngineMigrations, 'policy_engine'),
    createTestDatabase(notificationMigrations, 'notification'),
  ]);
  const findingsDatabase = openPolicyEngineDatabase(engine.url);
  const mailDatabase = openNotificationDatabase(notification.url);
  ends.push(async () => {
    await Promise.all([findingsDatabase.close(), mailDatabase.close()]);
    await Promise.all([collector.drop(), engine.drop(), notification.drop()]);
  });
  await addFirstRule(mailDatabase, tenantId, {
    name: 'all',
    minSeverity: 'info',
    recipients: [{ email: 'ana@tucanuva.example' }],
  });
  const count = async (sql: string): Promise<number> =>
    Number((await findingsDatabase.pool.query<{ n: string }>(sql)).rows[0]?.n);
  return {
    urls: { collector: collector.url, engine: engine.url, notification: notification.url },
    hash: () => findingsStateHash(findingsDatabase, tenantId),
    findings: async () => ({
      open: await count(`select count(*) n from findings where status = 'open'`),
      resolved: await count(`select count(*) n from findings where status = 'resolved'`),
      history: await count(`select count(*) n from finding_history`),
    }),
    mails: async () => {
      const { rows } = await mailDatabase.pool.query<{ n: string }>(
        `select count(*) n from delivery where state = 'sent'`,
      );
      return Number(rows[0]?.n);
    },
  };
}

const clientOf = (url: string): ApiClient =>
  createClient({ baseUrl: url, headers: async () => ({ authorization: await issuer.authorization({ tenantId }) }) });

/** The settings that all services share. */
const common = (port: number) => ({
  HOST: '127.0.0.1',
  PORT: String(port),
  LOG_LEVEL: 'warn',
  AUTH_ISSUER: issuer.settings.issuer,
  AUTH_AUDIENCE: issuer.settings.audience,
  AUTH_JWKS_URL: `http://127.0.0.1:${(keys.address() as AddressInfo).port}/`,
  SNAPSHOT_STORE: `file://${folder}/snapshots`,
  MAIL_FROM: 'alerts@tucanuva.example',
  MAIL_TICK_MS: '100',
  SES_ENDPOINT_URL: aws.url,
});

async function inOneProcess(): Promise<Installation> {
  const { urls, ...rest } = await databases();
  const { logger } = captureLogs();
  const carrier = new InProcessCarrier({ logger });
  const deps = { carrier, logger };
  const running: HttpService[] = [
    await startCollector(collectorConfig.parse({ ...common(0), DATABASE_URL: urls.collector }), deps),
    await startPolicyEngine(policyEngineConfig.parse({ ...common(0), DATABASE_URL: urls.engine }), deps),
    await startNotification(notificationConfig.parse({ ...common(0), DATABASE_URL: urls.notification }), deps),
  ];
  ends.push(async () => {
    for (const service of running) await service.stop();
    await carrier.close();
  });
  return { ...rest, collector: clientOf(running[0]?.url ?? '') };
}

async function inManyProcesses(amqpUrl: string): Promise<Installation> {
  const { urls, ...rest } = await databases();
  const port = await freePort();
  const start = async (service: string, databaseUrl: string, listen: number): Promise<ChildProcess> => {
    const child = runTypeScript(path.join(services, service, 'src/main.ts'), [], {
      ...common(listen),
      ...awsKeys,
      DATABASE_URL: databaseUrl,
      AMQP_URL: amqpUrl,
    });
    child.stdout?.pipe(process.stderr);
    ends.push(async () => {
      const ended = once(child, 'exit');
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGTERM');
        await ended;
      }
    });
    await eventually(
      async () => expect((await fetch(`http://127.0.0.1:${listen}/health/ready`)).status).toBe(200),
      30_000,
    );
    return child;
  };
  await Promise.all([
    start('collector', urls.collector, port),
    freePort().then((free) => start('collector', urls.collector, free)),
    freePort().then((free) => start('policy-engine', urls.engine, free)),
    freePort().then((free) => start('notification', urls.notification, free)),
  ]);
  return { ...rest, collector: clientOf(`http://127.0.0.1:${port}`) };
}

/** Connects the account and scans it, to the end. */
async function connect({ collector }: Installation): Promise<string> {
  const { id } = await collector.addAccount({
    body: { name: 'Production', access: { kind: 'default-chain' }, endpointUrl: aws.url },
  });
  expect(await collector.checkAccount({ params: { accountId: id } })).toMatchObject({
    status: 'ready',
    awsAccountId: account.id,
  });
  return id;
}

async function scan({ collector }: Installation, accountId: string): Promise<void> {
  const { id: scanId } = await collector.startScan({ body: { accountId } });
  await eventually(
    async () => expect((await collector.getScan({ params: { scanId } })).state).toBe('complete'),
    60_000,
  );
}

describeRabbit('an installation of separate processes', (rabbit) => {
  it('finds what a single process finds, writes nothing for an unchanged scan, and resolves exactly what was fixed', async () => {
    const one = await inOneProcess();
    const many = await inManyProcesses(rabbit.url);
    const accounts = new Map<Installation, string>();
    for (const installation of [one, many]) {
      accounts.set(installation, await connect(installation));
      await scan(installation, accounts.get(installation) ?? '');
      // Mails leave when all verdicts are in.
      await eventually(async () => expect(await installation.mails()).toBe(1), 60_000);
    }
    const first = await one.findings();
    expect(first.open).toBeGreaterThan(100);
    expect(await many.hash()).toBe(await one.hash());
    expect(await many.findings()).toEqual(first);

    for (const installation of [one, many]) {
      const before = {
        hash: await installation.hash(),
        findings: await installation.findings(),
        mails: await installation.mails(),
      };
      await scan(installation, accounts.get(installation) ?? '');
      await new Promise((resolve) => setTimeout(resolve, 5_000));
      expect({
        hash: await installation.hash(),
        findings: await installation.findings(),
        mails: await installation.mails(),
      }).toEqual(before);
    }

    const fix = sandboxFixes(account).find(({ problem }) => problem === 'bucket-allows-http');
    fix?.apply();
    for (const installation of [one, many]) {
      await scan(installation, accounts.get(installation) ?? '');
      await eventually(
        async () => expect(await installation.findings()).toMatchObject({ open: first.open - 1, resolved: 1 }),
        30_000,
      );
    }
    expect(await many.hash()).toBe(await one.hash());
  }, 240_000);
});
