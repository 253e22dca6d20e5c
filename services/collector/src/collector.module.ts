/** Puts the collector together for Nest. */
import { CallBudget } from '@cspmexa/collector-kit';
import { OutboxRelay, type Carrier } from '@cspmexa/messaging';
import {
  CLOCK,
  Cursors,
  LOGGER,
  Metrics,
  STOPPING,
  StorageSampler,
  type Clock,
  type Logger,
  type ObjectStore,
} from '@cspmexa/platform';
import type { DynamicModule, Provider } from '@nestjs/common';
import { AccountAccessCheck } from './accounts/account-check.js';
import { AccountStore, hubsIn } from './accounts/account.store.js';
import { AccountsController } from './accounts/accounts.controller.js';
import { Artefacts } from './accounts/artefacts.js';
import { RoleSessions } from './accounts/assume-role.js';
import { AWS_ACCESS, type AwsAccess } from './accounts/aws-access.js';
import { OwnCredentials } from './accounts/own-credentials.js';
import { OwnPrincipal } from './accounts/own-principal.js';
import type { Reach } from './accounts/verify-access.js';
import { BackgroundWork } from './background-work.js';
import { PostgresBucketStore } from './budget/bucket.store.js';
import { ChangeQueue, sqsClient, type QueueCredentials } from './changes/change-queue.js';
import { ChangeStore } from './changes/change.store.js';
import { ChangeWork } from './changes/change-work.js';
import { ChangedScans } from './changes/changed-scans.js';
import { CONFIG, type CollectorConfig } from './config.js';
import { AccountCoverageStore } from './coverage/account-coverage.js';
import { CoverageController } from './coverage/coverage.controller.js';
import { CollectorDatabase } from './database.js';
import { DiscoveredConnector } from './discovery/connect.js';
import { DiscoveredStore } from './discovery/discovered.store.js';
import { DiscoveryController } from './discovery/discovery.controller.js';
import { Discovery } from './discovery/discovery.js';
import { Rediscovery } from './discovery/rediscovery.js';
import type { KnownPolicy } from './doctor/blindness.js';
import { DoctorController } from './doctor/doctor.controller.js';
import { Doctor } from './doctor/doctor.js';
import { FacetStore } from './inventory/facet.store.js';
import { ResourceStore } from './inventory/resource.store.js';
import { ResourcesController } from './inventory/resources.controller.js';
import { VersionStore } from './inventory/version.store.js';
import { relateLate } from './relations/late-relations.js';
import { RelationStore } from './relations/relation.store.js';
import { Retention, type Kept } from './retention/retention.js';
import { Planner } from './scans/planner.js';
import type { Catalogue } from './scans/scan-plan.js';
import { ScanStore } from './scans/scan.store.js';
import { ScansController } from './scans/scans.controller.js';
import { servicesOf } from './scans/scope.js';
import { ScheduleStore } from './schedules/schedule.store.js';
import { Scheduler } from './schedules/scheduler.js';
import { SchedulesController } from './schedules/schedules.controller.js';
import { collectorTables, measureSnapshots } from './storage/collector-tables.js';
import { StorageController } from './storage/storage.controller.js';
import { COLLECTORS } from './tokens.js';
import { LostUnits } from './units/lost-units.js';
import { RunningUnits } from './units/running-units.js';
import { UnitCollector } from './units/unit-collector.js';
import { UnitWorker } from './units/unit-worker.js';
import { UnitConsumer } from './units/unit.consumer.js';
import { UnitStore } from './units/unit.store.js';

/** What the module is made of. */
export interface CollectorParts extends Catalogue {
  readonly config: CollectorConfig;
  readonly database: CollectorDatabase;
  readonly carrier: Carrier;
  readonly snapshots: ObjectStore;
  readonly awsAccess: AwsAccess;
  readonly policies: readonly KnownPolicy[];
  /** Of the change queue; the default provider chain unless given. */
  readonly queueCredentials?: QueueCredentials;
}

class CollectorModule {}

export function collectorModule({
  config,
  database,
  carrier,
  snapshots,
  awsAccess,
  collectors,
  policies,
  queueCredentials,
}: CollectorParts): DynamicModule {
  const ownCredentials = new OwnCredentials(database, config.COLLECTOR_OWN_CREDENTIALS);
  const sessions = new RoleSessions(awsAccess, hubsIn(database), (account) => ownCredentials.assertFor(account));
  const reach: Reach = { awsAccess, sessions };
  const services = servicesOf(collectors);
  const cursors = new Cursors(config.COLLECTOR_CURSOR_KEY ?? config.DATABASE_URL);
  const catalogue: Catalogue = { collectors, policies };
  const buckets = new PostgresBucketStore(database);
  const budgetPercent = config.COLLECTOR_BUDGET_PERCENT;
  const running = new RunningUnits();
  const leaseSeconds = config.COLLECTOR_LEASE_SECONDS;
  const kept: Kept = {
    snapshotDays: config.COLLECTOR_SNAPSHOT_DAYS,
    scanDays: config.COLLECTOR_SCAN_DAYS,
    versionDays: config.COLLECTOR_VERSION_DAYS,
  };
  const providers: Provider[] = [
    { provide: CollectorDatabase, useValue: database },
    { provide: CONFIG, useValue: config },
    { provide: COLLECTORS, useValue: collectors },
    { provide: RunningUnits, useValue: running },
    { provide: AWS_ACCESS, useValue: awsAccess },
    { provide: OwnPrincipal, useValue: new OwnPrincipal(awsAccess, config.COLLECTOR_PRINCIPAL_ARN) },
    { provide: OwnCredentials, useValue: ownCredentials },
    { provide: ResourceStore, useValue: new ResourceStore(database, cursors) },
    { provide: FacetStore, useValue: new FacetStore(database) },
    { provide: RelationStore, useValue: new RelationStore(database) },
    { provide: VersionStore, useValue: new VersionStore(database, cursors) },
    {
      provide: AccountStore,
      inject: [CLOCK],
      useFactory: (clock: Clock) => new AccountStore(database, clock, cursors),
    },
    {
      provide: AccountAccessCheck,
      inject: [AccountStore],
      useFactory: (accounts: AccountStore) => new AccountAccessCheck(accounts, reach),
    },
    {
      provide: Artefacts,
      inject: [AccountStore, OwnPrincipal],
      useFactory: (accounts: AccountStore, principal: OwnPrincipal) =>
        new Artefacts(accounts, principal, collectors, config.COLLECTOR_TEMPLATE_URL),
    },
    { provide: AccountCoverageStore, useValue: new AccountCoverageStore(database) },
    { provide: Doctor, useValue: new Doctor(new AccountCoverageStore(database), collectors, policies) },
    {
      provide: DiscoveredStore,
      inject: [CLOCK],
      useFactory: (clock: Clock) => new DiscoveredStore(database, clock, cursors),
    },
    {
      provide: Discovery,
      inject: [AccountStore, DiscoveredStore, CLOCK],
      useFactory: (accounts: AccountStore, discovered: DiscoveredStore, clock: Clock) =>
        new Discovery(accounts, discovered, reach.sessions, clock),
    },
    {
      provide: DiscoveredConnector,
      inject: [AccountStore, DiscoveredStore],
      useFactory: (accounts: AccountStore, discovered: DiscoveredStore) =>
        new DiscoveredConnector(accounts, discovered),
    },
    {
      provide: Rediscovery,
      inject: [AccountStore, Discovery, CLOCK, LOGGER],
      useFactory: (accounts: AccountStore, discovery: Discovery, clock: Clock, logger: Logger) =>
        new Rediscovery({ database, accounts, discovery, clock, logger }),
    },
    { provide: ScheduleStore, inject: [CLOCK], useFactory: (clock: Clock) => new ScheduleStore(database, clock) },
    {
      provide: ScanStore,
      inject: [CLOCK],
      useFactory: (clock: Clock) => new ScanStore(database, clock, cursors, services),
    },
    { provide: UnitStore, inject: [CLOCK], useFactory: (clock: Clock) => new UnitStore(database, clock, leaseSeconds) },
    {
      provide: UnitWorker,
      inject: [UnitStore, CLOCK, LOGGER, Metrics],
      useFactory: (units: UnitStore, clock: Clock, logger: Logger, metrics: Metrics) =>
        new UnitWorker({
          units,
          metrics,
          running,
          logger,
          leaseSeconds,
          deadlineSeconds: config.COLLECTOR_UNIT_DEADLINE_SECONDS,
          collector: new UnitCollector({
            sessions: reach.sessions,
            snapshots,
            catalogue,
            clock,
            buckets,
            budgetPercent,
            callsPerAccount: config.COLLECTOR_CALLS_PER_ACCOUNT,
            callsPerPlace: config.COLLECTOR_CALLS_PER_PLACE,
          }),
        }),
    },
    {
      provide: OutboxRelay,
      inject: [LOGGER, Metrics],
      useFactory: (logger: Logger, metrics: Metrics) => new OutboxRelay({ database, carrier, logger, metrics }),
    },
    {
      provide: StorageSampler,
      inject: [CLOCK, LOGGER],
      useFactory: (clock: Clock, logger: Logger) =>
        new StorageSampler({
          service: 'collector',
          database,
          tables: collectorTables(kept),
          objects: () => measureSnapshots(database, snapshots),
          clock,
          logger,
        }),
    },
    {
      provide: BackgroundWork,
      inject: [UnitStore, UnitWorker, Rediscovery, CLOCK, LOGGER, STOPPING],
      useFactory: (
        units: UnitStore,
        worker: UnitWorker,
        rediscovery: Rediscovery,
        clock: Clock,
        logger: Logger,
        stopping: AbortSignal,
      ) =>
        new BackgroundWork({
          planner: new Planner({
            database,
            reach,
            catalogue,
            services,
            clock,
            logger,
            leaseSeconds,
            stopping,
            scansPerTenant: config.COLLECTOR_SCANS_PER_TENANT,
            budgetOf: (account, { partition, accountId }) =>
              new CallBudget(buckets, {
                account: `${partition}/${accountId}`,
                percent: account.budgetPercent ?? budgetPercent,
              }),
          }),
          planners: config.COLLECTOR_PLANNERS,
          worker,
          urgentUnits: config.COLLECTOR_URGENT_CONCURRENCY,
          buckets,
          rediscovery,
          scheduler: new Scheduler(database, clock, services, logger),
          lostUnits: new LostUnits(database, units, logger),
          relateLate: () => relateLate(database),
          retention: new Retention({ database, snapshots, clock, logger, kept }),
          running,
          tickMs: config.COLLECTOR_TICK_MS,
          logger,
          stopping,
        }),
    },
    {
      provide: ChangeWork,
      inject: [BackgroundWork, CLOCK, LOGGER, Metrics],
      useFactory: (background: BackgroundWork, clock: Clock, logger: Logger, metrics: Metrics) => {
        const queueUrl = config.COLLECTOR_CHANGE_QUEUE_URL;
        const sqs = {
          endpoint: config.COLLECTOR_CHANGE_QUEUE_ENDPOINT_URL,
          region: config.AWS_REGION,
          credentials: queueCredentials,
        };
        return new ChangeWork({
          queue:
            queueUrl === undefined
              ? undefined
              : new ChangeQueue({
                  queueUrl,
                  sqs: sqsClient(queueUrl, sqs),
                  changes: new ChangeStore(database, clock, config.COLLECTOR_CHANGE_DELAY_SECONDS),
                  checkDatabase: () => database.check(),
                  logger,
                  metrics,
                }),
          scans: new ChangedScans(database, clock, services, logger, config.COLLECTOR_CHANGE_DELAY_SECONDS),
          planNow: () => background.planNow(),
          tickMs: config.COLLECTOR_TICK_MS,
          logger,
        });
      },
    },
  ];
  return {
    module: CollectorModule,
    controllers: [
      AccountsController,
      CoverageController,
      DoctorController,
      DiscoveryController,
      SchedulesController,
      ScansController,
      ResourcesController,
      StorageController,
      UnitConsumer,
    ],
    providers,
  };
}
