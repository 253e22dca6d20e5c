/** Dead letters in an outbox: where the carrier is the process itself, a message that was given up stays with its publisher. */
import type { DeadLetterQuery, DeadLetters } from '../carrier/dead-letters.js';
import { envelopeOf, type Row, type SqlPool } from './outbox-table.js';

const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** Rows, one for each consumer that gave a message up. $1 consumer, $2 tenant, $3 ids; null stands for all. */
const found = `from outbox o cross join lateral jsonb_to_recordset(o.dead) as entry(consumer text, attempts int, reason text, at timestamptz)
  where o.dead <> '[]' and ($1::text is null or entry.consumer = $1) and ($2::uuid is null or o.tenant_id = $2)
    and ($3::uuid[] is null or o.id = any($3))`;

const parametersOf = ({ consumer, tenantId, ids }: DeadLetterQuery): unknown[] => [
  consumer ?? null,
  tenantId ?? null,
  ids?.filter((id) => uuid.test(id)) ?? null,
];

/** The dead letters of the outbox in the schema of a pool. Each of them knows its tenant. */
export function outboxDeadLetters(pool: SqlPool): DeadLetters {
  return {
    async list({ limit = 100, ...query }) {
      if (query.tenantId === null) return [];
      const { rows } = await pool.query<Row & { consumer: string; attempts: number; reason: string; at: Date }>(
        `select o.id, o.tenant_id, o.type, o.version, o.occurred_at, o.traceparent, o.generation, o.data,
           entry.consumer, entry.attempts, entry.reason, entry.at
         ${found} order by entry.at, o.id limit $4`,
        [...parametersOf(query), limit],
      );
      return rows.map((row) => ({
        id: row.id,
        consumer: row.consumer,
        tenantId: row.tenant_id,
        type: row.type,
        reason: row.reason,
        attempts: row.attempts,
        at: row.at,
        body: JSON.stringify(envelopeOf(row)).slice(0, 65_536),
      }));
    },
    async count(query) {
      if (query.tenantId === null) return [];
      const { rows } = await pool.query<{ consumer: string; tenantId: string; count: number }>(
        `select entry.consumer, o.tenant_id as "tenantId", count(*)::int as count ${found} group by 1, 2`,
        parametersOf(query),
      );
      return rows;
    },
    /**
     * One statement: two that come at the same time wait for each other, and the second one finds nothing left. A message that another
     * consumer handles at this moment is left alone: its relay is about to write down how that ended.
     */
    async redrive(query) {
      if (query.tenantId === null) return [];
      const { rows } = await pool.query<{ id: string }>(
        `update outbox set state = 'pending', due_at = now(), claimed_by = null, failures = 0,
           pending = coalesce(pending, '{}') || jsonb_build_object($1::text, 0),
           dead = (select coalesce(jsonb_agg(entry), '[]') from jsonb_array_elements(dead) entry where entry->>'consumer' <> $1)
         where dead @> jsonb_build_array(jsonb_build_object('consumer', $1::text))
           and ($2::uuid is null or tenant_id = $2) and ($3::uuid[] is null or id = any($3))
           and (claimed_by is null or due_at <= now())
         returning id`,
        parametersOf(query),
      );
      return rows.map(({ id }) => id);
    },
  };
}
