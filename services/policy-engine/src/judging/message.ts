/** A message as the engine judges by it. */
import type { EventContext } from '@cspmexa/messaging';
import type { SqlTransaction } from '@cspmexa/platform';

export interface Message {
  readonly id: string;
  readonly consumer: string;
  readonly tenantId: string;
  /** The number of the scan among those of its account. */
  readonly generation: number | undefined;
}

export const messageOf = ({ envelope, consumer }: EventContext): Message => ({
  id: envelope.id,
  consumer,
  tenantId: envelope.tenantId,
  generation: envelope.generation,
});

/** Whether a message was handled already, so that its snapshot, which may be gone by now, is not asked for. */
export async function wasHandled(tx: SqlTransaction, { consumer, id }: Message): Promise<boolean> {
  const rows = await tx.$queryRawUnsafe<unknown[]>(
    `select 1 from inbox where consumer = $1 and message_id = $2::uuid`,
    consumer,
    id,
  );
  return rows.length > 0;
}
