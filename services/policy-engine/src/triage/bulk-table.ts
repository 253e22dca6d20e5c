/** Changes of many findings as they are stored, for as long as they can be taken back. */
import { BulkAction } from '@cspmexa/contracts';
import type { SqlTransaction } from '@cspmexa/platform';

/** How long a change can be taken back, in milliseconds. */
export const undoableMs = 600_000;
/** How long it is kept, in milliseconds. */
export const bulkKeptMs = 86_400_000;

export interface StoredChange {
  readonly id: string;
  readonly by: string;
  readonly action: BulkAction;
  readonly matched: number;
  readonly changed: number;
  readonly at: Date;
  readonly undoneAt: Date | null;
}

/** One finding of a change: its version since, and the comment on it where that was the change. */
export interface StoredRow {
  readonly findingId: string;
  readonly accountId: string;
  readonly version: number;
  readonly commentId: string | null;
}

/** Keeps a change; what its findings were is kept by whoever writes them. */
export const storeChange = (
  tx: SqlTransaction,
  tenantId: string,
  { id, by, action, matched, changed, at }: Omit<StoredChange, 'undoneAt'>,
): PromiseLike<number> =>
  tx.$executeRawUnsafe(
    `insert into bulk_changes (tenant_id, id, by, action, matched, changed, at)
     values ($1::uuid, $2::uuid, $3, $4::jsonb, $5::int, $6::int, $7::timestamptz)`,
    ...[tenantId, id, by, JSON.stringify(action), matched, changed, at.toISOString()],
  );

/** A change, which nobody takes back until `tx` ends; undefined when there is none. */
export async function holdChange(tx: SqlTransaction, tenantId: string, id: string): Promise<StoredChange | undefined> {
  const [row] = await tx.$queryRawUnsafe<(Omit<StoredChange, 'action'> & { action: unknown })[]>(
    `select id, by, action, matched, changed, at, undone_at as "undoneAt" from bulk_changes
     where tenant_id = $1::uuid and id = $2::uuid for update`,
    tenantId,
    id,
  );
  return row && { ...row, action: BulkAction.parse(row.action) };
}

/** Its rows, in the order of their findings. */
export const rowsOfChange = (tx: SqlTransaction, tenantId: string, id: string): PromiseLike<StoredRow[]> =>
  tx.$queryRawUnsafe<StoredRow[]>(
    `select finding_id as "findingId", account_id as "accountId", version, before ->> 'commentId' as "commentId" from bulk_change_rows
     where tenant_id = $1::uuid and change_id = $2::uuid order by finding_id`,
    tenantId,
    id,
  );

/** Notes that a change was taken back. */
export const noteUndone = (tx: SqlTransaction, tenantId: string, id: string, at: Date): PromiseLike<number> =>
  tx.$executeRawUnsafe(
    'update bulk_changes set undone_at = $3::timestamptz where tenant_id = $1::uuid and id = $2::uuid',
    tenantId,
    id,
    at.toISOString(),
  );

/** Deletes what changes that were made before a time left, at most `limit` rows of it, and then the changes. Returns how many rows. */
export async function dropChanges(tx: SqlTransaction, tenantId: string, before: Date, limit: number): Promise<number> {
  const made = [tenantId, before.toISOString()];
  const rows = await tx.$executeRawUnsafe(
    `delete from bulk_change_rows where ctid = any(array(
       select r.ctid from bulk_changes c join bulk_change_rows r on r.tenant_id = c.tenant_id and r.change_id = c.id
       where c.tenant_id = $1::uuid and c.at < $2::timestamptz limit ${limit} for update of r skip locked))`,
    ...made,
  );
  await tx.$executeRawUnsafe(
    `delete from bulk_changes c where tenant_id = $1::uuid and at < $2::timestamptz and not exists (
       select from bulk_change_rows r where r.tenant_id = c.tenant_id and r.change_id = c.id)`,
    ...made,
  );
  return rows;
}
