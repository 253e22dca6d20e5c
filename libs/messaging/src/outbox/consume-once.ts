/** Makes duplicates harmless: the note that a message was handled is part of the transaction of its effect. */
import type { SqlTransaction } from '@cspmexa/platform';

/**
 * Runs `fn` unless `consumer` has handled this message before; then it returns undefined. `tx` must be the transaction in which
 * `fn` works. A second delivery that comes at the same time waits for the first one's commit.
 */
export async function consumeOnce<T>(
  tx: SqlTransaction,
  consumer: string,
  messageId: string,
  fn: () => Promise<T>,
): Promise<T | undefined> {
  const isNew = await tx.$executeRawUnsafe(
    'insert into inbox (consumer, message_id) values ($1, $2::uuid) on conflict do nothing',
    consumer,
    messageId,
  );
  return isNew === 1 ? fn() : undefined;
}
