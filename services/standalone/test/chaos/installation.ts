/** A whole installation of separate processes on fresh databases, over a real broker. */
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createClient, type ApiClient, type Scan } from '@cspmexa/contracts';
import { createDatabase, freePort, withDatabase } from '@cspmexa/platform';
import { addFirstRule, openNotificationDatabase } from '@cspmexa/notification';
import pg from 'pg';
import { startIssuer, type ChaosIssuer } from './issuer.js';
import type { ChaosServers } from './chaos-servers.js';
import { ServiceProcess } from './service-process.js';
import { until } from './until.js';
import type { WatchedAccount } from './watched-account.js';

export type ServiceName = 'collector' | 'policy-engine' | 'notification' | 'auth' | 'api-gateway';

export interface InstallationOptions {
  readonly account: WatchedAccount;
  /** How many of each; none unless it says so. */
  readonly replicas?: Partial<Record<ServiceName, number>>;
  /** Where the first gateway listens; a free port unless given. */
  readonly gatewayPort?: number;
  /** More settings, for all services. */
  readonly env?: Readonly<Record<string, string>>;
}

/** A tenant with one connected account. */
export interface Tenant {
  readonly id: string;
  readonly accountId: string;
  readonly api: ApiClient;
}

const services = path.join(import.meta.dirname, '../../..');
const usual = { collector: 2, 'policy-engine': 2, notification: 1 } as const;
const databases = ['collector', 'policy-engine', 'notification', 'auth'] as const;
export const mailFrom = 'alerts@tucanuva.example';

export class Installation {
  private readonly processes: ServiceProcess[] = [];
  private readonly pools = new Map<string, pg.Pool>();

  private constructor(
    readonly servers: ChaosServers,
    readonly account: WatchedAccount,
    readonly folder: string,
    readonly issuer: ChaosIssuer,
    private readonly databaseNames: ReadonlyMap<string, string>,
  ) {}

  /** Resolves when all of it is ready. */
  static async start(servers: ChaosServers, options: InstallationOptions): Promise<Installation> {
    const folder = path.join(servers.folder, `installation-${randomUUID()}`);
    mkdirSync(path.join(folder, 'snapshots'), { recursive: true });
    const names = new Map(databases.map((name) => [name, `chaos_${randomUUID().replaceAll('-', '')}`]));
    const authPort = await freePort();
    const issuer = await startIssuer(`http://127.0.0.1:${authPort}`);
    const made = new Installation(servers, options.account, folder, issuer, names);
    for (const name of databases) await createDatabase(made.databaseUrl(name));
    try {
      await made.launch(options, authPort);
      return made;
    } catch (error) {
      await made.stop();
      throw error;
    }
  }

  all(service: ServiceName): ServiceProcess[] {
    return this.processes.filter(({ name }) => name.startsWith(`${service}-`));
  }

  /** For example process('collector', 1): from 1. */
  process(service: ServiceName, number = 1): ServiceProcess {
    const found = this.processes.find(({ name }) => name === `${service}-${number}`);
    if (!found) throw new Error(`There is no ${service}-${number}.`);
    return found;
  }

  get everything(): readonly ServiceProcess[] {
    return this.processes;
  }

  /** Reads a service's database as its owner; the connection is made anew when the server was away. */
  async sql<Row extends object>(
    service: (typeof databases)[number],
    text: string,
    values: unknown[] = [],
  ): Promise<Row[]> {
    const pool = this.pools.get(service) ?? this.openPool(service);
    return (await pool.query<Row>(text, values)).rows;
  }

  /** A new tenant with a recipient for every finding and the account, checked. */
  async newTenant(name = 'Production'): Promise<Tenant> {
    const id = randomUUID();
    const notification = openNotificationDatabase(this.databaseUrl('notification'));
    await addFirstRule(notification, id, {
      name: 'all',
      minSeverity: 'info',
      recipients: [{ email: `ana+${id.slice(0, 8)}@tucanuva.example` }],
    }).finally(() => notification.close());
    const api = this.api(id);
    const { id: accountId } = await api.addAccount({
      body: { name, access: { kind: 'default-chain' }, endpointUrl: this.account.url },
    });
    await api.checkAccount({ params: { accountId } });
    return { id, accountId, api };
  }

  /** The collector's API as an admin of a tenant, through whichever replica answers. */
  api(tenantId: string): ApiClient {
    return createClient({
      baseUrl: 'http://collector',
      headers: async () => ({ authorization: await this.issuer.issuer.authorization({ tenantId }) }),
      fetch: (input, init) => this.ask(String(input).slice('http://collector'.length), init),
    });
  }

  async scan({ api, accountId }: Tenant): Promise<Scan> {
    return api.startScan({ body: { accountId } });
  }

  /** Ends everything and removes what it left at the broker. The databases go with their server. */
  async stop(): Promise<void> {
    for (const process of this.processes) process.signal('SIGCONT');
    await Promise.all(this.processes.map((process) => process.end('SIGKILL')));
    await Promise.all([...this.pools.values()].map((pool) => pool.end()));
    await this.issuer.stop();
    await this.servers.rabbit?.clear();
  }

  databaseUrl(service: (typeof databases)[number]): string {
    return withDatabase(this.servers.postgres.url, {
      database: this.databaseNames.get(service) ?? '',
      schema: service.replace('-', '_'),
    });
  }

  private openPool(service: (typeof databases)[number]): pg.Pool {
    const pool = new pg.Pool({
      connectionString: withDatabase(this.servers.postgres.url, { database: this.databaseNames.get(service) ?? '' }),
      options: `-c search_path=${service.replace('-', '_')}`,
      max: 4,
    });
    pool.on('error', () => undefined);
    this.pools.set(service, pool);
    return pool;
  }

  private async ask(pathAndQuery: string, init?: RequestInit): Promise<Response> {
    const replicas = this.all('collector').filter(({ isRunning }) => isRunning);
    let problem: unknown = new Error('No collector runs.');
    for (const { url } of replicas)
      try {
        return await fetch(url + pathAndQuery, { ...init, signal: AbortSignal.timeout(10_000) });
      } catch (error) {
        problem = error;
      }
    throw problem;
  }

  private async launch({ replicas = {}, env = {}, gatewayPort }: InstallationOptions, authPort: number): Promise<void> {
    const counts = { ...usual, ...replicas };
    const chosen = new Map([
      ['auth-1', authPort],
      ['api-gateway-1', gatewayPort],
    ]);
    const ports = new Map<string, number>();
    for (const [service, count] of Object.entries(counts))
      for (let number = 1; number <= count; number += 1)
        ports.set(`${service}-${number}`, chosen.get(`${service}-${number}`) ?? (await freePort()));
    for (const [name, port] of ports) {
      const service = name.replace(/-\d+$/, '') as ServiceName; // from the keys of counts
      const process = new ServiceProcess({
        name,
        file: path.join(services, service, this.servers.isBuilt ? 'dist/main.js' : 'src/main.ts'),
        port,
        env: { ...this.settingsOf(service, ports), ...env },
        log: path.join(this.folder, `${name}.log`),
      });
      this.processes.push(process);
    }
    // One of each first: it makes the tables.
    for (const number of [1, 2]) {
      const those = this.processes.filter(({ name }) => (number === 1) === name.endsWith('-1'));
      for (const process of those) process.launch();
      await Promise.all(those.map((process) => process.ready()));
    }
  }

  private keyFile(service: ServiceName): string {
    const file = path.join(this.folder, `${service}.pem`);
    if (!existsSync(file)) {
      const { privateKey } = generateKeyPairSync('ed25519');
      writeFileSync(file, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
    }
    return file;
  }

  private settingsOf(service: ServiceName, ports: ReadonlyMap<string, number>): Record<string, string> {
    const at = (name: string): string => `http://127.0.0.1:${ports.get(name) ?? 1}`;
    const { settings } = this.issuer.issuer;
    return {
      LOG_LEVEL: 'info',
      AUTH_ISSUER: String(settings.issuer),
      AUTH_AUDIENCE: String(settings.audience),
      AUTH_JWKS_URL: this.issuer.keysUrl,
      ...(this.servers.rabbit ? { AMQP_URL: this.servers.rabbit.url } : {}),
      ...(service === 'api-gateway' ? {} : { DATABASE_URL: this.databaseUrl(service) }),
      SNAPSHOT_STORE: `file://${this.folder}/snapshots`,
      AWS_ACCESS_KEY_ID: 'TEST',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_EC2_METADATA_DISABLED: 'true',
      COLLECTOR_TICK_MS: '200',
      COLLECTOR_OWN_CREDENTIALS: 'any',
      MAIL_FROM: mailFrom,
      MAIL_TICK_MS: '100',
      MAIL_LEASE_SECONDS: '30',
      SES_ENDPOINT_URL: this.account.url,
      AUTH_URL: at('auth-1'),
      COLLECTOR_URL: at('collector-1'),
      POLICY_ENGINE_URL: at('policy-engine-1'),
      NOTIFICATION_URL: at('notification-1'),
      PUBLIC_URL: at('api-gateway-1'),
      TRUSTED_CALLERS: `api-gateway=${at('api-gateway-1')}/.well-known/service-jwks.json`,
      // Every replica of a service has its key.
      SERVICE_KEY_FILE: this.keyFile(service),
      RATE_LIMIT_PER_TOKEN: '1000000',
      RATE_LIMIT_PER_ADDRESS: '1000000',
      RATE_LIMIT_SIGN_INS: '1000000',
      RATE_LIMIT_EXPENSIVE: '1000000',
    };
  }
}

/** Waits until a scan has ended. */
export const untilEnded = async ({ api }: Tenant, scanId: string, milliseconds: number): Promise<Scan> => {
  let scan: Scan | undefined;
  await until('the scan has ended', milliseconds, async () => {
    scan = await api.getScan({ params: { scanId } }).catch(() => undefined);
    return scan !== undefined && scan.state !== 'queued' && scan.state !== 'running'
      ? true
      : `it is ${scan?.state ?? 'not to be asked for'}`;
  });
  if (!scan) throw new Error('A scan that has ended is not there.');
  return scan;
};
