/** Units in the database: taking one under a lease, keeping it, and the ways in which it ends. Leases run on the database's clock. */
import { setTimeout } from 'node:timers/promises';
import type { CallCost } from '@cspmexa/contracts';
import type { Clock } from '@cspmexa/platform';
import type { AccountTarget } from '../accounts/account-row.js';
import { actFor, CollectorDatabase, type Tx } from '../database.js';
import { addCosts } from '../scans/scan-costs.js';
import type { ScanRow, UnitRow } from '../scans/scan-row.js';
import { accountTargetOf, type CollectedUnit } from './collected-unit.js';
import { dropUnit, failUnit, isOver, queueUnit } from './end-unit.js';
import { afterLoss, restMs } from './lease.js';
import { takeNext } from './next-unit.js';
import { NoLongerHeld, writeUnit } from './write-unit.js';

/** A unit that a worker holds. */
export interface TakenUnit {
  readonly unit: UnitRow;
  readonly scan: ScanRow;
  readonly account: AccountTarget;
  /** Percent of AWS's published rates that the account may use; null: the installation's. */
  readonly budgetPercent: number | null;
}

/** Who works on which unit. */
export interface Hold {
  readonly tenantId: string;
  readonly unitId: string;
  readonly worker: string;
}

/** Whether units of scans of named resources go before the others, after them, or are all that is wanted. */
export type Preference = 'urgent-first' | 'urgent-last' | 'urgent-only';

/** The longest transaction that writes what a unit found, in milliseconds. */
const finishTimeout = 120_000;
/** Looks for a unit before it gives up, when others take each one first. */
const looks = 50;

export class UnitStore {
  constructor(
    private readonly database: CollectorDatabase,
    private readonly clock: Clock,
    private readonly leaseSeconds: number,
  ) {}

  /**
   * Takes the next unit, of whichever tenant; null when none waits. Never null while one does: each queued unit has one
   * message, and a message that found nothing would leave a unit without.
   */
  async takeNext(worker: string, which: Preference = 'urgent-first'): Promise<TakenUnit | null> {
    for (let look = 0; look < looks; look += 1) {
      const found = await this.database.acrossTenants((tx) => this.tryTake(tx, worker, which));
      if (found !== 'missed') return found;
      // Whoever holds it commits in a moment.
      await setTimeout(Math.random() * 40);
    }
    throw new Error('Other workers took every unit first.');
  }

  private async tryTake(tx: Tx, worker: string, which: Preference): Promise<TakenUnit | 'missed' | null> {
    const first = await takeNext(tx, which !== 'urgent-last', worker, this.leaseSeconds);
    const isDone = first !== 'nothing' || which === 'urgent-only';
    const next = isDone ? first : await takeNext(tx, which === 'urgent-last', worker, this.leaseSeconds);
    if (next === 'nothing') return null;
    if (next === 'missed') return 'missed';
    const { tenantId, unitId } = next;
    await actFor(tx, tenantId);
    const unit = await tx.unit.findUniqueOrThrow({ where: { tenantId_id: { tenantId, id: unitId } } });
    const scan = await tx.scan.findUniqueOrThrow({ where: { tenantId_id: { tenantId, id: unit.scanId } } });
    if (scan.state !== 'running') {
      await dropUnit(tx, unit, this.clock.now());
      return 'missed';
    }
    const account = await tx.account.findUniqueOrThrow({ where: { tenantId_id: { tenantId, id: unit.accountId } } });
    return { unit, scan, account: accountTargetOf(account, scan), budgetPercent: account.budgetPercent };
  }

  /** A sign of life. False when the unit is no longer this worker's: it was cancelled, or given to another one. */
  async keep({ tenantId, unitId, worker }: Hold): Promise<boolean> {
    const kept = await this.database.withTenant(tenantId, (tx) =>
      tx.$executeRawUnsafe(
        `update units set lease_until = now() + $4 * interval '1 second'
         where tenant_id = $1::uuid and id = $2::uuid and worker = $3::uuid and state = 'running'`,
        tenantId,
        unitId,
        worker,
        this.leaseSeconds,
      ),
    );
    return kept === 1;
  }

  /** Adds to what a scan costs, whatever became of the unit meanwhile. */
  spend(tenantId: string, scanId: string, costs: readonly CallCost[]): Promise<void> {
    return this.database.withTenant(tenantId, (tx) => addCosts(tx, tenantId, scanId, costs));
  }

  /**
   * Writes everything that a unit found, ends it, and ends the scan with it if it was the last. False when the unit was no
   * longer this worker's: nothing is written then. The unit is not locked while its results are written, so that it can be
   * cancelled and kept alive; that it is still ours is what ends the transaction.
   */
  async finish(hold: Hold, found: CollectedUnit): Promise<boolean> {
    try {
      await this.database.withTenant(hold.tenantId, (tx) => writeUnit(tx, hold, found, this.clock.now()), {
        timeoutMs: finishTimeout,
      });
      return true;
    } catch (error) {
      if (error instanceof NoLongerHeld) return false;
      throw error;
    }
  }

  /** Gives a unit back after a failed try: on the queue again after a rest, or failed for good after the last. Returns what became of it; undefined when it was no longer this worker's. */
  giveBack(hold: Hold, reason: string): Promise<'queue' | 'fail' | undefined> {
    return this.database.withTenant(hold.tenantId, async (tx) => {
      const unit = await held(tx, hold);
      if (!unit) return undefined;
      const next = afterLoss(unit.attempts);
      if (next === 'fail') await failUnit(tx, unit, reason, this.clock.now());
      else await queueUnit(tx, unit, { failure: reason }, restMs(unit.attempts));
      return next;
    });
  }

  /** Gives a unit back untried, because this process stops. */
  putBack(hold: Hold): Promise<boolean> {
    return this.database.withTenant(hold.tenantId, async (tx) => {
      const unit = await held(tx, hold);
      if (unit) await queueUnit(tx, unit, { attempts: unit.attempts - 1 });
      return unit !== null;
    });
  }

  /** Queues or fails a unit whose lease has run out, if it still has; drops one whose scan is over. */
  takeOver(tenantId: string, unitId: string): Promise<'queue' | 'fail' | 'drop' | undefined> {
    return this.database.withTenant(tenantId, async (tx) => {
      const unit = await locked(tx, tenantId, unitId, `state = 'running' and lease_until < now()`);
      if (!unit) return undefined;
      if (await isOver(tx, unit)) {
        await dropUnit(tx, unit, this.clock.now());
        return 'drop';
      }
      const next = afterLoss(unit.attempts);
      if (next === 'fail')
        await failUnit(tx, unit, `Its worker gave no sign of life, ${unit.attempts} times.`, this.clock.now());
      else await queueUnit(tx, unit, {});
      return next;
    });
  }

  /** Puts the message of a unit that nobody came for on the queue again: it may have been lost with a dead broker. */
  remind(tenantId: string, unitId: string, afterSeconds: number): Promise<boolean> {
    return this.database.withTenant(tenantId, async (tx) => {
      const unit = await locked(
        tx,
        tenantId,
        unitId,
        `state = 'queued' and queued_at < now() - ${Number(afterSeconds)} * interval '1 second'`,
      );
      if (!unit) return false;
      if (await isOver(tx, unit)) await dropUnit(tx, unit, this.clock.now());
      else await queueUnit(tx, unit, {});
      return true;
    });
  }
}

const held = (tx: Tx, { tenantId, unitId, worker }: Hold): Promise<UnitRow | null> =>
  locked(tx, tenantId, unitId, `state = 'running' and worker = '${worker}'::uuid`);

/** The unit, locked, if `condition` (our own SQL, never input) holds. */
async function locked(tx: Tx, tenantId: string, unitId: string, condition: string): Promise<UnitRow | null> {
  const found = await tx.$queryRawUnsafe<unknown[]>(
    `select 1 from units where tenant_id = $1::uuid and id = $2::uuid and ${condition} for update`,
    tenantId,
    unitId,
  );
  return found.length === 0 ? null : tx.unit.findUnique({ where: { tenantId_id: { tenantId, id: unitId } } });
}
