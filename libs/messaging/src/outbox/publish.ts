/** Writes messages into the outbox, in the transaction of the change that they tell about. */
import type { Envelope, EventContract } from '@cspmexa/contracts';
import { afterCommit, currentTrace, formatTraceparent, newId, newTrace, type SqlTransaction } from '@cspmexa/platform';
import type { z } from 'zod';
import { checkPayload, checkSize } from '../envelope.js';
import { wakeRelays } from './wake.js';

/** A message to be. `generation` is that of the thing it is about; it stays in the outbox for `delayMs`. */
export interface Publication<Payload extends z.ZodType = z.ZodType> {
  readonly event: EventContract<string, Payload>;
  readonly data: z.input<Payload>;
  readonly generation?: number;
  readonly delayMs?: number;
}

/** Rows of one insert. */
const chunk = 1_000;

/** Publishes one message when `tx` commits, and returns its id. Throws when the payload breaks the event's contract. */
export async function publish<Payload extends z.ZodType>(
  tx: SqlTransaction,
  tenantId: string,
  event: EventContract<string, Payload>,
  data: z.input<Payload>,
  { generation, delayMs = 0 }: { generation?: number; delayMs?: number } = {},
): Promise<string> {
  const [id = ''] = await publishAll(tx, tenantId, [
    { event, data, delayMs, ...(generation === undefined ? {} : { generation }) },
  ]);
  return id;
}

/** Publishes many messages of a tenant with few statements, and returns their ids in the same order. */
export async function publishAll(
  tx: SqlTransaction,
  tenantId: string,
  publications: readonly Publication[],
): Promise<string[]> {
  const occurredAt = new Date();
  const traceparent = formatTraceparent(currentTrace() ?? newTrace());
  const envelopes = publications.map(({ event, data, generation }) => {
    const envelope: Envelope = {
      id: newId(occurredAt),
      type: event.name,
      version: event.version,
      tenantId,
      occurredAt: occurredAt.toISOString(),
      traceparent,
      ...(generation === undefined ? {} : { generation }),
      data: checkPayload(event, data),
    };
    checkSize(envelope);
    return envelope;
  });
  const delays = publications.map(({ delayMs = 0 }) => delayMs);
  for (let start = 0; start < envelopes.length; start += chunk)
    await insert(tx, envelopes.slice(start, start + chunk), delays.slice(start, start + chunk));
  if (envelopes.length > 0) afterCommit(tx, wakeRelays);
  return envelopes.map(({ id }) => id);
}

async function insert(tx: SqlTransaction, envelopes: readonly Envelope[], delays: readonly number[]): Promise<void> {
  const column = (value: (envelope: Envelope) => unknown) => envelopes.map(value);
  await tx.$executeRawUnsafe(
    `insert into outbox (id, tenant_id, type, version, occurred_at, traceparent, generation, data, due_at)
     select id, tenant_id, type, version, occurred_at, traceparent, generation, data::jsonb, now() + delay_ms * interval '1 millisecond'
     from unnest($1::uuid[], $2::uuid[], $3::text[], $4::int[], $5::timestamptz[], $6::text[], $7::int[], $8::text[], $9::float8[])
       as new (id, tenant_id, type, version, occurred_at, traceparent, generation, data, delay_ms)`,
    column(({ id }) => id),
    column(({ tenantId }) => tenantId),
    column(({ type }) => type),
    column(({ version }) => version),
    column(({ occurredAt }) => occurredAt),
    column(({ traceparent }) => traceparent),
    column(({ generation }) => generation ?? null),
    column(({ data }) => JSON.stringify(data)),
    delays,
  );
}
