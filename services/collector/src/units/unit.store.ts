/** Units in the database: taking one under a lease, keeping it, and the ways in which it ends. Leases run on the database's clock. */
import { unitCollected, unitFailed, unitQueued, type CallCounts, type CoverageRow } from '@cspmexa/contracts';
import { publish } from '@cspmexa/messaging';
import type { Clock } from '@cspmexa/platform';
import { accountTargetOf, type CollectedUnit } from './collected-unit.js';
import type { AccountTarget } from '../accounts/account-row.js';
import { addCoverage, replaceAccountCoverage } from '../coverage/coverage.store.js';
import { CollectorDatabase, type Tx } from '../database.js';
import { writeInventory } from '../inventory/inventory.store.js';
import { endIfLast } from '../scans/end-scan.js';
import type { ScanRow, UnitRow } from '../scans/scan-row.js';
import { afterLoss } from './lease.js';

/** A unit that a worker holds. */
export interface TakenUnit {
  readonly unit: UnitRow;
  readonly scan: ScanRow;
  readonly account: AccountTarget;
}

/** Who works on which unit. */
export interface Hold {
  readonly tenantId: string;
  readonly unitId: string;
  readonly worker: string;
}

/** The longest transaction that writes what a unit found, in milliseconds. */
const finishTimeout = 120_000;

export class UnitStore {
  constructor(
    private readonly database: CollectorDatabase,
    private readonly clock: Clock,
    private readonly leaseSeconds: number,
  ) {}

  /** Takes a queued unit of a running scan; null when somebody else has it or it is no longer wanted. */
  take({ tenantId, unitId, worker }: Hold): Promise<TakenUnit | null> {
    return this.database.withTenant(tenantId, async (tx) => {
      const taken = await tx.$executeRawUnsafe(
        `update units u set state = 'running', worker = $3::uuid, attempts = u.attempts + 1, lease_until = now() + $4 * interval '1 second',
           started_at = coalesce(u.started_at, $5::timestamptz)
         from scans s
         where u.tenant_id = $1::uuid and u.id = $2::uuid and u.state = 'queued'
           and s.tenant_id = u.tenant_id and s.id = u.scan_id and s.state = 'running'`,
        tenantId,
        unitId,
        worker,
        this.leaseSeconds,
        this.clock.now(),
      );
      if (taken === 0) return null;
      const unit = await tx.unit.findUniqueOrThrow({ where: { tenantId_id: { tenantId, id: unitId } } });
      const scan = await tx.scan.findUniqueOrThrow({ where: { tenantId_id: { tenantId, id: unit.scanId } } });
      const account = await tx.account.findUniqueOrThrow({ where: { tenantId_id: { tenantId, id: unit.accountId } } });
      return { unit, scan, account: accountTargetOf(account, scan) };
    });
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

  /** Writes everything that a unit found, ends it, and ends the scan with it if it was the last. False when the unit was no longer this worker's: nothing is written then. */
  finish(hold: Hold, found: CollectedUnit): Promise<boolean> {
    return this.database.withTenant(
      hold.tenantId,
      async (tx) => {
        const unit = await held(tx, hold);
        if (!unit) return false;
        const { tenantId, unitId } = hold;
        const now = this.clock.now();
        const holes = found.coverage.filter(({ outcome }) => outcome !== 'ok').length;
        await addCoverage(tx, tenantId, unit.scanId, unitId, found.coverage);
        if (await isNewest(tx, unit, found.generation, now)) {
          await replaceAccountCoverage(tx, tenantId, unit, unit.scanId, found.coverage);
          await writeInventory(
            tx,
            { tenantId, accountId: unit.accountId, listedIn: unit.region, service: unit.service },
            found,
            now,
          );
        }
        await tx.unit.update({
          where: { tenantId_id: { tenantId, id: unitId } },
          data: {
            state: 'done',
            resources: found.resources,
            snapshotKey: found.snapshotKey,
            endedAt: now,
            worker: null,
            leaseUntil: null,
            failure: null,
          },
        });
        const scan = await count(tx, unit, {
          unitsDone: 1,
          holes,
          resources: found.resources,
          counts: found.counts,
        });
        await publish(
          tx,
          tenantId,
          unitCollected,
          {
            scanId: unit.scanId,
            accountId: unit.accountId,
            awsAccountId: found.awsAccountId,
            snapshot: { unitId, service: found.service, region: unit.region, key: found.snapshotKey },
            resources: found.resources,
            holes,
          },
          { generation: found.generation },
        );
        await endIfLast(tx, scan, now);
        return true;
      },
      { timeoutMs: finishTimeout },
    );
  }

  /** Gives a unit back after a failed try: on the queue again, or failed for good after the last. Returns what became of it; undefined when it was no longer this worker's. */
  giveBack(hold: Hold, reason: string): Promise<'queue' | 'fail' | undefined> {
    return this.database.withTenant(hold.tenantId, async (tx) => {
      const unit = await held(tx, hold);
      if (!unit) return undefined;
      const next = afterLoss(unit.attempts);
      if (next === 'fail') await fail(tx, unit, reason, this.clock.now());
      // Not published again: whoever carries the message that led here brings it once more.
      else await queue(tx, unit, { failure: reason });
      return next;
    });
  }

  /** Gives a unit back untried, because this process stops. */
  putBack(hold: Hold): Promise<boolean> {
    return this.database.withTenant(hold.tenantId, async (tx) => {
      const unit = await held(tx, hold);
      if (unit) await queue(tx, unit, { attempts: unit.attempts - 1 });
      return unit !== null;
    });
  }

  /** Queues or fails a unit whose lease has run out, if it still has. */
  takeOver(tenantId: string, unitId: string): Promise<'queue' | 'fail' | undefined> {
    return this.database.withTenant(tenantId, async (tx) => {
      const unit = await locked(tx, tenantId, unitId, `state = 'running' and lease_until < now()`);
      if (!unit) return undefined;
      const next = afterLoss(unit.attempts);
      if (next === 'fail')
        await fail(tx, unit, `Its worker gave no sign of life, ${unit.attempts} times.`, this.clock.now());
      else {
        await queue(tx, unit, {});
        await publish(tx, tenantId, unitQueued, { scanId: unit.scanId, unitId });
      }
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
      await queue(tx, unit, {});
      await publish(tx, tenantId, unitQueued, { scanId: unit.scanId, unitId });
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

async function queue(tx: Tx, { tenantId, id }: UnitRow, data: { failure?: string; attempts?: number }): Promise<void> {
  await tx.unit.update({
    where: { tenantId_id: { tenantId, id } },
    data: {
      state: 'queued',
      worker: null,
      leaseUntil: null,
      ...data,
      ...(data.failure ? { failure: data.failure.slice(0, 1_000) } : {}),
    },
  });
  await tx.$executeRawUnsafe(
    'update units set queued_at = now() where tenant_id = $1::uuid and id = $2::uuid',
    tenantId,
    id,
  );
}

async function fail(tx: Tx, unit: UnitRow, reason: string, now: Date): Promise<void> {
  const { tenantId, id, scanId, accountId, service, region } = unit;
  const failure = reason.replaceAll('\0', '\ufffd').slice(0, 1_000);
  await tx.unit.update({
    where: { tenantId_id: { tenantId, id } },
    data: { state: 'failed', failure, endedAt: now, worker: null, leaseUntil: null },
  });
  const hole: CoverageRow = {
    service,
    region,
    action: `${service}:*`,
    outcome: 'not-collected',
    calls: 0,
    detail: failure,
    resources: [],
  };
  await addCoverage(tx, tenantId, scanId, id, [hole]);
  await publish(tx, tenantId, unitFailed, { scanId, accountId, unitId: id, service, region, reason: failure });
  const counts = { calls: 0, retries: 0, throttles: 0, seconds: 0 };
  const scan = await count(tx, unit, { unitsFailed: 1, holes: 1, resources: 0, counts });
  await endIfLast(tx, scan, now);
}

interface Additions {
  readonly unitsDone?: number;
  readonly unitsFailed?: number;
  readonly holes: number;
  readonly resources: number;
  readonly counts: CallCounts;
}

/** Adds to a scan's counters. The row stays locked, so that exactly one unit sees itself as the last. */
const count = (
  tx: Tx,
  { tenantId, scanId }: UnitRow,
  { unitsDone = 0, unitsFailed = 0, holes, resources, counts }: Additions,
): Promise<ScanRow> =>
  tx.scan.update({
    where: { tenantId_id: { tenantId, id: scanId } },
    data: {
      unitsDone: { increment: unitsDone },
      unitsFailed: { increment: unitsFailed },
      holes: { increment: holes },
      resources: { increment: resources },
      calls: { increment: counts.calls },
      retries: { increment: counts.retries },
      throttles: { increment: counts.throttles },
      callSeconds: { increment: counts.seconds },
    },
  });

/** Notes the generation that was written for a place. False when a newer one was written before: what came late changes nothing. */
async function isNewest(
  tx: Tx,
  { tenantId, accountId, service, region }: UnitRow,
  generation: number,
  now: Date,
): Promise<boolean> {
  const noted = await tx.$executeRawUnsafe(
    `insert into collected_places (tenant_id, account_id, service, region, generation, collected_at)
     values ($1::uuid, $2::uuid, $3, $4, $5, $6::timestamptz)
     on conflict (tenant_id, account_id, service, region) do update
       set generation = excluded.generation, collected_at = excluded.collected_at
       where collected_places.generation < excluded.generation`,
    tenantId,
    accountId,
    service,
    region,
    generation,
    now,
  );
  return noted === 1;
}
