/** What the collector does without being asked: planning, schedules, lost units, retention. It lives as long as the service. */
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import type { Logger } from '@cspmexa/platform';
import { Loop } from './loop.js';
import type { Retention } from './retention/retention.js';
import type { Planner } from './scans/planner.js';
import type { Scheduler } from './schedules/scheduler.js';
import type { LostUnits } from './units/lost-units.js';
import type { RunningUnits } from './units/running-units.js';

export interface BackgroundWorkOptions {
  readonly planner: Planner;
  /** Scans planned at the same time. */
  readonly planners: number;
  readonly scheduler: Scheduler;
  readonly lostUnits: LostUnits;
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
  private readonly loops: readonly Loop[];

  constructor({
    planner,
    planners,
    scheduler,
    lostUnits,
    retention,
    running,
    tickMs,
    logger,
    stopping,
  }: BackgroundWorkOptions) {
    this.planning = Array.from(
      { length: planners },
      () => new Loop({ name: 'planning', pauseMs: tickMs, logger, work: () => planner.planOne() }),
    );
    this.loops = [
      ...this.planning,
      new Loop({
        name: 'the scheduler',
        pauseMs: tickMs,
        logger,
        work: async () => (await scheduler.runOne()) && this.planNow(),
      }),
      new Loop({ name: 'the search for lost units', pauseMs: tickMs, logger, work: () => lostUnits.recover() }),
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
}
