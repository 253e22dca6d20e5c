/** Puts the collector together for Nest. */
import { planForInventory, type Collector } from '@cspmexa/collector-kit';
import { OutboxRelay, type Carrier } from '@cspmexa/messaging';
import { CLOCK, LOGGER, Metrics, STOPPING, type Clock, type Logger, type ObjectStore } from '@cspmexa/platform';
import type { DynamicModule, Provider } from '@nestjs/common';
import { AccountAccessCheck } from './accounts/account-check.js';
import { AccountStore } from './accounts/account.store.js';
import { AccountsController } from './accounts/accounts.controller.js';
import { RoleSessions } from './accounts/assume-role.js';
import type { AwsAccess } from './accounts/aws-access.js';
import { OwnPrincipal } from './accounts/own-principal.js';
import type { Reach } from './accounts/verify-access.js';
import { BackgroundWork } from './background-work.js';
import { CONFIG, type CollectorConfig } from './config.js';
import { CollectorDatabase } from './database.js';
import { ResourceStore } from './inventory/resource.store.js';
import { ResourcesController } from './inventory/resources.controller.js';
import { Retention } from './retention/retention.js';
import { Planner } from './scans/planner.js';
import { ScanStore } from './scans/scan.store.js';
import { ScansController } from './scans/scans.controller.js';
import { servicesOf } from './scans/scope.js';
import { ScheduleStore } from './schedules/schedule.store.js';
import { Scheduler } from './schedules/scheduler.js';
import { SchedulesController } from './schedules/schedules.controller.js';
import { COLLECTORS } from './tokens.js';
import { LostUnits } from './units/lost-units.js';
import { RunningUnits } from './units/running-units.js';
import { UnitCollector } from './units/unit-collector.js';
import { UnitWorker } from './units/unit-worker.js';
import { UnitConsumer } from './units/unit.consumer.js';
import { UnitStore } from './units/unit.store.js';

/** What the module is made of. */
export interface CollectorParts {
  readonly config: CollectorConfig;
  readonly database: CollectorDatabase;
  readonly carrier: Carrier;
  readonly snapshots: ObjectStore;
  readonly awsAccess: AwsAccess;
  readonly collectors: readonly Collector[];
}

class CollectorModule {}

export function collectorModule({
  config,
  database,
  carrier,
  snapshots,
  awsAccess,
  collectors,
}: CollectorParts): DynamicModule {
  const reach: Reach = { awsAccess, sessions: new RoleSessions(awsAccess) };
  const services = servicesOf(collectors);
  const plan = planForInventory(collectors);
  const running = new RunningUnits();
  const leaseSeconds = config.COLLECTOR_LEASE_SECONDS;
  const providers: Provider[] = [
    { provide: CollectorDatabase, useValue: database },
    { provide: CONFIG, useValue: config },
    { provide: COLLECTORS, useValue: collectors },
    { provide: RunningUnits, useValue: running },
    { provide: OwnPrincipal, useValue: new OwnPrincipal(awsAccess, config.COLLECTOR_PRINCIPAL_ARN) },
    { provide: ResourceStore, useValue: new ResourceStore(database) },
    { provide: AccountStore, inject: [CLOCK], useFactory: (clock: Clock) => new AccountStore(database, clock) },
    {
      provide: AccountAccessCheck,
      inject: [AccountStore],
      useFactory: (accounts: AccountStore) => new AccountAccessCheck(accounts, reach),
    },
    { provide: ScheduleStore, inject: [CLOCK], useFactory: (clock: Clock) => new ScheduleStore(database, clock) },
    { provide: ScanStore, inject: [CLOCK], useFactory: (clock: Clock) => new ScanStore(database, clock, services) },
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
            collectors,
            plan,
            clock,
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
      provide: BackgroundWork,
      inject: [UnitStore, CLOCK, LOGGER, STOPPING],
      useFactory: (units: UnitStore, clock: Clock, logger: Logger, stopping: AbortSignal) =>
        new BackgroundWork({
          planner: new Planner({ database, reach, collectors, plan, services, clock, logger }),
          planners: config.COLLECTOR_PLANNERS,
          scheduler: new Scheduler(database, clock, services, logger),
          lostUnits: new LostUnits(database, units, logger),
          retention: new Retention(database, snapshots, clock, config.COLLECTOR_SNAPSHOT_DAYS),
          running,
          tickMs: config.COLLECTOR_TICK_MS,
          logger,
          stopping,
        }),
    },
  ];
  return {
    module: CollectorModule,
    controllers: [AccountsController, SchedulesController, ScansController, ResourcesController, UnitConsumer],
    providers,
  };
}
