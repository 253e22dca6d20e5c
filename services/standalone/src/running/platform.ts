/** All services in one process, over one database, one carrier and one folder. */
import { authConfig, authMigrations, openAuthDatabase, prepareTenant, startAuth } from '@cspmexa/auth';
import { gatewayConfig, startGateway } from '@cspmexa/api-gateway';
import {
  addOwnAccount,
  addSandboxAccount,
  collectorConfig,
  collectorMigrations,
  defaultAwsAccess,
  openCollectorDatabase,
  startCollector,
  startFirstScan,
  type AwsAccess,
} from '@cspmexa/collector';
import { InProcessCarrier, RabbitMqCarrier, type Carrier } from '@cspmexa/messaging';
import {
  addFirstRule,
  notificationConfig,
  notificationMigrations,
  openNotificationDatabase,
  sesMailer,
  startNotification,
} from '@cspmexa/notification';
import { createLogger, migrate, withDatabase, type HttpService, type Logger } from '@cspmexa/platform';
import { policyEngineConfig, policyEngineMigrations, startPolicyEngine } from '@cspmexa/policy-engine';
import { sandboxPeople } from '@cspmexa/sandbox';
import { pino } from 'pino';
import type { StandaloneConfig } from './config.js';
import type { DataFolder } from './data-folder.js';
import { sandboxCredentials, sandboxSender, type Sandbox } from './sandbox.js';

export interface PlatformSettings {
  readonly config: StandaloneConfig;
  readonly folder: DataFolder;
  /** postgresql://… of a database that is there. */
  readonly databaseUrl: string;
  readonly port: number;
  readonly publicUrl: string;
  readonly version: string;
  /** Stands in for whatever is not configured. */
  readonly sandbox: Sandbox;
  /** Whether the pretend account is offered. */
  readonly offerAccount: boolean;
}

export interface RunningPlatform {
  readonly url: string;
  /** Whether the first scan of the pretend account was started by this run. */
  readonly firstScan: boolean;
  stop(): Promise<void>;
}

/** Starts everything. What was started is stopped again when something fails. */
export async function startPlatform(settings: PlatformSettings): Promise<RunningPlatform> {
  const { config, folder, sandbox, publicUrl } = settings;
  const destination = pino.destination({ dest: folder.log, mkdir: true, sync: false });
  const log = (name: string): Logger => createLogger({ name, level: config.LOG_LEVEL, destination });
  const urlOf = (schema: string): string => withDatabase(settings.databaseUrl, { schema });
  const started: (() => Promise<void>)[] = [async () => new Promise((done) => destination.flush(() => done()))];
  const keep = (service: HttpService): HttpService => {
    started.push(() => service.stop());
    return service;
  };
  const stop = async (): Promise<void> => {
    for (const end of started.splice(0).reverse()) await end();
  };
  try {
    await migrateAll(settings.databaseUrl);
    const carrier: Carrier = config.AMQP_URL
      ? new RabbitMqCarrier({ url: config.AMQP_URL, name: 'standalone', logger: log('messaging') })
      : new InProcessCarrier({ logger: log('messaging') });
    if (carrier instanceof RabbitMqCarrier) await carrier.connect();
    started.push(() => carrier.close());

    const auth = keep(
      await startAuth(authConfig.parse(authSettings(settings, urlOf('auth'))), { carrier, logger: log('auth') }),
    );
    const common = {
      HOST: '127.0.0.1',
      PORT: 0,
      LOG_LEVEL: config.LOG_LEVEL,
      AUTH_JWKS_URL: `${auth.url}/.well-known/jwks.json`,
    };
    const snapshots = { SNAPSHOT_STORE: `file://${folder.snapshots}` };
    const [collector, policyEngine, notification] = await Promise.all([
      startCollector(
        collectorConfig.parse({
          ...common,
          ...snapshots,
          DATABASE_URL: urlOf('collector'),
          AWS_REGION: config.AWS_REGION,
          AWS_ENDPOINT_URL: config.AWS_ENDPOINT_URL,
        }),
        { carrier, logger: log('collector'), awsAccess: accessWith(sandbox, config) },
      ).then(keep),
      startPolicyEngine(policyEngineConfig.parse({ ...common, ...snapshots, DATABASE_URL: urlOf('policy_engine') }), {
        carrier,
        logger: log('policy-engine'),
      }).then(keep),
      startNotification(
        notificationConfig.parse({
          ...common,
          DATABASE_URL: urlOf('notification'),
          PUBLIC_URL: publicUrl,
          MAIL_FROM: config.MAIL_FROM ?? sandboxSender,
          SES_REGION: config.SES_REGION,
          SES_ENDPOINT_URL: config.SES_ENDPOINT_URL,
        }),
        { carrier, logger: log('notification'), ...(config.MAIL_FROM ? {} : { mailer: sandboxMailer(sandbox) }) },
      ).then(keep),
    ]);
    const firstScan = await prepare(settings, urlOf);
    const gateway = keep(
      await startGateway(
        gatewayConfig.parse({
          HOST: '127.0.0.1',
          PORT: settings.port,
          LOG_LEVEL: config.LOG_LEVEL,
          PUBLIC_URL: publicUrl,
          AUTH_URL: auth.url,
          COLLECTOR_URL: collector.url,
          POLICY_ENGINE_URL: policyEngine.url,
          NOTIFICATION_URL: notification.url,
          // One person at one machine: their pages ask a lot, and nobody else can.
          RATE_LIMIT_PER_ADDRESS: 600,
        }),
        { carrier, version: settings.version, logger: log('api-gateway') },
      ),
    );
    return { url: gateway.url, firstScan, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Applies the migrations of every service. */
export async function migrateAll(databaseUrl: string): Promise<Record<string, string[]>> {
  const folders = {
    auth: authMigrations,
    collector: collectorMigrations,
    'policy-engine': policyEngineMigrations,
    notification: notificationMigrations,
  };
  const applied: Record<string, string[]> = {};
  for (const [service, directory] of Object.entries(folders))
    applied[service] = await migrate({
      url: withDatabase(databaseUrl, { schema: service.replace('-', '_') }),
      directory,
    });
  return applied;
}

const authSettings = ({ config, folder, sandbox, publicUrl }: PlatformSettings, databaseUrl: string) => ({
  DATABASE_URL: databaseUrl,
  HOST: '127.0.0.1',
  PORT: 0,
  PUBLIC_URL: publicUrl,
  AUTH_SECRET: folder.secret,
  LOG_LEVEL: config.LOG_LEVEL,
  BOOTSTRAP_ADMIN_EMAIL: config.BOOTSTRAP_ADMIN_EMAIL,
  ...(config.GOOGLE_CLIENT_ID
    ? { GOOGLE_CLIENT_ID: config.GOOGLE_CLIENT_ID, GOOGLE_CLIENT_SECRET: config.GOOGLE_CLIENT_SECRET }
    : {
        GOOGLE_CLIENT_ID: sandbox.google.clientId,
        GOOGLE_CLIENT_SECRET: sandbox.google.clientSecret,
        GOOGLE_AUTHORIZATION_URL: sandbox.pages.google.authorizationUrl,
        GOOGLE_TOKEN_URL: sandbox.pages.google.tokenUrl,
        GOOGLE_USERINFO_URL: sandbox.pages.google.userinfoUrl,
        GOOGLE_ISSUER: 'https://sandbox-google.example',
      }),
});

/** The sandbox for accounts that are marked so; the machine's own credentials for all others. */
function accessWith(sandbox: Sandbox, config: StandaloneConfig): AwsAccess {
  const real = defaultAwsAccess({ AWS_REGION: config.AWS_REGION, AWS_ENDPOINT_URL: config.AWS_ENDPOINT_URL });
  return {
    ownSettings: (account) =>
      account.sandbox
        ? { credentials: sandboxCredentials, homeRegion: 'us-east-1', requestHandler: sandbox.requestHandler() }
        : real.ownSettings(account),
  };
}

const sandboxMailer = (sandbox: Sandbox) =>
  sesMailer({ region: 'us-east-1', credentials: sandboxCredentials, requestHandler: sandbox.requestHandler() });

/** The first tenant with its first account, and what the sandboxes add to it. Nothing is added twice. @returns whether a first scan was started. */
async function prepare(
  { config, sandbox, offerAccount }: PlatformSettings,
  urlOf: (schema: string) => string,
): Promise<boolean> {
  const auth = openAuthDatabase(urlOf('auth'));
  const collector = openCollectorDatabase(urlOf('collector'));
  const notification = openNotificationDatabase(urlOf('notification'));
  try {
    const people = config.GOOGLE_CLIENT_ID
      ? []
      : sandboxPeople.flatMap(({ email, role, language }) => (role ? [{ email, role, language }] : []));
    const tenantId = await prepareTenant(auth, people.length > 0 ? 'Tucanuva' : 'My organisation', people);
    if (people.length > 0)
      await addFirstRule(notification, tenantId, {
        name: 'Critical and high findings',
        minSeverity: 'high',
        recipients: people
          .filter(({ role }) => role === 'admin' || role === 'analyst')
          .map(({ email, language }) => ({ email, language })),
      });
    const account = offerAccount
      ? await addSandboxAccount(collector, tenantId, { name: 'Sandbox', awsAccountId: sandbox.account.id })
      : await addOwnAccount(collector, tenantId, 'This AWS account');
    return account !== undefined && (await startFirstScan(collector, tenantId, account.id));
  } finally {
    await Promise.all([auth.close(), collector.close(), notification.close()]);
  }
}
