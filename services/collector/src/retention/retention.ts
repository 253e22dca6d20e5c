/**
 * Clears away what is no longer kept, a bounded piece at a time: old snapshots and what killed workers left of theirs, ended scans,
 * long deleted resources, versions and change events, and everything of removed accounts.
 */
import { keepMonthPartitions, type Clock, type Logger, type ObjectStore } from '@cspmexa/platform';
import { CollectorDatabase } from '../database.js';
import { expireScans, removeAccounts, removeDeleted } from './expired-rows.js';
import { OrphanedSnapshots } from './orphaned-snapshots.js';

/** How long things are kept, in days. */
export interface Kept {
  /** Snapshots, and resources that are deleted. */
  readonly snapshotDays: number;
  readonly scanDays: number;
  readonly versionDays: number;
}

/** Events older than this cannot come again: SQS keeps a message for 14 days at most. */
export const changeEventDays = 14;

const batch = 500;
const day = 86_400_000;

interface OldSnapshot {
  readonly tenantId: string;
  readonly id: string;
  readonly key: string;
}

export interface RetentionOptions {
  readonly database: CollectorDatabase;
  readonly snapshots: ObjectStore;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly kept: Kept;
}

export class Retention {
  private readonly orphans: OrphanedSnapshots;

  constructor(private readonly options: RetentionOptions) {
    this.orphans = new OrphanedSnapshots(options.database, options.snapshots, options.clock);
  }

  /** One round; true when there may be more to clear. One part that fails keeps none of the others from being cleared. @throws the first failure */
  async clear(): Promise<boolean> {
    const { database, snapshots, kept } = this.options;
    const parts = await Promise.allSettled([
      this.oldSnapshots(),
      this.orphans.clear(),
      expireScans(database, snapshots, this.before(kept.scanDays)),
      removeDeleted(database, this.before(kept.snapshotDays)),
      removeAccounts(database),
      this.oldVersions(),
      this.oldChangeEvents(),
    ]);
    const failed = parts.find((part) => part.status === 'rejected');
    if (failed) throw failed.reason;
    return parts.some((part) => part.status === 'fulfilled' && part.value);
  }

  private before(days: number): Date {
    return new Date(this.options.clock.now().getTime() - days * day);
  }

  private async oldSnapshots(): Promise<boolean> {
    const { database, snapshots, kept } = this.options;
    const old = await database.client.$queryRawUnsafe<OldSnapshot[]>(
      `select tenant_id as "tenantId", id, snapshot_key as key from units
       where snapshot_key is not null and ended_at < $1::timestamptz order by ended_at limit ${batch}`,
      this.before(kept.snapshotDays),
    );
    for (const { tenantId, id, key } of old) {
      // The object first: a row without its object would be a lie, an object without its row only costs space until the next round.
      await snapshots.delete(key);
      await database.withTenant(tenantId, (tx) =>
        tx.unit.updateMany({ where: { tenantId, id, snapshotKey: key }, data: { snapshotKey: null } }),
      );
    }
    return old.length >= batch;
  }

  /** Whole months at once; what stands in no partition of a month row by row. */
  private async oldVersions(): Promise<boolean> {
    const { database, clock, logger, kept } = this.options;
    const table = 'resource_versions';
    const { made, dropped } = await keepMonthPartitions(database, {
      table,
      keepsDays: kept.versionDays,
      now: clock.now(),
    });
    if (made.length + dropped.length > 0) logger.info({ made, dropped }, 'partitions were made and dropped');
    const deleted = await database.client.$executeRawUnsafe(
      `delete from ${table}_default where ctid = any(array(select ctid from ${table}_default where at < $1::timestamptz limit ${batch}))`,
      this.before(kept.versionDays),
    );
    return deleted >= batch;
  }

  private async oldChangeEvents(): Promise<boolean> {
    const deleted = await this.options.database.client.$executeRawUnsafe(
      `delete from change_events where (tenant_id, account_id, event_id) in
         (select tenant_id, account_id, event_id from change_events where received_at < $1::timestamptz limit ${batch} for update skip locked)`,
      this.before(changeEventDays),
    );
    return deleted >= batch;
  }
}
