/** Sends messages that were given up back to their consumer, and leaves a trace of it whatever happens on the way. */
import { RedriveInterrupted, type DeadLetters } from '@cspmexa/messaging';
import { installation, type AuditTrail } from '../audit/audit-trail.js';

/** Which letters, and who wants it. */
export interface Redrive {
  /** Given by the command line; whoever asks, otherwise. */
  readonly actor?: string;
  /** Only letters of this tenant are moved, and its trail tells of it; null: those of no tenant, told of by the installation's. */
  readonly tenantId: string | null;
  readonly consumer: string;
  /** All of the consumer and tenant unless given. */
  readonly ids?: readonly string[] | undefined;
}

/** The most ids that a row of the trail names. */
const named = 200;

/**
 * Moves them. The row of the trail is there before anything moves, so that nothing moves without one; when it is interrupted, a second
 * row says how far it came. @returns the ids of those that were moved. @throws what `redrive` throws.
 */
export async function redriveAudited(
  deadLetters: DeadLetters,
  trail: Pick<AuditTrail, 'recordAlone'>,
  { actor, tenantId, consumer, ids }: Redrive,
): Promise<string[]> {
  const record = (action: string, after: object): Promise<string> =>
    trail.recordAlone(tenantId ?? installation, {
      action,
      target: { kind: 'consumer', id: consumer },
      after,
      ...(actor === undefined ? {} : { actor }),
    });
  await record('dead-letters.redriven', { ids: ids?.slice(0, named) ?? 'all', count: ids?.length ?? null });
  try {
    return await deadLetters.redrive({ consumer, tenantId, ids });
  } catch (error) {
    const moved = error instanceof RedriveInterrupted ? error.moved : [];
    await record('dead-letters.interrupted', {
      moved: moved.length,
      ids: moved.slice(0, named),
      error: error instanceof Error ? error.message : String(error),
    });
    throw error;
  }
}
