/** What the collector does without being asked: planning, schedules, urgent and lost units, discovery, retention. It lives as long as the service. */
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import type { Logger } from '@cspmexa/platform';
import type { PostgresBucketStore } from './budget/bucket.store.js';
import type { Rediscovery } from './discovery/rediscovery.js';
import { Loop } from './loop.js';
import type { Retention } from './retention/retention.js';
import type { Planner } from './scans/planner.js';
import type { Scheduler } from './schedules/scheduler.js';
import type { LostUnits } from './units/lost-units.js';
import type { RunningUnits } from './units/running-units.js';
import type { UnitWorker } from './units/unit-worker.js';

export interface BackgroundWorkOptions {
  readonly planner: Planner;
  /** Scans planned at the same time. */
  readonly planners: number;
  readonly worker: UnitWorker;
  /** Units of named resources collected at the same time, besides those of the work queue. */
  readonly urgentUnits: number;
  readonly buckets: PostgresBucketStore;
  readonly scheduler: Scheduler;
  readonly rediscovery: Rediscovery;
  readonly lostUnits: LostUnits;
  /** Works out relations of what was stored before; true when there may be more. */
  readonly relateLate: () => Promise<boolean>;
  readonly retention: Retention;
  readonly running: RunningUnits;
  readonly tickMs: number;
  readonly logger: Logger;
  /** Fires when the service begins to stop. */
  readonly stopping: AbortSignal;
}

const hour = 3_600_000;

export class BackgroundWork implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly planning: readonly Loop[];
  private readonly urgent: readonly Loop[];
  private readonly loops: readonly Loop[];

  constructor({
    planner,
    planners,
    worker,
    urgentUnits,
    buckets,
    scheduler,
    rediscovery,
    lostUnits,
    relateLate,
    retention,
    running,
    tickMs,
    logger,
    stopping,
  }: BackgroundWorkOptions) {
    const loop = (name: string, work: () => Promise<boolean>) => new Loop({ name, pauseMs: tickMs, logger, work });
    // A lane of its own for scans of named resources: somebody waits for them, and whatever else there is may take long.
    this.urgent = Array.from({ length: urgentUnits }, () =>
      loop('collecting urgent units', () => worker.work({ urgentOnly: true })),
    );
    this.planning = [
      ...Array.from({ length: Math.ceil(planners / 2) }, () =>
        loop('planning urgent scans', async () => (await planner.planOne({ urgent: true })) && this.collectNow()),
      ),
      ...Array.from({ length: planners }, () => loop('planning', () => planner.planOne({ urgent: false }))),
    ];
    this.loops = [
      ...this.planning,
      ...this.urgent,
      new Loop({
        name: 'the scheduler',
        pauseMs: tickMs,
        logger,
        work: async () => (await scheduler.runOne()) && this.planNow(),
      }),
      loop('the daily discovery', () => rediscovery.lookOnce()),
      new Loop({ name: 'the search for lost units', pauseMs: tickMs, logger, work: () => lostUnits.recover() }),
      new Loop({ name: 'the sweep of call budgets', pauseMs: hour, logger, work: () => buckets.sweep() }),
      new Loop({ name: 'the search for missing relations', pauseMs: hour, logger, work: relateLate }),
      new Loop({ name: 'retention', pauseMs: hour, logger, work: () => retention.clear() }),
    ];
    // Before the transport waits for its handlers: units that run are given back, not waited for.
    stopping.addEventListener('abort', () => running.stopAll(), { once: true });
  }

  onApplicationBootstrap(): void {
    for (const loop of this.loops) loop.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all(this.loops.map((loop) => loop.stop()));
  }

  /** Has the planners look now. */
  planNow(): true {
    for (const loop of this.planning) loop.wake();
    return true;
  }

  /** Has the workers look for urgent units now. */
  private collectNow(): true {
    for (const loop of this.urgent) loop.wake();
    return true;
  }
}
