/** Puts the policy engine together. */
import type { DynamicModule } from '@nestjs/common';
import { DurableEvents, OutboxRelay, publishRefusals, type Carrier } from '@cspmexa/messaging';
import {
  createHttpService,
  createLogger,
  Cursors,
  Metrics,
  openSnapshotStore,
  prepareDatabase,
  serviceOf,
  StorageSampler,
  systemClock,
  type Clock,
  type HttpService,
  type HttpServiceOptions,
  type Logger,
  type ObjectStore,
  type TokenSettings,
  lameDuckOfProcess,
} from '@cspmexa/platform';
import { policyList } from '@cspmexa/policies';
import type { Policy } from '@cspmexa/policy-kit';
import { AccountConsumer } from './accounts/account.consumer.js';
import { Attestations } from './compliance/attestations.js';
import { ComplianceController } from './compliance/compliance.controller.js';
import { CONFIG, type PolicyEngineConfig } from './config.js';
import { openPolicyEngineDatabase, PolicyEngineDatabase, policyEngineMigrations } from './database.js';
import { ExceptionExpiry } from './findings/exception-expiry.js';
import { ExportExpiry } from './exports/export-expiry.js';
import { ExportMaker } from './exports/export-maker.js';
import { ExportWorkers } from './exports/export-workers.js';
import { Exports } from './exports/exports.js';
import { ExportsController } from './exports/exports.controller.js';
import { FindingStore } from './findings/finding.store.js';
import { FindingsController } from './findings/findings.controller.js';
import { GroupStore } from './findings/group.store.js';
import { FailedUnit } from './judging/failed-unit.js';
import { FailedUnitConsumer, JudgingConsumer } from './judging/judging.consumer.js';
import { ScanJudging } from './judging/scan-judging.js';
import { UnitJudging } from './judging/unit-judging.js';
import { OverviewController } from './overview/overview.controller.js';
import { OverviewStore } from './overview/overview.store.js';
import { Catalogue } from './policies/catalogue.js';
import { DryRun } from './policies/dry-run.js';
import { PoliciesController } from './policies/policies.controller.js';
import { PolicySettings } from './policies/policy-settings.js';
import { PolicyStore } from './policies/policy-store.js';
import { PolicySetConsumer } from './rejudging/policy-set.consumer.js';
import { Rejudging } from './rejudging/rejudging.js';
import { Retention } from './retention/retention.js';
import { ScanComparisonController } from './scans/comparison.controller.js';
import { ScanComparisons } from './scans/comparison.store.js';
import { SNAPSHOTS } from './snapshots/snapshot-store.js';
import { StorageController } from './storage/storage.controller.js';
import { keptTables } from './storage/kept-tables.js';
import { ViewStore } from './views/view.store.js';
import { ViewsController } from './views/views.controller.js';
import { BulkController } from './triage/bulk.controller.js';
import { BulkChanges } from './triage/bulk.js';
import { Comments } from './triage/comments.js';
import { FindingSettingsStore } from './triage/finding-settings.js';
import { FindingWork } from './triage/finding-work.js';
import { FindingSettingsController } from './triage/settings.controller.js';
import { BulkUndo } from './triage/undo.js';
import { WorkController } from './triage/work.controller.js';

/** What the engine does not make by itself. */
export interface PolicyEngineDependencies {
  /** Closed by whoever made it. */
  readonly carrier: Carrier;
  readonly logger?: Logger;
  readonly clock?: Clock;
  /** Instead of the store that SNAPSHOT_STORE names. */
  readonly objectStore?: ObjectStore;
  /** Instead of the policies that ship. */
  readonly policies?: readonly Policy[];
  /** Instead of the AUTH_ variables: in one process with the auth service the keys need no HTTP. */
  readonly tokens?: TokenSettings;
  /** The engine is alone in its process: its metrics show the process too. */
  readonly ownsProcess?: boolean;
  /** What the process knows better: whether answers are checked, how long to drain. */
  readonly http?: Pick<HttpServiceOptions, 'checkResponses' | 'exposeMetrics' | 'drainMs' | 'lameDuckMs'>;
}

/** The name of the engine as a consumer of events, and in logs. */
const name = 'policy-engine';

/** Applies the migrations and starts. The database must exist. */
export async function startPolicyEngine(
  config: PolicyEngineConfig,
  deps: PolicyEngineDependencies,
): Promise<HttpService> {
  const { carrier } = deps;
  const logger = deps.logger ?? createLogger({ name, level: config.LOG_LEVEL });
  const { identity, tls } = serviceOf(name, config, logger);
  const applied = await prepareDatabase(config, policyEngineMigrations);
  if (applied.length > 0) logger.info({ applied }, 'the database was migrated');
  const database = openPolicyEngineDatabase(config.DATABASE_URL);
  const snapshots = deps.objectStore ?? openSnapshotStore(config);
  const metrics = new Metrics(name);
  if (deps.ownsProcess) metrics.watchProcess();
  const tokens = deps.tokens ?? {
    issuer: config.AUTH_ISSUER,
    audience: config.AUTH_AUDIENCE,
    jwks: config.AUTH_JWKS_URL,
    fetch: tls?.fetch,
  };
  const engine = engineModule(config, { ...deps, logger, metrics }, database, snapshots);
  try {
    return await createHttpService(engine, {
      ...deps.http,
      name,
      host: config.HOST,
      port: config.PORT,
      ...(deps.ownsProcess ? { lameDuckMs: lameDuckOfProcess } : {}),
      identity,
      tls,
      healthPort: config.HEALTH_PORT,
      tokens,
      logger,
      metrics,
      ...(deps.clock ? { clock: deps.clock } : {}),
      readiness: {
        database: () => database.check(),
        broker: () => carrier.check(),
        snapshots: () => snapshots.check(),
      },
      onRefusal: publishRefusals(database),
      transports: [new DurableEvents({ carrier, consumer: name, concurrency: config.ENGINE_CONCURRENCY, metrics })],
    });
  } catch (error) {
    await database.close();
    throw error;
  }
}

class PolicyEngineModule {}

function engineModule(
  config: PolicyEngineConfig,
  {
    carrier,
    policies = policyList,
    clock = systemClock,
    logger,
    metrics,
  }: PolicyEngineDependencies & { logger: Logger; metrics: Metrics },
  database: PolicyEngineDatabase,
  snapshots: ObjectStore,
): DynamicModule {
  const tables = keptTables(config);
  const hearsOfFailures = (carrier.subscriptions[name] ?? []).includes('unit.failed');
  return {
    module: PolicyEngineModule,
    controllers: [
      JudgingConsumer,
      ...(hearsOfFailures ? [FailedUnitConsumer] : []),
      AccountConsumer,
      PolicySetConsumer,
      FindingsController,
      WorkController,
      BulkController,
      FindingSettingsController,
      ViewsController,
      ScanComparisonController,
      ExportsController,
      PoliciesController,
      ComplianceController,
      OverviewController,
      StorageController,
    ],
    providers: [
      { provide: CONFIG, useValue: config },
      { provide: PolicyEngineDatabase, useValue: database },
      { provide: SNAPSHOTS, useValue: snapshots },
      { provide: Catalogue, useValue: new Catalogue(policies) },
      { provide: Cursors, useValue: new Cursors(config.ENGINE_CURSOR_KEY ?? config.DATABASE_URL) },
      { provide: OutboxRelay, useValue: new OutboxRelay({ database, carrier, logger, metrics }) },
      UnitJudging,
      ScanJudging,
      FailedUnit,
      Rejudging,
      PolicyStore,
      PolicySettings,
      DryRun,
      Attestations,
      FindingStore,
      GroupStore,
      FindingWork,
      Comments,
      BulkChanges,
      BulkUndo,
      FindingSettingsStore,
      ViewStore,
      ScanComparisons,
      ExportMaker,
      ExportWorkers,
      Exports,
      ExportExpiry,
      ExceptionExpiry,
      Retention,
      { provide: StorageSampler, useValue: new StorageSampler({ service: name, database, tables, clock, logger }) },
      OverviewStore,
    ],
  };
}
