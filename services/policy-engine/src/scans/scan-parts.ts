/** Adds up what the parts of a scan came to, and tells the world when the last one is in. */
import { scanJudged } from '@cspmexa/contracts';
import { publish } from '@cspmexa/messaging';
import type { SqlTransaction } from '@cspmexa/platform';
import type { ChangeCounts } from '../findings/finding-writer.js';
import type { Counts } from '../tallies/tally.js';

/** One part of a scan: a unit, or (by the scan's own id) the policies that read across units. */
export interface Part {
  readonly scanId: string;
  readonly accountId: string;
  readonly partId: string;
}

export const noCounts: Counts = { pass: 0, fail: 0, unknown: 0 };
export const noChanges: ChangeCounts = { opened: 0, resolved: 0, reopened: 0, changed: 0 };

interface Sums {
  pass: number;
  fail: number;
  unknown: number;
  opened: number;
  resolved: number;
  reopened: number;
  changed: number;
}

/**
 * Notes how a scan was collected: the units that it consists of. False when it was already, with as many units: a scan that is resumed
 * leaves more snapshots each time, so that fewer are those of an earlier message that comes late.
 */
export async function noteCollected(
  tx: SqlTransaction,
  tenantId: string,
  { scanId, accountId }: Pick<Part, 'scanId' | 'accountId'>,
  unitIds: readonly string[],
  at: Date,
): Promise<boolean> {
  const noted = await tx.$executeRawUnsafe(
    `insert into judged_scans as s (tenant_id, id, account_id, unit_ids, units, collected, judged_at)
     values ($1::uuid, $2::uuid, $3::uuid, $4::uuid[], cardinality($4::uuid[]), true, $5::timestamptz)
     on conflict (tenant_id, id) do update set unit_ids = excluded.unit_ids, units = excluded.units, collected = true,
       published_at = null, judged_at = excluded.judged_at
       where not s.collected or s.units < excluded.units`,
    tenantId,
    scanId,
    accountId,
    unitIds,
    at.toISOString(),
  );
  return noted === 1;
}

/** Whether a scan was collected with that many units already. */
export async function wasCollected(
  tx: SqlTransaction,
  tenantId: string,
  scanId: string,
  units: number,
): Promise<boolean> {
  const rows = await tx.$queryRawUnsafe<unknown[]>(
    `select 1 from judged_scans where tenant_id = $1::uuid and id = $2::uuid and collected and units >= $3::int`,
    tenantId,
    scanId,
    units,
  );
  return rows.length > 0;
}

/** Notes that a part was judged. Publishes scan.judged when it is the last one that was awaited. */
export async function finishPart(
  tx: SqlTransaction,
  tenantId: string,
  { scanId, accountId, partId }: Part,
  verdicts: Counts,
  changes: ChangeCounts,
  at: Date,
): Promise<void> {
  await tx.$executeRawUnsafe(
    `insert into judged_parts (tenant_id, scan_id, part_id, pass, fail, unknown, opened, resolved, reopened, changed, judged_at)
     values ($1::uuid, $2::uuid, $3::uuid, $4, $5, $6, $7, $8, $9, $10, $11::timestamptz)
     on conflict (tenant_id, scan_id, part_id) do update set pass = excluded.pass, fail = excluded.fail,
       unknown = excluded.unknown, opened = judged_parts.opened + excluded.opened,
       resolved = judged_parts.resolved + excluded.resolved, reopened = judged_parts.reopened + excluded.reopened,
       changed = judged_parts.changed + excluded.changed, judged_at = excluded.judged_at`,
    ...[tenantId, scanId, partId, verdicts.pass, verdicts.fail, verdicts.unknown],
    ...[changes.opened, changes.resolved, changes.reopened, changes.changed],
    at.toISOString(),
  );
  // Held until the commit: of two parts that end together the second one sees the first.
  const [scan] = await tx.$queryRawUnsafe<{ unit_ids: string[]; collected: boolean; published: boolean }[]>(
    `insert into judged_scans as s (tenant_id, id, account_id, judged_at) values ($1::uuid, $2::uuid, $3::uuid, $4::timestamptz)
     on conflict (tenant_id, id) do update set judged_at = excluded.judged_at
     returning unit_ids, collected, published_at is not null as published`,
    tenantId,
    scanId,
    accountId,
    at.toISOString(),
  );
  if (!scan?.collected || scan.published) return;
  const [sums] = await tx.$queryRawUnsafe<(Sums & { parts: number })[]>(
    `select count(*)::int as parts, sum(pass)::int as pass, sum(fail)::int as fail, sum(unknown)::int as unknown,
       sum(opened)::int as opened, sum(resolved)::int as resolved, sum(reopened)::int as reopened, sum(changed)::int as changed
     from judged_parts where tenant_id = $1::uuid and scan_id = $2::uuid and part_id = any($3::uuid[])`,
    tenantId,
    scanId,
    [...scan.unit_ids, scanId],
  );
  if (!sums || sums.parts < scan.unit_ids.length + 1) return;
  const { pass, fail, unknown, opened, resolved, reopened, changed } = sums;
  await publish(tx, tenantId, scanJudged, {
    scanId,
    accountId,
    verdicts: { pass, fail, unknown },
    changes: { opened, resolved, reopened, changed },
  });
  // Its parts stay until retention: a scan that is resumed adds to them.
  await tx.$executeRawUnsafe(
    `update judged_scans set published_at = $3::timestamptz, unit_ids = '{}' where tenant_id = $1::uuid and id = $2::uuid`,
    tenantId,
    scanId,
    at.toISOString(),
  );
}
