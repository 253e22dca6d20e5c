/** Deletes exports a day after they ended, and files that no export points to. */
import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, LOGGER, Turns, type Clock, type Logger, type ObjectStore } from '@cspmexa/platform';
import { PolicyEngineDatabase } from '../database.js';
import { SNAPSHOTS } from '../snapshots/snapshot-store.js';
import { exportsFolder, folderOf, type ExportRow } from './export-row.js';

/** Rows that one turn deletes. */
const batch = 50;

@Injectable()
export class ExportExpiry extends Turns {
  constructor(
    private readonly database: PolicyEngineDatabase,
    @Inject(SNAPSHOTS) private readonly objects: ObjectStore,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) logger: Logger,
  ) {
    super({
      work: () => this.clear(),
      pauseMs: 300_000,
      failed: (error) => logger.warn({ error }, 'exports that have ended could not be deleted and will be later'),
    });
  }

  /** True when there may be more to delete. */
  async clear(): Promise<boolean> {
    const expired = await this.database.acrossTenants((tx) =>
      tx.$queryRawUnsafe<Pick<ExportRow, 'tenant_id' | 'id'>[]>(
        `select tenant_id, id from exports where expires_at <= $1::timestamptz order by expires_at limit ${batch}`,
        this.clock.now().toISOString(),
      ),
    );
    for (const row of expired) {
      // The file first: without its row nobody would look for it until the next sweep.
      for await (const key of this.objects.list(folderOf(row))) await this.objects.delete(key);
      await this.database.withTenant(row.tenant_id, async (tx) =>
        tx.$executeRawUnsafe('delete from exports where tenant_id = $1::uuid and id = $2::uuid', row.tenant_id, row.id),
      );
    }
    if (expired.length === batch) return true;
    await this.sweep();
    return false;
  }

  /** Files of exports that are gone, or of attempts that came to nothing. */
  private async sweep(): Promise<void> {
    const keys: string[] = [];
    for await (const key of this.objects.list(exportsFolder)) keys.push(key);
    for (let from = 0; from < keys.length; from += 1_000) {
      const some = keys.slice(from, from + 1_000);
      const kept = await this.database.acrossTenants((tx) =>
        tx.$queryRawUnsafe<{ key: string }[]>(
          `select key from unnest($1::text[]) as key join exports e
             on e.tenant_id::text = split_part(key, '/', 2) and e.id::text = split_part(key, '/', 3)
           where e.object_key = key or e.state in ('queued', 'running')`,
          some,
        ),
      );
      const wanted = new Set(kept.map(({ key }) => key));
      for (const key of some) if (!wanted.has(key)) await this.objects.delete(key);
    }
  }
}
