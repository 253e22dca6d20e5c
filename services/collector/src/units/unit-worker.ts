/** Works on units: holds the lease while one is collected, and sees to it that it ends in one way or another. */
import { newId, type Logger, type Metrics } from '@cspmexa/platform';
import type { UnitCollector } from './unit-collector.js';
import { heartbeatMs } from './lease.js';
import { UnitStopped, type RunningUnits } from './running-units.js';
import type { Hold, TakenUnit, UnitStore } from './unit.store.js';

export interface UnitWorkerOptions {
  readonly units: UnitStore;
  readonly collector: UnitCollector;
  readonly running: RunningUnits;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly leaseSeconds: number;
  readonly deadlineSeconds: number;
}

export class UnitWorker {
  private readonly ended;
  private readonly calls;
  private readonly throttles;

  constructor(private readonly options: UnitWorkerOptions) {
    const { metrics, running } = options;
    this.ended = metrics.counter('collector_units_total', 'Tries of units, by how they ended.', ['outcome']);
    this.calls = metrics.counter('collector_aws_calls_total', 'Calls of AWS.', ['service']);
    this.throttles = metrics.counter('collector_aws_throttles_total', 'Calls that AWS told to slow down.', ['service']);
    metrics.gauge('collector_units_running', 'Units that are being collected now.', [], (gauge) =>
      gauge.set(running.size),
    );
  }

  /** Takes and collects a unit, if it is still to be had. @throws when the unit should be tried again; the message that named it then comes again. */
  async work(tenantId: string, unitId: string): Promise<void> {
    const { units, logger } = this.options;
    // A worker for each try: one that comes back from the dead is not taken for its successor.
    const hold: Hold = { tenantId, unitId, worker: newId() };
    const taken = await units.take(hold);
    if (!taken) return;
    const facts = {
      unitId,
      scanId: taken.unit.scanId,
      service: taken.unit.service,
      region: taken.unit.region,
      attempt: taken.unit.attempts,
    };
    try {
      const isWritten = await this.collect(hold, taken);
      this.ended.inc({ outcome: isWritten ? 'collected' : 'late' });
      logger.info(facts, isWritten ? 'a unit is collected' : 'a unit was collected too late');
    } catch (error) {
      await this.afterFailure(hold, error, facts);
    }
  }

  private async collect(hold: Hold, taken: TakenUnit): Promise<boolean> {
    const { units, collector, running, leaseSeconds, deadlineSeconds } = this.options;
    const { controller, done } = running.add(taken.unit.scanId);
    const deadline = setTimeout(() => controller.abort(new UnitStopped('deadline')), deadlineSeconds * 1_000);
    const heart = setInterval(() => void this.beat(hold, controller), heartbeatMs(leaseSeconds));
    try {
      const found = await collector.collect(taken, controller.signal);
      this.calls.inc({ service: found.service }, found.counts.calls);
      this.throttles.inc({ service: found.service }, found.counts.throttles);
      return await units.finish(hold, found);
    } catch (error) {
      throw controller.signal.aborted ? controller.signal.reason : error;
    } finally {
      clearTimeout(deadline);
      clearInterval(heart);
      done();
    }
  }

  private async beat(hold: Hold, controller: AbortController): Promise<void> {
    try {
      if (!(await this.options.units.keep(hold))) controller.abort(new UnitStopped('abandoned'));
    } catch (error) {
      // The database is away: the lease will tell whether we still have the unit when it is back.
      this.options.logger.warn({ error, unitId: hold.unitId }, 'a sign of life could not be given');
    }
  }

  private async afterFailure(hold: Hold, error: unknown, facts: object): Promise<void> {
    const { units, logger } = this.options;
    const why = error instanceof UnitStopped ? error.why : undefined;
    this.ended.inc({ outcome: why ?? 'failed' });
    if (why === 'abandoned') {
      logger.info(facts, 'a unit is no longer wanted');
      return;
    }
    if (why === 'stopping') {
      if (await units.putBack(hold)) throw error;
      return;
    }
    logger.warn({ ...facts, error }, 'a unit was not collected');
    const next = await units.giveBack(hold, error instanceof Error ? error.message : String(error));
    if (next === 'queue') throw error;
  }
}
