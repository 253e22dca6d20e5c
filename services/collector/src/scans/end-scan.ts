/** The ways in which a scan ends. Each tells the other services in the transaction of the change. */
import { AwsService, scanCollected, type ScanState, type SnapshotRef } from '@cspmexa/contracts';
import { publish } from '@cspmexa/messaging';
import type { Tx } from '../database.js';
import { outcomeOf } from './outcome.js';
import { causesOf, scanScopeOf, type ScanRow } from './scan-row.js';

/** Ends a scan when its last unit has ended. `scan` is the row as this transaction has just written it. */
export async function endIfLast(tx: Tx, scan: ScanRow, now: Date): Promise<void> {
  const state = scan.state === 'running' ? outcomeOf(scan) : undefined;
  if (state) await endScan(tx, scan, state, now);
}

/** Writes how a scan ended and publishes its snapshots. */
export async function endScan(
  tx: Tx,
  scan: ScanRow,
  state: ScanState,
  now: Date,
  failure: string | null = null,
): Promise<ScanRow> {
  const { tenantId, id, accountId, awsAccountId, generation } = scan;
  const ended = await tx.scan.update({
    where: { tenantId_id: { tenantId, id } },
    data: {
      state,
      endedAt: now,
      planner: null,
      leaseUntil: null,
      ...(failure === null ? {} : { failure: failure.slice(0, 1_000) }),
    },
  });
  const snapshots = await snapshotsOf(tx, tenantId, id);
  const data = {
    scanId: id,
    accountId,
    awsAccountId,
    state,
    scope: scanScopeOf(scan),
    causes: causesOf(scan),
    snapshots,
  };
  await publish(tx, tenantId, scanCollected, data, { generation });
  return ended;
}

/**
 * Cancels a scan, if it has not ended; workers and planners notice by themselves. The scan as it is after it, and whether
 * this has cancelled it; null when there is none.
 */
export async function cancelScan(
  tx: Tx,
  tenantId: string,
  id: string,
  now: Date,
): Promise<{ scan: ScanRow; isCancelled: boolean } | null> {
  // Units before their scan, as everybody locks them: who ends a unit is not waited for in a circle.
  await lockUnits(tx, tenantId, id, ['queued', 'running']);
  const scan = await lockScan(tx, tenantId, id);
  if (!scan || !isRunning(scan)) return scan && { scan, isCancelled: false };
  await tx.unit.updateMany({
    where: { tenantId, scanId: id, state: { in: ['queued', 'running'] } },
    data: { state: 'cancelled', endedAt: now, worker: null, leaseUntil: null },
  });
  return { scan: await endScan(tx, scan, 'cancelled', now), isCancelled: true };
}

/** Cancels whatever runs for an account. */
export async function endRunningScans(tx: Tx, tenantId: string, accountId: string, now: Date): Promise<void> {
  const running = await tx.scan.findMany({
    where: { tenantId, accountId, state: { in: ['queued', 'running'] } },
    orderBy: { id: 'asc' },
  });
  for (const { id } of running) await cancelScan(tx, tenantId, id, now);
}

/** The row of a scan, locked until the transaction ends. */
export async function lockScan(tx: Tx, tenantId: string, id: string): Promise<ScanRow | null> {
  await tx.$queryRawUnsafe('select 1 from scans where tenant_id = $1::uuid and id = $2::uuid for update', tenantId, id);
  return tx.scan.findUnique({ where: { tenantId_id: { tenantId, id } } });
}

/** Locks the units of a scan that are in these states, always in the same order. */
export const lockUnits = (tx: Tx, tenantId: string, scanId: string, states: readonly string[]): PromiseLike<unknown> =>
  tx.$queryRawUnsafe(
    `select 1 from units where tenant_id = $1::uuid and scan_id = $2::uuid and state = any($3::text[]) order by id for update`,
    tenantId,
    scanId,
    states,
  );

/** True for a scan that has not ended. */
export const isRunning = ({ state }: Pick<ScanRow, 'state'>): boolean => state === 'queued' || state === 'running';

async function snapshotsOf(tx: Tx, tenantId: string, scanId: string): Promise<SnapshotRef[]> {
  const units = await tx.unit.findMany({
    where: { tenantId, scanId, snapshotKey: { not: null } },
    orderBy: { id: 'asc' },
  });
  return units.flatMap(({ id, service, region, snapshotKey }) =>
    snapshotKey === null ? [] : [{ unitId: id, service: AwsService.parse(service), region, key: snapshotKey }],
  );
}
