/** Starts the collector: alone in a process, or beside the other services of the standalone one. */
import type { Collector } from '@cspmexa/collector-kit';
import { collectorList } from '@cspmexa/collectors';
import { policyList } from '@cspmexa/policies';
import { DurableEvents, publishRefusals, type Carrier } from '@cspmexa/messaging';
import {
  createHttpService,
  createLogger,
  Metrics,
  openSnapshotStore,
  prepareDatabase,
  serviceOf,
  type Clock,
  type HttpService,
  type Logger,
  type ObjectStore,
  type TokenSettings,
  lameDuckOfProcess,
} from '@cspmexa/platform';
import { defaultAwsAccess, type AwsAccess } from './accounts/aws-access.js';
import type { QueueCredentials } from './changes/change-queue.js';
import { collectorModule } from './collector.module.js';
import type { CollectorConfig } from './config.js';
import { collectorMigrations, openCollectorDatabase } from './database.js';
import type { KnownPolicy } from './doctor/blindness.js';

/** What a collector gets from whoever starts it. */
export interface CollectorDependencies {
  /** Moves the messages. Whoever made it closes it, after the service has stopped. */
  readonly carrier: Carrier;
  readonly logger?: Logger;
  readonly clock?: Clock;
  /** Where snapshots are kept; what SNAPSHOT_STORE says unless given. */
  readonly objectStore?: ObjectStore;
  /** How AWS is reached; the default provider chain unless given. */
  readonly awsAccess?: AwsAccess;
  /** How access tokens are verified; through AUTH_JWKS_URL unless given. */
  readonly tokens?: TokenSettings;
  /** All collectors unless given. */
  readonly collectors?: readonly Collector[];
  /** What scans of some severities or of named resources are planned for: all policies unless given. */
  readonly policies?: readonly KnownPolicy[];
  /** Of the change queue; the default provider chain unless given. */
  readonly queueCredentials?: QueueCredentials;
  /** The collector is alone in its process: its metrics show the process too. */
  readonly ownsProcess?: boolean;
}

/** Applies the migrations and starts. The database must exist. */
export async function startCollector(config: CollectorConfig, deps: CollectorDependencies): Promise<HttpService> {
  const { carrier, clock, logger = createLogger({ name: 'collector', level: config.LOG_LEVEL }) } = deps;
  const { identity, tls } = serviceOf('collector', config, logger);
  await prepareDatabase(config, collectorMigrations);
  const database = openCollectorDatabase(config.DATABASE_URL);
  const snapshots = deps.objectStore ?? openSnapshotStore(config, config.AWS_REGION);
  const awsAccess = deps.awsAccess ?? defaultAwsAccess(config);
  const metrics = new Metrics('collector');
  if (deps.ownsProcess) metrics.watchProcess();
  const module = collectorModule({
    config,
    database,
    carrier,
    snapshots,
    awsAccess,
    collectors: deps.collectors ?? collectorList,
    policies: deps.policies ?? policyList,
    ...(deps.queueCredentials ? { queueCredentials: deps.queueCredentials } : {}),
  });
  try {
    return await createHttpService(module, {
      name: 'collector',
      host: config.HOST,
      port: config.PORT,
      ...(deps.ownsProcess ? { lameDuckMs: lameDuckOfProcess } : {}),
      identity,
      tls,
      healthPort: config.HEALTH_PORT,
      tokens: deps.tokens ?? {
        issuer: config.AUTH_ISSUER,
        audience: config.AUTH_AUDIENCE,
        jwks: config.AUTH_JWKS_URL,
        fetch: tls?.fetch,
      },
      readiness: {
        database: () => database.check(),
        broker: () => carrier.check(),
        snapshots: () => snapshots.check(),
      },
      onRefusal: publishRefusals(database),
      transports: [
        new DurableEvents({ carrier, consumer: 'collector', concurrency: config.COLLECTOR_CONCURRENCY, metrics }),
      ],
      logger,
      metrics,
      ...(clock ? { clock } : {}),
    });
  } catch (error) {
    await database.close();
    throw error;
  }
}
