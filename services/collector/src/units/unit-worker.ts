/** Works on units: holds the lease while one is collected, and sees to it that it ends in one way or another. */
import { Coverage } from '@cspmexa/collector-kit';
import { faultPoint, newId, type Logger, type Metrics } from '@cspmexa/platform';
import { CostLedger } from './cost-ledger.js';
import { heartbeatMs } from './lease.js';
import { persist } from './persist.js';
import { UnitStopped, type RunningUnits } from './running-units.js';
import { signOfLife } from './sign-of-life.js';
import type { UnitCollector } from './unit-collector.js';
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

/** How long what was collected is kept for a database that is away, and how long a process that stops waits for it, in milliseconds. */
const patience = 120_000;
const stoppingPatience = 3_000;

/** A try of a unit, with what its calls are counted in. */
interface Try {
  readonly hold: Hold;
  readonly taken: TakenUnit;
  readonly coverage: Coverage;
  readonly ledger: CostLedger;
  readonly controller: AbortController;
}

export class UnitWorker {
  private turns = 0;
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

  /**
   * Takes and collects the next unit; false when none waits. @throws when the database is away: the message that led here
   * then comes again.
   */
  async work({ urgentOnly = false } = {}): Promise<boolean> {
    const { units, running } = this.options;
    // A worker for each try: one that comes back from the dead is not taken for its successor.
    const worker = newId();
    const taken = await units.takeNext(worker, urgentOnly ? 'urgent-only' : this.turn());
    if (!taken) return false;
    const { tenantId, id: unitId, scanId } = taken.unit;
    const { controller, done } = running.add(scanId);
    const coverage = new Coverage();
    const ledger = new CostLedger(coverage, (costs) => units.spend(tenantId, scanId, costs));
    try {
      await this.see({ hold: { tenantId, unitId, worker }, taken, coverage, ledger, controller });
    } finally {
      done();
    }
    return true;
  }

  /** Every second turn is for scans of places, so that an endless stream of named resources does not hold them up. */
  private turn(): 'urgent-first' | 'urgent-last' {
    this.turns += 1;
    return this.turns % 2 === 1 ? 'urgent-first' : 'urgent-last';
  }

  /** Sees a try through to one end or another. */
  private async see(one: Try): Promise<void> {
    const { id, scanId, service, region, attempts } = one.taken.unit;
    const facts = { unitId: id, scanId, service, region, attempt: attempts };
    try {
      const isWritten = await this.collect(one);
      await faultPoint('unit.finished');
      this.ended.inc({ outcome: isWritten ? 'collected' : 'late' });
      this.options.logger.info(facts, isWritten ? 'a unit is collected' : 'a unit was collected too late');
    } catch (error) {
      await this.afterFailure(one, error, facts);
    } finally {
      const { calls, throttles } = one.coverage.counts;
      this.calls.inc({ service }, calls);
      this.throttles.inc({ service }, throttles);
    }
  }

  private async collect({ hold, taken, coverage, ledger, controller }: Try): Promise<boolean> {
    const { units, collector, logger, leaseSeconds, deadlineSeconds } = this.options;
    const { signal } = controller;
    const deadline = setTimeout(() => controller.abort(new UnitStopped('deadline')), deadlineSeconds * 1_000);
    const stop = signOfLife({
      everyMs: heartbeatMs(leaseSeconds),
      keep: () => units.keep(hold),
      flush: () => ledger.flush(),
      lost: () => controller.abort(new UnitStopped('abandoned')),
      logger,
    });
    try {
      const found = await collector.collect(taken, coverage, signal);
      // Before the scan can end: who sees its end sees what it cost.
      await persist(() => ledger.flush(), patience, signal);
      return await persist(() => units.finish(hold, found), patience, signal);
    } catch (error) {
      throw signal.aborted ? signal.reason : error;
    } finally {
      clearTimeout(deadline);
      stop();
    }
  }

  private async afterFailure({ hold, ledger }: Try, error: unknown, facts: object): Promise<void> {
    const { units, logger, leaseSeconds } = this.options;
    const why = error instanceof UnitStopped ? error.why : undefined;
    this.ended.inc({ outcome: why ?? 'failed' });
    if (why === 'abandoned') logger.info(facts, 'a unit is no longer wanted');
    else if (why !== 'stopping') logger.warn({ ...facts, error }, 'a unit was not collected');
    const forMs = why === 'stopping' ? stoppingPatience : leaseSeconds * 1_000;
    try {
      await persist(() => ledger.flush(), forMs);
      if (why === 'stopping') await persist(() => units.putBack(hold), forMs);
      else if (why !== 'abandoned') await persist(() => units.giveBack(hold, reasonOf(error)), forMs);
    } catch (failure) {
      // Its lease runs out, and another worker takes it: nothing else is left to do here.
      logger.error({ ...facts, error: failure }, 'a unit could not be given back');
    }
  }
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
