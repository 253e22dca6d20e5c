/**
 * Clears away what is no longer kept, a bounded piece at a time: findings that were resolved long ago, what happened to the others long
 * ago, the bookkeeping of scans, and what changes of many findings can no longer be taken back by. Nothing here shows in the trend: it is counted back from what is open now, over fewer days.
 *
 * The history is not partitioned by month: of each finding the newest entries stay whatever their age, so that hardly a month could be dropped
 * whole, and its keys, by which an entry is written once, would have to hold the time too.
 */
import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, LOGGER, type Clock, type Logger, type SqlTransaction, Turns } from '@cspmexa/platform';
import { CONFIG, type PolicyEngineConfig } from '../config.js';
import { PolicyEngineDatabase } from '../database.js';
import { bulkKeptMs, dropChanges } from '../triage/bulk-table.js';

/** Days that the bookkeeping of scans is kept: a scan may be resumed, and a message may come late. */
export const judgedDays = 30;

/** Entries of a finding that are kept however old they are. */
const newestKept = 20;

/** Rows that one statement deletes, and entries of histories that one looks at. */
const batch = 1_000;
const hour = 3_600_000;
const day = 24 * hour;

/** The last entry that was looked at, of the histories of a tenant. */
interface Position {
  readonly at: Date;
  readonly id: string;
}
const start: Position = { at: new Date(0), id: '00000000-0000-0000-0000-000000000000' };

@Injectable()
export class Retention extends Turns {
  private readonly positions = new Map<string, Position>();

  constructor(
    private readonly database: PolicyEngineDatabase,
    @Inject(CONFIG) private readonly config: PolicyEngineConfig,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) logger: Logger,
  ) {
    super({
      work: () => this.clear(),
      pauseMs: hour,
      failed: (error) => logger.warn({ error }, 'what is no longer kept could not be cleared away and will be later'),
    });
  }

  /** One round over all tenants; true when there may be more to clear. */
  async clear(): Promise<boolean> {
    const tenants = await this.database.acrossTenants((tx) =>
      tx.$queryRawUnsafe<{ id: string }[]>('select distinct tenant_id as id from accounts'),
    );
    let hasMore = false;
    for (const { id } of tenants) hasMore = (await this.clearTenant(id)) || hasMore;
    return hasMore;
  }

  private async clearTenant(tenantId: string): Promise<boolean> {
    const now = this.clock.now().getTime();
    const historyEnds = new Date(now - this.config.POLICY_ENGINE_HISTORY_DAYS * day);
    const judgedEnds = new Date(now - judgedDays * day);
    const steps = [
      (tx: SqlTransaction) => resolvedFindings(tx, tenantId, historyEnds),
      (tx: SqlTransaction) => this.oldEntries(tx, tenantId, historyEnds),
      ...['judged_parts', 'judged_scans', 'judged_resources'].map(
        (table) => (tx: SqlTransaction) => judgedRows(tx, tenantId, table, judgedEnds),
      ),
      (tx: SqlTransaction) => dropChanges(tx, tenantId, new Date(now - bulkKeptMs), batch),
    ];
    let hasMore = false;
    // A transaction each, so that nothing waits for more than one statement.
    for (const step of steps)
      hasMore = (await this.database.withTenant(tenantId, async (tx) => step(tx))) >= batch || hasMore;
    return hasMore;
  }

  /**
   * Looks at the next entries that are past keeping and deletes those that have enough newer ones. Returns how many it looked at; after the
   * last one it begins again. Where it stands is forgotten with the process: that costs another look and nothing else.
   */
  private async oldEntries(tx: SqlTransaction, tenantId: string, before: Date): Promise<number> {
    const { at, id } = this.positions.get(tenantId) ?? start;
    const page = await tx.$queryRawUnsafe<Position[]>(
      `select at, id from finding_history where tenant_id = $1::uuid and at < $2::timestamptz and (at, id) > ($3::timestamptz, $4::uuid)
       order by at, id limit ${batch} for update`,
      ...[tenantId, before.toISOString(), at.toISOString(), id],
    );
    await tx.$executeRawUnsafe(
      `delete from finding_history h where tenant_id = $1::uuid and id = any($2::uuid[]) and exists (
         select 1 from finding_history newer where newer.tenant_id = h.tenant_id and newer.finding_id = h.finding_id
           and newer.version > h.version offset ${newestKept - 1})`,
      tenantId,
      page.map((entry) => entry.id),
    );
    const last = page.at(-1);
    if (last && page.length === batch) this.positions.set(tenantId, last);
    else this.positions.delete(tenantId);
    return page.length;
  }
}

/** Deletes findings that were resolved before a time, with their histories and what was said of them. */
const resolvedFindings = (tx: SqlTransaction, tenantId: string, before: Date): PromiseLike<number> =>
  tx.$executeRawUnsafe(
    `with old as (
       select id from findings where tenant_id = $1::uuid and resolved_at < $2::timestamptz and status = 'resolved'
       order by resolved_at limit ${batch} for update skip locked),
     history as (delete from finding_history h using old where h.tenant_id = $1::uuid and h.finding_id = old.id),
     comments as (delete from finding_comments c using old where c.tenant_id = $1::uuid and c.finding_id = old.id)
     delete from findings f using old where f.tenant_id = $1::uuid and f.id = old.id`,
    tenantId,
    before.toISOString(),
  );

const judgedRows = (tx: SqlTransaction, tenantId: string, table: string, before: Date): PromiseLike<number> =>
  tx.$executeRawUnsafe(
    `delete from ${table} where ctid = any(array(
       select ctid from ${table} where tenant_id = $1::uuid and judged_at < $2::timestamptz
       order by judged_at limit ${batch} for update skip locked))`,
    tenantId,
    before.toISOString(),
  );
