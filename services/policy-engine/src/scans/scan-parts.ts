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

/** Notes that a part was judged. `unitIds` are given with the scan's own part: the units that it consists of. Publishes scan.judged once. */
export async function finishPart(
  tx: SqlTransaction,
  tenantId: string,
  { scanId, accountId, partId }: Part,
  verdicts: Counts,
  changes: ChangeCounts,
  { at, unitIds }: { at: Date; unitIds?: readonly string[] },
): Promise<void> {
  await tx.$executeRawUnsafe(
    `insert into judged_parts (tenant_id, scan_id, part_id, pass, fail, unknown, opened, resolved, reopened, changed)
     values ($1::uuid, $2::uuid, $3::uuid, $4, $5, $6, $7, $8, $9, $10)
     on conflict (tenant_id, scan_id, part_id) do update set pass = excluded.pass, fail = excluded.fail,
       unknown = excluded.unknown, opened = judged_parts.opened + excluded.opened,
       resolved = judged_parts.resolved + excluded.resolved, reopened = judged_parts.reopened + excluded.reopened,
       changed = judged_parts.changed + excluded.changed`,
    ...[tenantId, scanId, partId, verdicts.pass, verdicts.fail, verdicts.unknown],
    ...[changes.opened, changes.resolved, changes.reopened, changes.changed],
  );
  // Held until the commit: of two parts that end together the second one sees the first.
  const [scan] = await tx.$queryRawUnsafe<{ unit_ids: string[]; collected: boolean; published: boolean }[]>(
    `insert into judged_scans as s (tenant_id, id, account_id, unit_ids, collected)
     values ($1::uuid, $2::uuid, $3::uuid, coalesce($4::uuid[], '{}'), $4::uuid[] is not null)
     on conflict (tenant_id, id) do update set unit_ids = coalesce($4::uuid[], s.unit_ids), collected = s.collected or excluded.collected
     returning unit_ids, collected, published_at is not null as published`,
    tenantId,
    scanId,
    accountId,
    unitIds ?? null,
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
  await tx.$executeRawUnsafe(
    `update judged_scans set published_at = $3::timestamptz, unit_ids = '{}' where tenant_id = $1::uuid and id = $2::uuid`,
    tenantId,
    scanId,
    at.toISOString(),
  );
  await forgetParts(tx, tenantId, scanId);
}

/** Drops the parts of a scan that will not be added up (any more). */
export const forgetParts = (tx: SqlTransaction, tenantId: string, scanId: string): PromiseLike<number> =>
  tx.$executeRawUnsafe(`delete from judged_parts where tenant_id = $1::uuid and scan_id = $2::uuid`, tenantId, scanId);
