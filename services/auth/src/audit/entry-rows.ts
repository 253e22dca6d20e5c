/** The rows of the audit trail, as PostgreSQL has them. */
import type { AuditFacts } from '@cspmexa/contracts';
import type { SqlTransaction } from '@cspmexa/platform';
import { genesis, hashOf, type ChainedEntry } from './chain.js';

/** A row of audit_entries as raw SQL answers it. */
export interface EntryRow {
  readonly tenant_id: string;
  readonly seq: bigint | number;
  readonly id: string;
  readonly at: Date;
  readonly actor: string;
  readonly action: string;
  readonly outcome: 'done' | 'refused';
  readonly reason: string | null;
  readonly target_kind: string;
  readonly target_id: string;
  readonly before: unknown;
  readonly after: unknown;
  readonly address: string | null;
  readonly user_agent: string | null;
  readonly trace_id: string | null;
  readonly previous: Uint8Array;
  readonly hash: Uint8Array;
}

/** Its columns, for a select from audit_entries as `e`. */
export const entryColumns = [
  'tenant_id, seq, id, at, actor, action, outcome, reason, target_kind, target_id, before, after',
  'address, user_agent, trace_id, previous, hash',
]
  .join(', ')
  .replace(/\w+/g, 'e."$&"');

/** The row without its hashes, as it was hashed. */
export const entryOf = (row: EntryRow): ChainedEntry => ({
  tenantId: row.tenant_id,
  seq: Number(row.seq),
  id: row.id,
  at: row.at.toISOString(),
  actor: row.actor,
  action: row.action,
  outcome: row.outcome,
  reason: row.reason,
  target: { kind: row.target_kind, id: row.target_id },
  before: row.before ?? null,
  after: row.after ?? null,
  address: row.address,
  userAgent: row.user_agent,
  traceId: row.trace_id,
});

/** The newest row of a trail. */
interface Head {
  readonly seq: number;
  readonly hash: Uint8Array;
}

/** The head of a trail, which nobody else moves until `tx` ends. */
export async function lockHead(tx: SqlTransaction, tenantId: string): Promise<Head> {
  const find = () =>
    tx.$queryRawUnsafe<{ seq: bigint; hash: Uint8Array }[]>(
      'select seq, hash from audit_heads where tenant_id = $1::uuid for update',
      tenantId,
    );
  let [head] = await find();
  if (!head) {
    await tx.$executeRawUnsafe(
      'insert into audit_heads (tenant_id, seq, hash) values ($1::uuid, 0, $2) on conflict do nothing',
      tenantId,
      genesis,
    );
    [head] = await find();
  }
  if (!head) throw new Error(`The audit trail of ${tenantId} cannot be seen from here.`);
  return { seq: Number(head.seq), hash: head.hash };
}

/** Adds rows behind the head, in their order, and moves it. @returns the rows. */
export async function appendRows(
  tx: SqlTransaction,
  tenantId: string,
  head: Head,
  facts: readonly AuditFacts[],
): Promise<ChainedEntry[]> {
  let { seq, hash } = head;
  const rows = facts.map((fact) => {
    const previous = hash;
    const entry: ChainedEntry = { ...fact, tenantId, seq: (seq += 1) };
    hash = hashOf(previous, entry);
    return { entry, previous, hash };
  });
  const column = (value: (row: (typeof rows)[number]) => unknown) => rows.map(value);
  await tx.$executeRawUnsafe(
    `insert into audit_entries (tenant_id, seq, id, at, actor, action, outcome, reason, target_kind, target_id, before, after,
                                address, user_agent, trace_id, previous, hash)
     select $1::uuid, seq, id, at, actor, action, outcome, reason, target_kind, target_id, before::jsonb, after::jsonb,
            address, user_agent, trace_id, decode(previous, 'hex'), decode(hash, 'hex')
     from unnest($2::bigint[], $3::uuid[], $4::timestamptz[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[],
                 $11::text[], $12::text[], $13::text[], $14::text[], $15::text[], $16::text[], $17::text[])
       as new (seq, id, at, actor, action, outcome, reason, target_kind, target_id, before, after, address, user_agent, trace_id, previous, hash)`,
    tenantId,
    column(({ entry }) => entry.seq),
    column(({ entry }) => entry.id),
    column(({ entry }) => entry.at),
    column(({ entry }) => entry.actor),
    column(({ entry }) => entry.action),
    column(({ entry }) => entry.outcome),
    column(({ entry }) => entry.reason),
    column(({ entry }) => entry.target.kind),
    column(({ entry }) => entry.target.id),
    column(({ entry }) => jsonOf(entry.before)),
    column(({ entry }) => jsonOf(entry.after)),
    column(({ entry }) => entry.address),
    column(({ entry }) => entry.userAgent),
    column(({ entry }) => entry.traceId),
    column(({ previous }) => Buffer.from(previous).toString('hex')),
    column((row) => Buffer.from(row.hash).toString('hex')),
  );
  await tx.$executeRawUnsafe(
    'update audit_heads set seq = $2::bigint, hash = $3 where tenant_id = $1::uuid',
    tenantId,
    seq,
    new Uint8Array(hash),
  );
  return rows.map(({ entry }) => entry);
}

const jsonOf = (value: unknown): string | null =>
  value === null || value === undefined ? null : JSON.stringify(value);

/** Which of these ids are in the trail. */
export async function knownIds(tx: SqlTransaction, tenantId: string, ids: readonly string[]): Promise<Set<string>> {
  const rows = await tx.$queryRawUnsafe<{ id: string }[]>(
    'select id from audit_entries where tenant_id = $1::uuid and id = any($2::uuid[])',
    tenantId,
    ids,
  );
  return new Set(rows.map(({ id }) => id));
}
