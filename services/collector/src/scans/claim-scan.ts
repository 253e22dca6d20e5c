/** Which queued scan is planned next. Replicas agree through the database, so that no tenant gets more than its share. */
import type { Tx } from '../database.js';

export interface Claim {
  readonly planner: string;
  /** Among scans of named resources, or among the others. */
  readonly urgent: boolean;
  /** Scans of this sort that a tenant may have running or in planning at once, over all replicas. */
  readonly most: number;
  /** How long the planner has before another one may plan it. */
  readonly leaseSeconds: number;
}

/** One claim of a sort after the other, so that two cannot both find the last free place of a tenant. Held for milliseconds. */
const lockId = 401_725_000;

/**
 * Of the tenants that have fewer scans running than they may, the one with the fewest; of its queued scans, the oldest.
 * Walks along an index from tenant to tenant: what it costs depends on how many tenants wait, not on how many scans.
 */
export const nextScanSql = `
  with recursive waiting as (
    (select tenant_id from scans where state = 'queued' and urgent = $1 order by tenant_id limit 1)
    union all
    select (select tenant_id from scans where state = 'queued' and urgent = $1 and tenant_id > waiting.tenant_id order by tenant_id limit 1)
    from waiting where waiting.tenant_id is not null)
  select next.tenant_id as "tenantId", next.id
  from waiting
  cross join lateral (
    select count(*) as number from scans where state = 'running' and urgent = $1 and tenant_id = waiting.tenant_id) running
  cross join lateral (
    select count(*) filter (where lease_until > now() and planner is not null) as number
    from (select lease_until, planner from scans where state = 'queued' and urgent = $1 and tenant_id = waiting.tenant_id
          order by created_at limit 100) oldest) planned
  cross join lateral (
    select tenant_id, id, created_at from scans
    where state = 'queued' and urgent = $1 and tenant_id = waiting.tenant_id and (lease_until is null or lease_until < now())
    order by created_at limit 1) next
  where running.number + planned.number < $2
  order by running.number + planned.number, next.created_at limit 1`;

/** Claims the next scan for a planner; null when none may be planned now. */
export async function claimScan(
  tx: Tx,
  { planner, urgent, most, leaseSeconds }: Claim,
): Promise<{ readonly tenantId: string; readonly id: string } | null> {
  const look = () => tx.$queryRawUnsafe<{ tenantId: string; id: string }[]>(nextScanSql, urgent, most);
  // Most looks find nothing, and wait for nobody: planners that stood in a line here would take every connection of the pool.
  if ((await look()).length === 0) return null;
  await tx.$queryRawUnsafe(`select pg_advisory_xact_lock(${lockId}, ${urgent ? 1 : 0})::text`);
  const [next] = await look();
  if (!next) return null;
  const claimed = await tx.$executeRawUnsafe(
    `update scans set planner = $3::uuid, attempts = attempts + 1, lease_until = now() + $4 * interval '1 second'
     where tenant_id = $1::uuid and id = $2::uuid and state = 'queued'`,
    next.tenantId,
    next.id,
    planner,
    leaseSeconds,
  );
  // Cancelled in this very moment: the next look finds another one.
  return claimed === 1 ? next : null;
}
