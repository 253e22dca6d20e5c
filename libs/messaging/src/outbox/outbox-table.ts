/** The statements on a service's outbox. Times are the database's, so that the clocks of replicas do not matter. */
import type { Envelope } from '@cspmexa/contracts';
import type { Failure, Pending } from '../carrier/carrier.js';

/** Something that runs SQL in the schema of the service: a pg.Pool of a Database. */
export interface SqlPool {
  query<Row extends object>(sql: string, values?: unknown[]): Promise<{ rows: Row[]; rowCount: number | null }>;
}

/** A row that a relay has claimed. */
export interface ClaimedRow {
  readonly envelope: Envelope;
  /** Consumers that have still to handle it; undefined for all. */
  readonly pending: Pending | undefined;
  /** How often it could not be handed over. */
  readonly failures: number;
}

/** A message that was given up for a consumer, as the row keeps it. */
type DeadEntry = Failure & { readonly at: string };

/** A row of the outbox. */
export interface Row {
  id: string;
  tenant_id: string;
  type: string;
  version: number;
  occurred_at: Date;
  traceparent: string;
  generation: number | null;
  data: unknown;
  pending: Pending | null;
  failures: number;
}

/** How long a claim lasts without being renewed, in milliseconds: after a kill the rows wait this long. */
export const claimMs = 6_000;

const columns =
  'o.id, o.tenant_id, o.type, o.version, o.occurred_at, o.traceparent, o.generation, o.data, o.pending, o.failures';

/** The outbox of one service, as one relay sees it. */
export class OutboxTable {
  constructor(
    private readonly pool: SqlPool,
    private readonly relayId: string,
  ) {}

  /** Takes up to `limit` rows that are due, but for the given event names. Rows that another relay holds are left alone. */
  async claim(limit: number, exceptTypes: readonly string[]): Promise<ClaimedRow[]> {
    const { rows } = await this.pool.query<Row>(
      `update outbox o set due_at = now() + $3 * interval '1 millisecond', claimed_by = $2
       from (select id from outbox where state = 'pending' and due_at <= now() + interval '1 millisecond' and type <> all($4::text[])
             order by due_at, id limit $1 for update skip locked) next
       where o.id = next.id returning ${columns}`,
      [limit, this.relayId, claimMs, exceptTypes],
    );
    return rows
      .map((row) => ({ envelope: envelopeOf(row), pending: row.pending ?? undefined, failures: row.failures }))
      .sort((a, b) => (a.envelope.id < b.envelope.id ? -1 : 1));
  }

  /** Renews the claims on rows that are still on their way. */
  async renew(ids: readonly string[]): Promise<void> {
    await this.pool.query(
      `update outbox set due_at = now() + $3 * interval '1 millisecond' where id = any($1::uuid[]) and claimed_by = $2`,
      [ids, this.relayId, claimMs],
    );
  }

  /** Removes rows that are done; rows with dead letters stay as those. */
  async finish(ids: readonly string[]): Promise<void> {
    await this.pool.query(`delete from outbox where id = any($1::uuid[]) and claimed_by = $2 and dead = '[]'`, [
      ids,
      this.relayId,
    ]);
    await this.pool.query(
      `update outbox set state = 'dead', claimed_by = null, pending = '{}' where id = any($1::uuid[]) and claimed_by = $2`,
      [ids, this.relayId],
    );
  }

  /** Lets a row go until later: for all consumers, or for the pending ones. Dead letters are added to those it has. */
  async postpone(
    id: string,
    delayMs: number,
    pending: Pending | undefined,
    dead: readonly Failure[],
    failures: number,
  ): Promise<void> {
    await this.pool.query(
      `update outbox set claimed_by = null, due_at = now() + $3 * interval '1 millisecond', pending = $4::jsonb,
         dead = dead || $5::jsonb, failures = $6 where id = $1 and claimed_by = $2`,
      [
        id,
        this.relayId,
        delayMs,
        pending ? JSON.stringify(pending) : null,
        JSON.stringify(dead.map(stamped)),
        failures,
      ],
    );
  }

  /** Gives a row up for good, for these consumers. */
  async bury(id: string, dead: readonly Failure[]): Promise<void> {
    await this.pool.query(
      `update outbox set state = 'dead', claimed_by = null, pending = '{}', dead = dead || $3::jsonb where id = $1 and claimed_by = $2`,
      [id, this.relayId, JSON.stringify(dead.map(stamped))],
    );
  }

  /** How many messages wait (counted up to 10,000) and how old the oldest is, in seconds. */
  async backlog(): Promise<{ waiting: number; oldestSeconds: number }> {
    const { rows } = await this.pool.query<{ waiting: number; oldest: number }>(
      `select count(*)::int as waiting, coalesce(extract(epoch from now() - min(occurred_at)), 0)::float8 as oldest
       from (select occurred_at from outbox where state = 'pending' order by due_at limit 10000) as waiting_rows`,
    );
    return { waiting: rows[0]?.waiting ?? 0, oldestSeconds: rows[0]?.oldest ?? 0 };
  }

  /** Forgets handled messages that are older than any redelivery, a bounded number at a time. */
  async sweepInbox(): Promise<void> {
    await this.pool.query(
      `delete from inbox where (consumer, message_id) in
         (select consumer, message_id from inbox where handled_at < now() - interval '30 days' limit 10000)`,
    );
  }
}

/** The message of a row. */
export const envelopeOf = (row: Omit<Row, 'pending' | 'failures'>): Envelope => ({
  id: row.id,
  type: row.type,
  version: row.version,
  tenantId: row.tenant_id,
  occurredAt: row.occurred_at.toISOString(),
  traceparent: row.traceparent,
  ...(row.generation === null ? {} : { generation: row.generation }),
  data: row.data,
});

const stamped = ({ consumer, attempts, reason }: Failure): DeadEntry => ({
  consumer,
  attempts,
  reason,
  at: new Date().toISOString(),
});
