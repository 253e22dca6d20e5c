/** Clears away what is no longer kept: old snapshots, long deleted resources, the inventory of removed accounts. A bounded piece at a time. */
import type { Clock, ObjectStore } from '@cspmexa/platform';
import { CollectorDatabase } from '../database.js';

const batch = 500;
const day = 86_400_000;

interface OldSnapshot {
  readonly tenantId: string;
  readonly id: string;
  readonly key: string;
}

export class Retention {
  constructor(
    private readonly database: CollectorDatabase,
    private readonly snapshots: ObjectStore,
    private readonly clock: Clock,
    private readonly snapshotDays: number,
  ) {}

  /** One round; true when there may be more to clear. */
  async clear(): Promise<boolean> {
    const before = new Date(this.clock.now().getTime() - this.snapshotDays * day);
    const cleared = [
      await this.oldSnapshots(before),
      await this.deletedResources(before),
      await this.removedAccounts(),
    ];
    return cleared.some((count) => count >= batch);
  }

  private async oldSnapshots(before: Date): Promise<number> {
    const old = await this.database.client.$queryRawUnsafe<OldSnapshot[]>(
      `select tenant_id as "tenantId", id, snapshot_key as key from units
       where snapshot_key is not null and ended_at < $1::timestamptz order by ended_at limit ${batch}`,
      before,
    );
    for (const { tenantId, id, key } of old) {
      // The object first: a row without its object would be a lie, an object without its row only costs space until the next round.
      await this.snapshots.delete(key);
      await this.database.withTenant(tenantId, (tx) =>
        tx.unit.updateMany({ where: { tenantId, id, snapshotKey: key }, data: { snapshotKey: null } }),
      );
    }
    return old.length;
  }

  private deletedResources(before: Date): Promise<number> {
    return this.database.transaction((tx) =>
      tx.$executeRawUnsafe(
        `delete from resources where (tenant_id, id) in
           (select tenant_id, id from resources where deleted_at < $1::timestamptz order by deleted_at limit ${batch} for update skip locked)`,
        before,
      ),
    );
  }

  private removedAccounts(): Promise<number> {
    return this.database.transaction((tx) =>
      tx.$executeRawUnsafe(
        `delete from resources where (tenant_id, id) in
           (select r.tenant_id, r.id from accounts a join resources r on r.tenant_id = a.tenant_id and r.account_id = a.id
            where a.removed_at is not null limit ${batch} for update of r skip locked)`,
      ),
    );
  }
}
