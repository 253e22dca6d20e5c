/** The statements about exports. Times are arguments; a lease that has ended is anybody's. */
import type { Text } from '@cspmexa/contracts';
import type { SqlTransaction } from '@cspmexa/platform';
import type { ExportRow } from './export-row.js';

/** How often an export is begun before it is given up. */
export const mostAttempts = 3;

/** How long a lease lasts without a heartbeat, in milliseconds. */
export const leaseMs = 30_000;

/** How long an export is kept once it has ended, in milliseconds. */
export const keptMs = 86_400_000;

/** Exports that are waiting or being made for one person at most. */
export const mostUnfinished = 20;

/** Makes the starts of one person wait for each other, and counts what of theirs has not ended. */
export async function countUnfinished(tx: SqlTransaction, tenantId: string, owner: string): Promise<number> {
  await tx.$queryRawUnsafe(
    `select pg_advisory_xact_lock(hashtextextended('export/' || $1 || '/' || $2, 0))::text`,
    tenantId,
    owner,
  );
  const [found] = await tx.$queryRawUnsafe<{ count: number }[]>(
    `select count(*)::int as count from exports where tenant_id = $1::uuid and owner = $2 and state in ('queued', 'running')`,
    tenantId,
    owner,
  );
  return found?.count ?? 0;
}

/** One's own exports, newest first. */
export const ownExports = (tx: SqlTransaction, tenantId: string, owner: string): PromiseLike<ExportRow[]> =>
  tx.$queryRawUnsafe<ExportRow[]>(
    'select * from exports where tenant_id = $1::uuid and owner = $2 order by id desc limit 100',
    tenantId,
    owner,
  );

export async function ownExport(
  tx: SqlTransaction,
  tenantId: string,
  owner: string,
  id: string,
): Promise<ExportRow | undefined> {
  const rows = await tx.$queryRawUnsafe<ExportRow[]>(
    'select * from exports where tenant_id = $1::uuid and owner = $2 and id = $3::uuid',
    ...[tenantId, owner, id],
  );
  return rows[0];
}

const claimable = `(e.state = 'queued' and (e.lease_until is null or e.lease_until <= $1::timestamptz)
    or e.state = 'running' and e.lease_until <= $1::timestamptz)`;

/** Takes the next export under a lease, of whoever has the fewest in the works. */
export async function claimExport(tx: SqlTransaction, worker: string, now: Date): Promise<ExportRow | undefined> {
  const rows = await tx.$queryRawUnsafe<ExportRow[]>(
    `update exports x set state = 'running', worker = $2::uuid, lease_until = $3::timestamptz, attempts = attempts + 1, rows = 0, total = null
     from (select e.tenant_id, e.id from exports e where ${claimable} and e.attempts < ${mostAttempts}
           order by (select count(*) from exports o where o.tenant_id = e.tenant_id and o.owner = e.owner and o.state = 'running'),
             e.created_at, e.id
           limit 1 for update skip locked) as next
     where x.tenant_id = next.tenant_id and x.id = next.id returning x.*`,
    now.toISOString(),
    worker,
    new Date(now.getTime() + leaseMs).toISOString(),
  );
  return rows[0];
}

/** Ends what was begun as often as it may be and lost its worker each time. */
export const giveUpLost = (tx: SqlTransaction, now: Date, failure: Text): PromiseLike<number> =>
  tx.$executeRawUnsafe(
    `update exports e set state = 'failed', failure = case e.input ->> 'language' when 'pt' then $4 else $2 end, ended_at = $1::timestamptz, expires_at = $3::timestamptz, worker = null, lease_until = null
     where ${claimable} and attempts >= ${mostAttempts}`,
    now.toISOString(),
    ...[failure.en, new Date(now.getTime() + keptMs).toISOString(), failure.pt],
  );

/** What a worker says of the export that it holds. Each says false when the worker holds it no longer. */
export class HeldExport {
  private readonly mine: string;

  constructor(
    private readonly row: Pick<ExportRow, 'tenant_id' | 'id'>,
    private readonly worker: string,
  ) {
    this.mine = `tenant_id = $1::uuid and id = $2::uuid and worker = $3::uuid and state = 'running'`;
  }

  /** Still at work. */
  beat(tx: SqlTransaction, now: Date, rows: number, total: number | null): Promise<boolean> {
    const until = new Date(now.getTime() + leaseMs).toISOString();
    return this.set(tx, 'lease_until = $4::timestamptz, rows = $5::int, total = $6::int', [until, rows, total]);
  }

  /** The file is in the object store. */
  done(
    tx: SqlTransaction,
    now: Date,
    made: { readonly rows: number; readonly total: number; readonly bytes: number; readonly objectKey: string },
  ): Promise<boolean> {
    return this.set(
      tx,
      `state = 'done', ended_at = $4::timestamptz, expires_at = $5::timestamptz, rows = $6::int, total = $7::int, bytes = $8::bigint,
       object_key = $9, worker = null, lease_until = null`,
      [...this.ends(now), made.rows, made.total, made.bytes, made.objectKey],
    );
  }

  /** It will never be. */
  failed(tx: SqlTransaction, now: Date, failure: string): Promise<boolean> {
    return this.set(
      tx,
      `state = 'failed', ended_at = $4::timestamptz, expires_at = $5::timestamptz, failure = $6, worker = null, lease_until = null`,
      [...this.ends(now), failure],
    );
  }

  /** Somebody else, or we later, from `at` on; `again`: it counts as an attempt. */
  release(tx: SqlTransaction, at: Date, again: boolean): Promise<boolean> {
    return this.set(
      tx,
      `state = 'queued', worker = null, lease_until = $4::timestamptz, attempts = attempts - $5::int, rows = 0, total = null`,
      [at.toISOString(), again ? 0 : 1],
    );
  }

  private ends(now: Date): [string, string] {
    return [now.toISOString(), new Date(now.getTime() + keptMs).toISOString()];
  }

  private async set(tx: SqlTransaction, assignments: string, values: readonly unknown[]): Promise<boolean> {
    const { tenant_id: tenantId, id } = this.row;
    const changed = await tx.$executeRawUnsafe(
      `update exports set ${assignments} where ${this.mine}`,
      ...[tenantId, id, this.worker, ...values],
    );
    return changed === 1;
  }
}
