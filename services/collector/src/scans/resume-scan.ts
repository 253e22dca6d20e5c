/** Goes on with a scan that was cancelled or lost units: what was collected stays, the rest is collected now. */
import { unitQueued } from '@cspmexa/contracts';
import { publishAll } from '@cspmexa/messaging';
import { AppError } from '@cspmexa/platform';
import type { Tx } from '../database.js';
import { isRunning, lockScan, lockUnits } from './end-scan.js';
import { scanScopeOf, type ScanRow } from './scan-row.js';
import { overlaps, type ScannedService } from './scope.js';

/** What is left of a scan: the units that were stopped and those that were given up. */
const left = ['cancelled', 'failed'];

/**
 * Queues the units of a scan again that were cancelled or have failed; the whole scan, if it never had any. `tx` has locked
 * its account. @throws AppError not-resumable, scan-running
 */
export async function resumeScan(
  tx: Tx,
  { tenantId, id }: Pick<ScanRow, 'tenantId' | 'id'>,
  services: readonly ScannedService[],
): Promise<ScanRow> {
  await lockUnits(tx, tenantId, id, left);
  const scan = await lockScan(tx, tenantId, id);
  if (!scan || !['cancelled', 'failed', 'partial'].includes(scan.state)) throw new AppError('not-resumable');
  await refuseOvertaken(tx, scan, services);
  return scan.unitsTotal === 0 ? planAgain(tx, scan) : queueLeft(tx, scan);
}

/** @throws AppError scan-running beside an overlapping scan, not-resumable after a newer one. */
async function refuseOvertaken(
  tx: Tx,
  { tenantId, accountId, id, generation, ...scope }: ScanRow,
  services: readonly ScannedService[],
): Promise<void> {
  const others = await tx.scan.findMany({
    where: {
      tenantId,
      accountId,
      id: { not: id },
      OR: [{ state: { in: ['queued', 'running'] } }, { generation: { gt: generation } }],
    },
    select: { state: true, services: true, regions: true, severities: true, targets: true },
  });
  const rivals = others.filter((other) => overlaps(scanScopeOf(other), scanScopeOf(scope), services));
  if (rivals.some(isRunning)) throw new AppError('scan-running');
  if (rivals.length > 0) throw new AppError('not-resumable');
}

async function planAgain(tx: Tx, { tenantId, id }: ScanRow): Promise<ScanRow> {
  await forgetCoverage(tx, tenantId, id, [id]);
  return tx.scan.update({
    where: { tenantId_id: { tenantId, id } },
    data: { state: 'queued', attempts: 0, leaseUntil: null, planner: null, failure: null, endedAt: null, holes: 0 },
  });
}

async function queueLeft(tx: Tx, { tenantId, id, generation }: ScanRow): Promise<ScanRow> {
  const ended = await tx.unit.findMany({
    where: { tenantId, scanId: id },
    select: { id: true, state: true, snapshotKey: true },
    orderBy: { id: 'asc' },
  });
  const units = ended.filter(({ state }) => left.includes(state)).map((unit) => unit.id);
  // What was collected long ago has been cleared away since: the parts would make no whole.
  const hasGaps = ended.some(({ state, snapshotKey }) => state === 'done' && snapshotKey === null);
  if (units.length === 0 || hasGaps) throw new AppError('not-resumable');
  await forgetCoverage(tx, tenantId, id, units);
  await tx.unit.updateMany({
    where: { tenantId, id: { in: units } },
    data: { state: 'queued', attempts: 0, failure: null, startedAt: null, endedAt: null },
  });
  await tx.$executeRawUnsafe(
    `update units set queued_at = date_trunc('milliseconds', now()) where tenant_id = $1::uuid and id = any($2::uuid[])`,
    tenantId,
    units,
  );
  await publishAll(
    tx,
    tenantId,
    units.map((unitId) => ({ event: unitQueued, data: { scanId: id, unitId }, generation })),
  );
  const holes = await tx.coverage.count({ where: { tenantId, scanId: id, outcome: { not: 'ok' } } });
  return tx.scan.update({
    where: { tenantId_id: { tenantId, id } },
    data: { state: 'running', unitsFailed: 0, holes, failure: null, endedAt: null },
  });
}

/** What a try that came to nothing said of its coverage. */
const forgetCoverage = (tx: Tx, tenantId: string, scanId: string, unitIds: string[]) =>
  tx.coverage.deleteMany({ where: { tenantId, scanId, unitId: { in: unitIds } } });
