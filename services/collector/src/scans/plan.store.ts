/** Plans in the database: claiming a queued scan under a lease, and the ways in which its planning ends. */
import { accountChanged, scanStarted, unitQueued, type CallCost, type CoverageRow } from '@cspmexa/contracts';
import type { Identity, UnitPlan } from '@cspmexa/collector-kit';
import { publish, publishAll } from '@cspmexa/messaging';
import { newId, type Clock } from '@cspmexa/platform';
import type { AccountRow } from '../accounts/account-row.js';
import { noteFailing, noteReady } from '../accounts/account.store.js';
import { addCoverage } from '../coverage/coverage.store.js';
import { actFor, CollectorDatabase, type Tx } from '../database.js';
import type { KnownPlace } from '../targets/target-units.js';
import { claimScan, type Claim } from './claim-scan.js';
import { endScan, lockScan } from './end-scan.js';
import { addCosts } from './scan-costs.js';
import { scanScopeOf, type ScanRow } from './scan-row.js';

/** A scan that somebody is planning. */
export interface Planning {
  readonly planner: string;
  readonly scan: ScanRow;
  readonly account: AccountRow;
}

/** How long a scan rests after a failure that may pass, in seconds. */
const againSeconds = 5;

export class PlanStore {
  constructor(
    private readonly database: CollectorDatabase,
    private readonly clock: Clock,
  ) {}

  /** Takes the next scan that waits to be planned; null when none may be. */
  claim(claim: Claim): Promise<Planning | null> {
    return this.database.acrossTenants(async (tx) => {
      const next = await claimScan(tx, claim);
      if (!next) return null;
      await actFor(tx, next.tenantId);
      const scan = await tx.scan.findUniqueOrThrow({ where: { tenantId_id: next } });
      const account = await tx.account.findUniqueOrThrow({
        where: { tenantId_id: { tenantId: next.tenantId, id: scan.accountId } },
      });
      return { planner: claim.planner, scan, account };
    });
  }

  /** A sign of life. False when the scan is no longer this planner's: it was cancelled, or given to another one. */
  async keep({ planner, scan: { tenantId, id } }: Planning, leaseSeconds: number): Promise<boolean> {
    return (
      (await this.lease(
        tenantId,
        id,
        planner,
        `lease_until = now() + ${Number(leaseSeconds)} * interval '1 second'`,
      )) === 1
    );
  }

  /** Gives a scan back untried, because this process stops. */
  async putBack({ planner, scan: { tenantId, id } }: Planning): Promise<void> {
    await this.lease(tenantId, id, planner, 'lease_until = null, planner = null, attempts = attempts - 1');
  }

  /** Gives a scan back for another try in a moment. */
  async postpone({ planner, scan: { tenantId, id } }: Planning): Promise<void> {
    const rest = `lease_until = now() + ${againSeconds} * interval '1 second', planner = null`;
    await this.lease(tenantId, id, planner, rest);
  }

  /** Adds to what the scan costs. */
  spend(tenantId: string, scanId: string, costs: readonly CallCost[]): Promise<void> {
    return this.database.withTenant(tenantId, (tx) => addCosts(tx, tenantId, scanId, costs));
  }

  /** Where the inventory has the resources that a scan names. */
  knownPlaces({ tenantId, accountId, targets }: ScanRow): Promise<KnownPlace[]> {
    return this.database.withTenant(tenantId, (tx) =>
      tx.resource.findMany({
        where: { tenantId, accountId, arn: { in: targets } },
        select: { arn: true, kind: true, listedIn: true, region: true },
      }),
    );
  }

  /** Writes the units and puts them on the work queue, unless the scan was cancelled or taken over meanwhile. @throws a unique violation when another account of the tenant is this AWS account. */
  write(
    planning: Planning,
    identity: Identity,
    units: readonly UnitPlan[],
    coverage: readonly CoverageRow[],
  ): Promise<void> {
    const { scan, account } = planning;
    const { tenantId, id } = scan;
    const now = this.clock.now();
    return this.database.withTenant(tenantId, async (tx) => {
      if (!(await isOurs(tx, planning))) return;
      await noteReady(tx, tenantId, account.id, identity);
      if (account.status !== 'ready') await tellChanged(tx, account, identity.accountId);
      await addCoverage(tx, tenantId, id, id, coverage);
      const holes = coverage.filter(({ outcome }) => outcome !== 'ok').length;
      const started = await start(tx, scan, identity, units.length, holes, now);
      if (units.length === 0) await endScan(tx, started, 'failed', now, 'There is nothing to collect in this scope.');
      else await queueUnits(tx, started, units, now);
    });
  }

  /** Ends a scan that could not be planned. */
  fail(planning: Planning, reason: string, isAccountsFault: boolean): Promise<void> {
    const { tenantId, accountId } = planning.scan;
    return this.database.withTenant(tenantId, async (tx) => {
      const scan = await isOurs(tx, planning);
      if (!scan) return;
      if (isAccountsFault) {
        await noteFailing(tx, tenantId, accountId, reason);
        const account = await tx.account.findUniqueOrThrow({ where: { tenantId_id: { tenantId, id: accountId } } });
        await tellChanged(tx, account, account.awsAccountId);
      }
      await endScan(tx, scan, 'failed', this.clock.now(), reason);
    });
  }

  /** Changes the lease of a scan that still waits for this planner. `change` is our own SQL, never input. */
  private lease(tenantId: string, id: string, planner: string, change: string): Promise<number> {
    return this.database.withTenant(tenantId, (tx) =>
      tx.$executeRawUnsafe(
        `update scans set ${change} where tenant_id = $1::uuid and id = $2::uuid and planner = $3::uuid and state = 'queued'`,
        tenantId,
        id,
        planner,
      ),
    );
  }
}

/** Locks the scan; null when it no longer waits for this planner. */
async function isOurs(tx: Tx, { planner, scan: { tenantId, id } }: Planning): Promise<ScanRow | null> {
  const scan = await lockScan(tx, tenantId, id);
  return scan?.state === 'queued' && scan.planner === planner ? scan : null;
}

const tellChanged = (tx: Tx, { tenantId, id, name }: AccountRow, awsAccountId: string | null) =>
  publish(tx, tenantId, accountChanged, { accountId: id, name, awsAccountId });

function start(
  tx: Tx,
  { tenantId, id }: ScanRow,
  identity: Identity,
  unitsTotal: number,
  holes: number,
  now: Date,
): Promise<ScanRow> {
  return tx.scan.update({
    where: { tenantId_id: { tenantId, id } },
    data: {
      state: 'running',
      startedAt: now,
      awsAccountId: identity.accountId,
      partition: identity.partition,
      planner: null,
      leaseUntil: null,
      unitsTotal,
      holes,
    },
  });
}

async function queueUnits(tx: Tx, scan: ScanRow, plans: readonly UnitPlan[], now: Date): Promise<void> {
  const { tenantId, id: scanId, accountId, generation, urgent } = scan;
  const units = plans.map((plan) => ({ ...plan, id: newId(now) }));
  const rows = units.map((unit) => ({ ...unit, tenantId, scanId, accountId, urgent, state: 'queued', queuedAt: now }));
  await tx.unit.createMany({ data: rows });
  // By the database's clock, as everything that is compared with it; cut off, since rounding up would name a moment to come.
  await tx.$executeRawUnsafe(
    `update units set queued_at = date_trunc('milliseconds', now()) where tenant_id = $1::uuid and scan_id = $2::uuid`,
    tenantId,
    scanId,
  );
  const data = { scanId, accountId, scope: scanScopeOf(scan), units: units.length };
  await publish(tx, tenantId, scanStarted, data, { generation });
  await publishAll(
    tx,
    tenantId,
    units.map(({ id }) => ({ event: unitQueued, data: { scanId, unitId: id }, generation })),
  );
}
