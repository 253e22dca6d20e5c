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
import { createLogger, migrate, serviceIdentity, type HttpService, type Logger } from '@cspmexa/platform';
import { policyEngineConfig, policyEngineMigrations, startPolicyEngine } from '@cspmexa/policy-engine';
import { sandboxPeople } from '@cspmexa/sandbox';
import { usesSandboxGoogle, type StandaloneConfig } from './config.js';
import type { DataFolder } from './data-folder.js';
import type { DatabaseUrls, Schema } from './database-urls.js';
import { openLogFile } from './log-file.js';
import { sandboxCredentials, sandboxSender, type Sandbox } from './sandbox.js';

export interface PlatformSettings {
  readonly config: StandaloneConfig;
  readonly folder: DataFolder;
  /** Of a database that is there. */
  readonly databases: DatabaseUrls;
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
  const destination = openLogFile(folder.log);
  const log = (name: string): Logger => createLogger({ name, level: config.LOG_LEVEL, destination });
  const { databases } = settings;
  const databaseOf = (schema: Schema) => ({
    DATABASE_URL: databases.urlOf(schema),
    DATABASE_OWNER_URL: databases.ownerOf(schema),
    NODE_ENV: config.NODE_ENV,
  });
  const started: (() => Promise<void>)[] = [async () => new Promise((done) => destination.flush(() => done()))];
  const keep = (service: HttpService): HttpService => {
    started.push(() => service.stop());
    return service;
  };
  const stop = async (): Promise<void> => {
    for (const end of started.splice(0).reverse()) await end();
  };
  try {
    await migrateAll(databases);
    const carrier: Carrier = config.AMQP_URL
      ? new RabbitMqCarrier({ url: config.AMQP_URL, name: 'standalone', logger: log('messaging') })
      : new InProcessCarrier({ logger: log('messaging') });
    if (carrier instanceof RabbitMqCarrier) await carrier.connect();
    started.push(() => carrier.close());

    // One process: the gateway's keys need no HTTP.
    const identity = serviceIdentity({ name: 'api-gateway' });
    const auth = keep(
      await startAuth(authConfig.parse(authSettings(settings, databaseOf('auth'))), {
        carrier,
        logger: log('auth'),
        callers: { [identity.name]: identity.jwks() },
      }),
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
          ...databaseOf('collector'),
          AWS_REGION: config.AWS_REGION,
          AWS_ENDPOINT_URL: config.AWS_ENDPOINT_URL,
        }),
        { carrier, logger: log('collector'), awsAccess: accessWith(sandbox, config) },
      ).then(keep),
      startPolicyEngine(policyEngineConfig.parse({ ...common, ...snapshots, ...databaseOf('policy_engine') }), {
        carrier,
        logger: log('policy-engine'),
      }).then(keep),
      startNotification(
        notificationConfig.parse({
          ...common,
          ...databaseOf('notification'),
          PUBLIC_URL: publicUrl,
          MAIL_FROM: config.MAIL_FROM ?? sandboxSender,
          SES_REGION: config.SES_REGION,
          SES_ENDPOINT_URL: config.SES_ENDPOINT_URL,
        }),
        { carrier, logger: log('notification'), ...(config.MAIL_FROM ? {} : { mailer: sandboxMailer(sandbox) }) },
      ).then(keep),
    ]);
    const firstScan = await prepare(settings);
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
          RATE_LIMIT_SIGN_INS: 600,
          RATE_LIMIT_EXPENSIVE: 600,
        }),
        { carrier, version: settings.version, identity, logger: log('api-gateway') },
      ),
    );
    return { url: gateway.url, firstScan, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Applies the migrations of every service. @returns their names by service */
export async function migrateAll({ ownerOf, urlOf }: DatabaseUrls): Promise<Record<string, string[]>> {
  const folders: [string, Schema, string][] = [
    ['auth', 'auth', authMigrations],
    ['collector', 'collector', collectorMigrations],
    ['policy-engine', 'policy_engine', policyEngineMigrations],
    ['notification', 'notification', notificationMigrations],
  ];
  const applied: Record<string, string[]> = {};
  for (const [service, schema, directory] of folders)
    applied[service] = await migrate({ url: ownerOf(schema), serviceUrl: urlOf(schema), directory });
  return applied;
}

const authSettings = ({ config, folder, sandbox, publicUrl }: PlatformSettings, database: object) => ({
  ...database,
  HOST: '127.0.0.1',
  PORT: 0,
  PUBLIC_URL: publicUrl,
  AUTH_SECRET: config.AUTH_SECRET ?? folder.secret,
  AUTH_KEYS: config.AUTH_KEYS,
  LOG_LEVEL: config.LOG_LEVEL,
  BOOTSTRAP_ADMIN_EMAIL: config.BOOTSTRAP_ADMIN_EMAIL,
  ALLOWED_DOMAINS: config.GOOGLE_CLIENT_ID ? config.ALLOWED_DOMAINS : undefined,
  OIDC_DISCOVERY_URL: config.OIDC_DISCOVERY_URL,
  OIDC_CLIENT_ID: config.OIDC_CLIENT_ID,
  OIDC_CLIENT_SECRET: config.OIDC_CLIENT_SECRET,
  OIDC_NAME: config.OIDC_NAME,
  OIDC_SCOPES: config.OIDC_SCOPES,
  OIDC_ALLOWED_DOMAINS: config.OIDC_ALLOWED_DOMAINS,
  OIDC_TRUST_EMAIL: config.OIDC_TRUST_EMAIL,
  ...(usesSandboxGoogle(config)
    ? {
        GOOGLE_CLIENT_ID: sandbox.google.clientId,
        GOOGLE_CLIENT_SECRET: sandbox.google.clientSecret,
        GOOGLE_AUTHORIZATION_URL: sandbox.pages.google.authorizationUrl,
        GOOGLE_TOKEN_URL: sandbox.pages.google.tokenUrl,
        GOOGLE_USERINFO_URL: sandbox.pages.google.userinfoUrl,
        GOOGLE_JWKS_URL: sandbox.pages.google.jwksUrl,
        GOOGLE_ISSUER: sandbox.google.issuer,
      }
    : { GOOGLE_CLIENT_ID: config.GOOGLE_CLIENT_ID, GOOGLE_CLIENT_SECRET: config.GOOGLE_CLIENT_SECRET }),
});

/** The sandbox for accounts that are marked so; the machine's own credentials for all others. */
function accessWith(sandbox: Sandbox, config: StandaloneConfig): AwsAccess {
  const real = defaultAwsAccess({ AWS_REGION: config.AWS_REGION, AWS_ENDPOINT_URL: config.AWS_ENDPOINT_URL });
  return {
    ...(config.CSPMEXA_SANDBOX === 'off' ? {} : { sandbox: sandboxAccount(sandbox) }),
    ownSettings: (account) =>
      account.sandbox
        ? { credentials: sandboxCredentials, homeRegion: 'us-east-1', requestHandler: sandbox.requestHandler() }
        : real.ownSettings(account),
  };
}

const sandboxAccount = ({ account }: Sandbox) => ({ name: 'Sandbox', awsAccountId: account.id });

const sandboxMailer = (sandbox: Sandbox) =>
  sesMailer({ region: 'us-east-1', credentials: sandboxCredentials, requestHandler: sandbox.requestHandler() });

/** The first tenant with its first account, and what the sandboxes add to it. Nothing is added twice. @returns whether a first scan was started. */
async function prepare({ config, databases: { urlOf }, sandbox, offerAccount }: PlatformSettings): Promise<boolean> {
  const auth = openAuthDatabase(urlOf('auth'));
  const collector = openCollectorDatabase(urlOf('collector'));
  const notification = openNotificationDatabase(urlOf('notification'));
  try {
    const people = usesSandboxGoogle(config)
      ? sandboxPeople.flatMap(({ email, role, language }) => (role ? [{ email, role, language }] : []))
      : [];
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
      ? await addSandboxAccount(collector, tenantId, sandboxAccount(sandbox))
      : await addOwnAccount(collector, tenantId, 'This AWS account');
    return account !== undefined && (await startFirstScan(collector, tenantId, account.id));
  } finally {
    await Promise.all([auth.close(), collector.close(), notification.close()]);
  }
}
