/** Snapshots that no row points to: their workers were killed, or lost their unit, between the object and the row. */
import type { Clock, ObjectStore } from '@cspmexa/platform';
import { CollectorDatabase } from '../database.js';

/** A worker that was given up may still write what it has collected: this long after its unit has ended, in milliseconds, it no longer does. */
const settled = 3_600_000;
/** How far back the search begins when the process does. What is older goes with its scan. */
const back = 2 * 86_400_000;
const batch = 50;

interface Suspect {
  readonly tenantId: string;
  readonly accountId: string;
  readonly scanId: string;
  readonly endedAt: Date;
}

export class OrphanedSnapshots {
  private lookedUntil: Date | undefined;

  constructor(
    private readonly database: CollectorDatabase,
    private readonly snapshots: ObjectStore,
    private readonly clock: Clock,
  ) {}

  /** Looks into the folders of the next scans that lost a worker; true when there may be more. */
  async clear(): Promise<boolean> {
    const until = new Date(this.clock.now().getTime() - settled);
    this.lookedUntil ??= new Date(until.getTime() - back);
    const suspects = await this.suspects(this.lookedUntil, until);
    for (const suspect of suspects) await this.clearScan(suspect);
    const last = suspects.length >= batch ? suspects.at(-1) : undefined;
    this.lookedUntil = last?.endedAt ?? until;
    return last !== undefined;
  }

  /** Scans of which a unit had more than one worker, or one that left nothing. */
  private suspects(after: Date, until: Date): Promise<Suspect[]> {
    return this.database.client.$queryRawUnsafe<Suspect[]>(
      `select tenant_id as "tenantId", account_id as "accountId", scan_id as "scanId", max(ended_at) as "endedAt" from units
       where ended_at > $1::timestamptz and ended_at <= $2::timestamptz and (attempts > 1 or snapshot_key is null)
       group by 1, 2, 3 order by 4 limit ${batch}`,
      after,
      until,
    );
  }

  private async clearScan({ tenantId, accountId, scanId }: Suspect): Promise<void> {
    const objects: string[] = [];
    for await (const key of this.snapshots.list(`${tenantId}/${accountId}/${scanId}/`)) objects.push(key);
    if (objects.length === 0) return;
    const [units, isOver] = await this.database.withTenant(tenantId, async (tx) => [
      await tx.unit.findMany({ where: { tenantId, scanId }, select: { snapshotKey: true } }),
      (await tx.unit.count({ where: { tenantId, scanId, state: { in: ['queued', 'running'] } } })) === 0,
    ]);
    // A worker may be about to write the row of an object that we have just seen.
    if (!isOver) return;
    const kept = new Set(units.map(({ snapshotKey }) => snapshotKey));
    for (const key of objects) if (!kept.has(key)) await this.snapshots.delete(key);
  }
}
