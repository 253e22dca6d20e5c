/** A whole collector for one test file: its own database, sandbox AWS accounts, snapshot folder, and a person who may do everything. */
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { createClient, type ApiClient, type Envelope, type Scan } from '@cspmexa/contracts';
import type { ClientSettings } from '@cspmexa/collector-kit';
import { InProcessCarrier, type Carrier } from '@cspmexa/messaging';
import { loadConfig, localObjectStore, type HttpService, type ObjectStore, type Session } from '@cspmexa/platform';
import { sandboxRequestHandler, type SandboxAccount } from '@cspmexa/sandbox';
import {
  captureLogs,
  createTestDatabase,
  createTestIssuer,
  eventually,
  openOwnerPool,
  type CapturedLogs,
} from '@cspmexa/testkit';
import type pg from 'pg';
import {
  collectorConfig,
  openCollectorDatabase,
  startCollector,
  type AwsAccess,
  type CollectorDatabase,
  type CollectorDependencies,
} from '../src/index.js';

export interface CollectorUnderTest {
  readonly tenantId: string;
  readonly api: ApiClient;
  /** The API as another tenant, or with another role, sees it; at another replica if its URL is given. */
  apiOf(given: Partial<Pick<Session, 'tenantId' | 'role' | 'accountIds'>>, url?: string): Promise<ApiClient>;
  readonly authorization: string;
  readonly url: string;
  readonly database: CollectorDatabase;
  /** What only the owner of the tables may do. */
  readonly owner: pg.Pool;
  readonly snapshots: ObjectStore;
  readonly logs: CapturedLogs;
  /** What was published, oldest first. */
  readonly events: readonly Envelope[];
  /** Starts one more collector on the same database. */
  replica(settings?: ReplicaSettings): Promise<HttpService>;
  /** Waits until a scan has ended. */
  ended(scanId: string): Promise<Scan>;
  /** Stops every collector on the database, as a signal would. */
  stopServices(): Promise<void>;
  stop(): Promise<void>;
}

export interface ReplicaSettings extends Partial<Omit<CollectorDependencies, 'tokens' | 'logger'>> {
  readonly env?: Readonly<Record<string, string>>;
  /** Gives the way by which the service reaches its database, for tests that break it. */
  readonly throughNetwork?: (databaseUrl: string) => Promise<string>;
}

/** Settings that reach sandbox accounts; the first is the one that our own credentials belong to. */
export function sandboxAccess(...accounts: [SandboxAccount, ...SandboxAccount[]]): AwsAccess {
  const settings: ClientSettings = {
    credentials: { accessKeyId: 'AKIASANDBOX', secretAccessKey: 'sandbox' },
    homeRegion: 'us-east-1',
    requestHandler: sandboxRequestHandler(accounts, { requestTimeoutMs: 500 }),
  };
  return { ownSettings: () => settings };
}

/** Starts a collector. Stop it when the tests of the file have run. */
export async function collectorUnderTest(
  awsAccess: AwsAccess,
  settings: ReplicaSettings = {},
): Promise<CollectorUnderTest> {
  const base = await createTestDatabase(undefined, 'collector');
  const folder = await mkdtemp(path.join(os.tmpdir(), 'cspmexa-collector-'));
  const issuer = await createTestIssuer();
  const logs = captureLogs('info');
  const carriers: Carrier[] = [];
  const services: HttpService[] = [];
  const events: Envelope[] = [];
  const snapshots = localObjectStore(folder);
  const replica: CollectorUnderTest['replica'] = async ({
    env = {},
    carrier = inProcess(),
    throughNetwork,
    ...deps
  } = {}) => {
    if (!carriers.includes(carrier)) {
      carriers.push(carrier);
      await carrier.broadcast(['#'], (envelope) => void events.push(envelope));
    }
    const config = loadConfig(collectorConfig, {
      DATABASE_URL: throughNetwork ? await throughNetwork(base.url) : base.url,
      SNAPSHOT_STORE: pathToFileURL(folder).href,
      PORT: '0',
      COLLECTOR_TICK_MS: '50',
      ...env,
    });
    const service = await startCollector(config, {
      awsAccess,
      ...deps,
      carrier,
      tokens: issuer.settings,
      logger: logs.logger,
    });
    services.push(service);
    return service;
  };
  const stopServices = async (): Promise<void> => {
    await Promise.all(services.map((each) => each.stop()));
  };
  const service = await replica(settings);
  const { tenantId } = issuer.session();
  const database = openCollectorDatabase(base.url);
  const owner = openOwnerPool(base.url);
  const headersOf = async (given: object): Promise<Record<string, string>> => ({
    authorization: await issuer.authorization({ tenantId, ...given }),
  });
  const apiOf: CollectorUnderTest['apiOf'] = async (given, url = service.url) =>
    createClient({ baseUrl: url, headers: () => headersOf(given) });
  const api = await apiOf({});
  return {
    tenantId,
    api,
    apiOf,
    authorization: await issuer.authorization({ tenantId }),
    url: service.url,
    database,
    owner,
    snapshots,
    logs,
    events,
    replica,
    ended: (scanId) =>
      eventually(async () => {
        const scan = await api.getScan({ params: { scanId } });
        if (scan.endedAt === null) throw new Error(`The scan is still ${scan.state}: ${JSON.stringify(scan.units)}`);
        return scan;
      }, 30_000),
    stopServices,
    async stop() {
      await stopServices();
      await Promise.all(carriers.map((carrier) => carrier.close()));
      await Promise.all([database.close(), owner.end()]);
      await base.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const inProcess = (): InProcessCarrier =>
  new InProcessCarrier({ subscriptions: { collector: ['unit.queued'] }, retryDelaysMs: [50, 50, 50, 50] });
