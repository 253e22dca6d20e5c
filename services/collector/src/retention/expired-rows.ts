/** Rows that are past keeping, with what belongs to them. Rows that somebody else has locked are left for the next round. */
import type { ObjectStore } from '@cspmexa/platform';
import { CollectorDatabase } from '../database.js';

const resourceBatch = 500;
/** A scan has up to thousands of rows of coverage. */
const scanBatch = 20;
const placeBatch = 5_000;

interface ScanKey {
  readonly tenantId: string;
  readonly accountId: string;
  readonly id: string;
}

/**
 * Removes scans that ended before a time, with their units, coverage, costs, and whatever is left of them in the store. The newest whole scan of an account
 * stays, and what is newer; so does a scan as long as its snapshots do. True when there may be more.
 */
export async function expireScans(database: CollectorDatabase, snapshots: ObjectStore, before: Date): Promise<boolean> {
  const expired = await database.client.$queryRawUnsafe<ScanKey[]>(
    `select s.tenant_id as "tenantId", s.account_id as "accountId", s.id from scans s
     where s.ended_at < $1::timestamptz
       and exists (
         select 1 from scans newer where newer.tenant_id = s.tenant_id and newer.account_id = s.account_id
           and newer.generation > s.generation and (newer.targets = '{}' or s.targets <> '{}')
         union all
         select 1 from accounts a where a.tenant_id = s.tenant_id and a.id = s.account_id and a.removed_at is not null)
       and not exists (
         select 1 from units u where u.tenant_id = s.tenant_id and u.scan_id = s.id and u.snapshot_key is not null)
     order by s.ended_at limit ${scanBatch}`,
    before,
  );
  for (const { tenantId, accountId, id } of expired) {
    for await (const key of snapshots.list(`${tenantId}/${accountId}/${id}/`)) await snapshots.delete(key);
    await database.withTenant(tenantId, async (tx) => {
      const scan = await tx.$queryRawUnsafe<unknown[]>(
        `select 1 from scans where tenant_id = $1::uuid and id = $2::uuid and ended_at < $3::timestamptz for update skip locked`,
        tenantId,
        id,
        before,
      );
      // Resumed meanwhile, or another replica is at it.
      if (scan.length === 0) return;
      for (const table of ['coverage', 'scan_costs', 'units'])
        await tx.$executeRawUnsafe(
          `delete from ${table} where tenant_id = $1::uuid and scan_id = $2::uuid`,
          tenantId,
          id,
        );
      await tx.$executeRawUnsafe('delete from scans where tenant_id = $1::uuid and id = $2::uuid', tenantId, id);
    });
  }
  return expired.length >= scanBatch;
}

/** Removes resources that were deleted before a time, with their versions and relations. True when there may be more. */
export const removeDeleted = (database: CollectorDatabase, before: Date): Promise<boolean> =>
  removeResources(database, 'resources r where r.deleted_at < $1::timestamptz', before);

/** Removes what the inventory and coverage hold of accounts that were removed. True when there may be more. */
export async function removeAccounts(database: CollectorDatabase): Promise<boolean> {
  const of = (table: string): string =>
    `accounts a join ${table} r on r.tenant_id = a.tenant_id and r.account_id = a.id where a.removed_at is not null`;
  let isMore = await removeResources(database, of('resources'));
  for (const table of ['account_coverage', 'collected_places', 'changed_resources', 'change_events']) {
    const removed = await database.client.$executeRawUnsafe(
      `delete from ${table} where ctid = any(array(select r.ctid from ${of(table)} limit ${placeBatch} for update of r skip locked))`,
    );
    isMore ||= removed >= placeBatch;
  }
  return isMore;
}

/** `which` names the rows r; it is our own SQL, never input. */
async function removeResources(database: CollectorDatabase, which: string, ...values: unknown[]): Promise<boolean> {
  const [removed] = await database.client.$queryRawUnsafe<{ count: number }[]>(
    `with gone as (
       delete from resources where (tenant_id, id) in
         (select r.tenant_id, r.id from ${which} limit ${resourceBatch} for update of r skip locked)
       returning tenant_id, id),
     versions as (
       delete from resource_versions v using gone where v.tenant_id = gone.tenant_id and v.resource_id = gone.id),
     related as (
       delete from relations v using gone where v.tenant_id = gone.tenant_id and v.resource_id = gone.id)
     select count(*)::int as count from gone`,
    ...values,
  );
  return (removed?.count ?? 0) >= resourceBatch;
}
