/** A whole notification service for one test file: its own database, a clock that tests move, and the sandbox's SES behind HTTP. */
import { randomUUID } from 'node:crypto';
import {
  AlertRuleInput,
  type AlertRule,
  createClient,
  findingOpened,
  scanJudged,
  type ApiClient,
  type Delivery,
  type Envelope,
  type FindingFacts,
  type Role,
} from '@cspmexa/contracts';
import { InProcessCarrier, subscriptions } from '@cspmexa/messaging';
import { fixedClock, loadConfig, newId, type FixedClock, type HttpService } from '@cspmexa/platform';
import { createSandboxAccount, startSandboxServer, type SandboxAccount, type SentMail } from '@cspmexa/sandbox';
import { captureLogs, createTestDatabase, createTestIssuer, eventually, type CapturedLogs } from '@cspmexa/testkit';
import type { z } from 'zod';
import {
  notificationConfig,
  openNotificationDatabase,
  sesMailer,
  startNotification,
  type Mailer,
  type NotificationDatabase,
} from '../src/index.js';

/** A tenant of its own, so that tests do not see each other's mails. */
export interface Tenant {
  readonly id: string;
  readonly api: ApiClient;
  readonly authorization: string;
  /** The API as another role sees it, or somebody who may see some accounts only. */
  as(role: Role, accountIds?: readonly string[]): Promise<ApiClient>;
  rule(input: Partial<z.input<typeof AlertRuleInput>>): Promise<AlertRule>;
  /** Publishes a message of another service; returns it. */
  publish(type: string, data: unknown): Promise<Envelope>;
  /** Publishes what the policy engine does when a finding changes; returns the message. */
  tell(
    facts?: Partial<FindingFacts>,
    type?: 'finding.opened' | 'finding.reopened' | 'finding.resolved' | 'finding.excepted',
  ): Promise<Envelope>;
  judged(scanId: string): Promise<void>;
  /** The mails to its people, oldest first. */
  mails(): SentMail[];
  deliveries(): Promise<readonly Delivery[]>;
  /** Waits until its deliveries are in these states, in any order. */
  settled(...states: string[]): Promise<readonly Delivery[]>;
}

export interface NotificationUnderTest {
  readonly url: string;
  readonly databaseUrl: string;
  readonly clock: FixedClock;
  readonly account: SandboxAccount;
  readonly mailer: Mailer;
  readonly database: NotificationDatabase;
  readonly logs: CapturedLogs;
  /** Delivers a message to the service, as the bus does. */
  publish(envelope: Envelope): Promise<unknown>;
  tenant(): Promise<Tenant>;
  /** One more service on the same database. */
  replica(): Promise<HttpService>;
  /** Moves the clock and gives the sender a moment to look. */
  pass(milliseconds: number): Promise<void>;
  stop(): Promise<void>;
}

export const sender = 'alerts@tucanuva.example';
const tickMs = 20;

/** An address of a tenant's own. */
export const addressOf = (tenantId: string, name: string): string => `${name}@${tenantId}.example`;

/** Starts it. Stop it when the tests of the file have run. */
export async function notificationUnderTest(): Promise<NotificationUnderTest> {
  const base = await createTestDatabase(undefined, 'notification');
  const issuer = await createTestIssuer();
  const logs = captureLogs('info');
  const { logger } = logs;
  const clock = fixedClock('2026-01-15T12:00:00Z');
  const account = createSandboxAccount();
  const aws = await startSandboxServer(account);
  const mailerOf = () =>
    sesMailer({
      region: 'us-east-1',
      endpoint: aws.url,
      credentials: { accessKeyId: 'SANDBOX', secretAccessKey: 'sandbox' },
    });
  const carriers: InProcessCarrier[] = [];
  const services: HttpService[] = [];
  const replica = async () => {
    const carrier = new InProcessCarrier({
      subscriptions: { notification: subscriptions.notification },
      retryDelaysMs: [50, 50, 50, 50],
      logger,
    });
    carriers.push(carrier);
    const config = loadConfig(notificationConfig, {
      DATABASE_URL: base.url,
      PORT: '0',
      MAIL_FROM: sender,
      MAIL_TICK_MS: String(tickMs),
      PUBLIC_URL: 'https://cspm.example.com',
    });
    const service = await startNotification(config, {
      carrier,
      clock,
      logger,
      mailer: mailerOf(),
      tokens: issuer.settings,
    });
    services.push(service);
    return service;
  };
  const service = await replica();
  const [carrier] = carriers;
  if (!carrier) throw new Error('The service was started without a carrier.');
  const mailer = mailerOf();
  const database = openNotificationDatabase(base.url);
  const publish = (envelope: Envelope) => carrier.publish(envelope);

  const tenant = async (): Promise<Tenant> => {
    const { tenantId: id } = issuer.session();
    const as: Tenant['as'] = async (role, accountIds) => {
      const authorization = await issuer.authorization({ tenantId: id, role, ...(accountIds ? { accountIds } : {}) });
      return createClient({ baseUrl: service.url, headers: () => ({ authorization }) });
    };
    const api = await as('admin');
    const envelope = (type: string, data: unknown): Envelope => ({
      id: newId(),
      type,
      version: 1,
      tenantId: id,
      occurredAt: new Date().toISOString(),
      traceparent: '',
      data,
    });
    const publishAs = async (type: string, data: unknown) => {
      const message = envelope(type, data);
      await publish(message);
      return message;
    };
    const deliveries = async () => (await api.listDeliveries({ query: { limit: 200 } })).items;
    return {
      id,
      api,
      authorization: await issuer.authorization({ tenantId: id }),
      as,
      rule: async (input) => {
        const recipients = [{ email: addressOf(id, 'ana') }];
        return api.addAlertRule({ body: { name: 'rule', recipients, minSeverity: 'info', ...input } });
      },
      publish: publishAs,
      tell: (facts = {}, type = 'finding.opened') =>
        publishAs(type, {
          ...findingOpened.example,
          findingId: newId(),
          changeId: newId(),
          scanId: null,
          ...facts,
        }),
      judged: async (scanId) => void (await publishAs('scan.judged', { ...scanJudged.example, scanId })),
      mails: () => account.mailbox.filter(({ to }) => to.some((address) => address.endsWith(`@${id}.example`))),
      deliveries,
      settled: (...states) =>
        eventually(async () => {
          const found = await deliveries();
          const now = found.map(({ state }) => state).sort();
          if (String(now) !== String([...states].sort()))
            throw new Error(`They are ${String(now)}: ${JSON.stringify(found)}`);
          return found;
        }, 8_000),
    };
  };
  return {
    databaseUrl: base.url,
    url: service.url,
    clock,
    account,
    mailer,
    database,
    logs,
    publish,
    tenant,
    replica,
    pass: async (milliseconds) => {
      clock.advance(milliseconds);
      await new Promise((resolve) => setTimeout(resolve, 5 * tickMs));
    },
    async stop() {
      await Promise.all(services.map((each) => each.stop()));
      await Promise.all(carriers.map((each) => each.close()));
      mailer.close();
      await database.close();
      await aws.close();
      await base.drop();
    },
  };
}

export const someId = (): string => randomUUID();
