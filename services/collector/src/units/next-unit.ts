/** Which queued unit is taken next: named resources first, then fairly between tenants, then the oldest. */
import type { Tx } from '../database.js';

/** Units that are looked at in one go: more than one, since other workers take them at the same moment. */
const candidates = 16;

/**
 * The tenant with the fewest running units comes first, and each unit of it that goes before counts as running. Walks
 * along an index from tenant to tenant. $1: units of scans of named resources, or the others; $2: the worker; $3: seconds.
 */
export const takeUnitSql = `
  with recursive waiting as (
    (select tenant_id from units where state = 'queued' and urgent = $1 order by tenant_id limit 1)
    union all
    select (select tenant_id from units where state = 'queued' and urgent = $1 and tenant_id > waiting.tenant_id order by tenant_id limit 1)
    from waiting where waiting.tenant_id is not null),
  candidate as materialized (
    select oldest.tenant_id, oldest.id, running.number + oldest.place as turn, oldest.queued_at
    from waiting
    cross join lateral (
      select count(*) as number from units where state = 'running' and urgent = $1 and tenant_id = waiting.tenant_id) running
    cross join lateral (
      select tenant_id, id, queued_at, row_number() over (order by queued_at, id) as place
      from (select tenant_id, id, queued_at from units
            where state = 'queued' and urgent = $1 and tenant_id = waiting.tenant_id and queued_at <= now()
            order by queued_at limit ${candidates}) first) oldest
    order by turn, oldest.queued_at, oldest.id limit ${candidates}),
  chosen as (
    select u.tenant_id, u.id from candidate join units u on u.tenant_id = candidate.tenant_id and u.id = candidate.id
    where u.state = 'queued' order by candidate.turn, candidate.queued_at, candidate.id limit 1 for update of u skip locked),
  taken as (
    update units u set state = 'running', worker = $2::uuid, attempts = u.attempts + 1, lease_until = now() + $3 * interval '1 second',
      started_at = coalesce(u.started_at, now())
    from chosen where u.tenant_id = chosen.tenant_id and u.id = chosen.id
    returning u.tenant_id, u.id)
  select (select count(*)::int from candidate) as waiting, taken.tenant_id as "tenantId", taken.id
  from (values (1)) always left join taken on true`;

/** What became of a look for work: a unit, nothing to do, or `missed` when others were quicker. */
export type Taken = { readonly tenantId: string; readonly unitId: string } | 'nothing' | 'missed';

/** Takes the next unit of one sort for a worker. */
export async function takeNext(tx: Tx, urgent: boolean, worker: string, leaseSeconds: number): Promise<Taken> {
  const [row] = await tx.$queryRawUnsafe<{ waiting: number; tenantId: string | null; id: string | null }[]>(
    takeUnitSql,
    urgent,
    worker,
    leaseSeconds,
  );
  if (row?.tenantId && row.id) return { tenantId: row.tenantId, unitId: row.id };
  return row && row.waiting > 0 ? 'missed' : 'nothing';
}
