/** By when findings are to be fixed: so many days after they became open, by their severity. */
import { severityRank, SlaDays, type Severity } from '@cspmexa/contracts';
import type { SqlTransaction } from '@cspmexa/platform';

/** The days of a tenant that has said nothing else. */
export const defaultSlaDays: SlaDays = { critical: 7, high: 30, medium: 90, low: 180, info: null };

/** The days of a tenant. */
export async function readSlaDays(tx: SqlTransaction, tenantId: string): Promise<SlaDays> {
  const [row] = await tx.$queryRawUnsafe<{ sla_days: unknown }[]>(
    'select sla_days from finding_settings where tenant_id = $1::uuid',
    tenantId,
  );
  return row ? SlaDays.parse(row.sla_days) : defaultSlaDays;
}

/** Changes of the days, and all that reckons with them, by tenant. */
const lockOf = (tenantId: string): string => `sla-days/${tenantId}`;

/** The days of a tenant, which nobody changes until `tx` ends: what is due by them is due by those that hold. */
export async function holdSlaDays(tx: SqlTransaction, tenantId: string): Promise<SlaDays> {
  await tx.$executeRawUnsafe('select pg_advisory_xact_lock_shared(hashtextextended($1, 0))', lockOf(tenantId));
  return readSlaDays(tx, tenantId);
}

/** Waits for whoever holds the days, so that they can be changed. Returns what they are. */
export async function claimSlaDays(tx: SqlTransaction, tenantId: string): Promise<SlaDays> {
  await tx.$executeRawUnsafe('select pg_advisory_xact_lock(hashtextextended($1, 0))', lockOf(tenantId));
  return readSlaDays(tx, tenantId);
}

/** When a finding is due, or never, as SQL: what its index is of. Not coalesce: of that the database cannot tell that it gives nothing away. */
export const dueOrNever = `case when due_at is null then 'infinity'::timestamptz else due_at end`;

/** The days as the JSON array that `dueSql` reads: by rank, 0 info … 4 critical. */
export function daysByRank(days: SlaDays): string {
  const byRank: (number | null)[] = [];
  // The keys of severityRank are severities: its type says so, and Object.entries forgets it.
  for (const [severity, rank] of Object.entries(severityRank)) byRank[rank] = days[severity as Severity];
  return JSON.stringify(byRank);
}

/** When a finding is due that became open at `since`, as SQL. `days` is SQL of the array of `daysByRank`, as jsonb. */
export const dueSql = (since: string, severity: string, days: string): string =>
  `${since} + (${days} ->> (${severity})::int)::int * interval '24 hours'`;
