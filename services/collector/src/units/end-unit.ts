/** The ways in which a unit leaves its worker, or the queue. Each tells the other services in the transaction of the change. */
import { unitFailed, unitQueued, type CoverageRow } from '@cspmexa/contracts';
import { publish } from '@cspmexa/messaging';
import { addCoverage } from '../coverage/coverage.store.js';
import type { Tx } from '../database.js';
import { endIfLast } from '../scans/end-scan.js';
import { scanScopeOf, type ScanRow, type UnitRow } from '../scans/scan-row.js';

/** Puts a unit on the queue, with the message that leads a worker to it. Both wait for `rest` milliseconds. */
export async function queueUnit(
  tx: Tx,
  { tenantId, id, scanId }: UnitRow,
  { failure, ...data }: { failure?: string; attempts?: number },
  rest = 0,
): Promise<void> {
  await tx.unit.update({
    where: { tenantId_id: { tenantId, id } },
    data: {
      state: 'queued',
      worker: null,
      leaseUntil: null,
      ...data,
      ...(failure === undefined ? {} : { failure: storable(failure) }),
    },
  });
  await tx.$executeRawUnsafe(
    `update units set queued_at = date_trunc('milliseconds', now()) + $3 * interval '1 millisecond' where tenant_id = $1::uuid and id = $2::uuid`,
    tenantId,
    id,
    rest,
  );
  await publish(tx, tenantId, unitQueued, { scanId, unitId: id }, { delayMs: rest });
}

/** Takes a unit out of the queue whose scan was cancelled or ended without it. */
export const dropUnit = (tx: Tx, { tenantId, id }: UnitRow, now: Date) =>
  tx.unit.update({
    where: { tenantId_id: { tenantId, id } },
    data: { state: 'cancelled', endedAt: now, worker: null, leaseUntil: null },
  });

/** True when nobody waits for the unit any more. */
export async function isOver(tx: Tx, { tenantId, scanId }: UnitRow): Promise<boolean> {
  const scan = await tx.scan.findUnique({ where: { tenantId_id: { tenantId, id: scanId } }, select: { state: true } });
  return scan?.state !== 'running';
}

/** What PostgreSQL takes as text, and no more of it than helps. */
const storable = (reason: string): string => reason.replaceAll('\0', '\ufffd').slice(0, 1_000);

/** Gives a unit up, and ends its scan with it if it was the last. */
export async function failUnit(tx: Tx, unit: UnitRow, reason: string, now: Date): Promise<void> {
  const { tenantId, id, scanId, accountId, service, region } = unit;
  const failure = storable(reason);
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
    deniedBy: null,
  };
  await addCoverage(tx, tenantId, scanId, id, [hole]);
  const scan = await countUnit(tx, unit, { unitsFailed: 1, holes: 1, resources: 0 });
  const scope = scanScopeOf(scan);
  await publish(tx, tenantId, unitFailed, { scanId, accountId, unitId: id, service, region, reason: failure, scope });
  await endIfLast(tx, scan, now);
}

interface Additions {
  readonly unitsDone?: number;
  readonly unitsFailed?: number;
  readonly holes: number;
  readonly resources: number;
}

/** Adds to a scan's counters. The row stays locked, so that exactly one unit sees itself as the last. */
export const countUnit = (
  tx: Tx,
  { tenantId, scanId }: UnitRow,
  { unitsDone = 0, unitsFailed = 0, holes, resources }: Additions,
): Promise<ScanRow> =>
  tx.scan.update({
    where: { tenantId_id: { tenantId, id: scanId } },
    data: {
      unitsDone: { increment: unitsDone },
      unitsFailed: { increment: unitsFailed },
      holes: { increment: holes },
      resources: { increment: resources },
    },
  });
