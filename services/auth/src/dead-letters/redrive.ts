/** Sends messages that were given up back to their consumer, and leaves a trace of it whatever happens on the way. */
import { RedriveInterrupted, type DeadLetters } from '@cspmexa/messaging';
import { installation, type AuditTrail } from '../audit/audit-trail.js';

/** Which letters, and who wants it. */
export interface Redrive {
  /** The e-mail of a person, or the command line. */
  readonly actor: string;
  /** Only letters of this tenant are moved, and its trail tells of it; null: those of no tenant, told of by the installation's. */
  readonly tenantId: string | null;
  readonly consumer: string;
  /** All of the consumer and tenant unless given. */
  readonly ids?: readonly string[] | undefined;
}

/** The most ids that an entry of the trail names. */
const named = 1_000;

/**
 * Moves them. The intention is in the trail before anything moves and the result after it, so that a crash between the two shows as the one
 * without the other. @returns the ids of those that were moved. @throws what `redrive` throws, with what was moved until then in the trail.
 */
export async function redriveAudited(
  deadLetters: DeadLetters,
  trail: Pick<AuditTrail, 'record'>,
  { actor, tenantId, consumer, ids }: Redrive,
): Promise<string[]> {
  const record = (action: string, detail: object): Promise<string> =>
    trail.record(tenantId ?? installation, { actor, action, target: consumer, detail });
  const intention = await record('dead-letters.redrive', {
    ids: ids?.slice(0, named) ?? 'all',
    count: ids?.length ?? null,
  });
  const ended = (moved: readonly string[], error: string | null): Promise<string> =>
    record('dead-letters.redriven', { intention, moved: moved.length, ids: moved.slice(0, named), error });
  let moved: string[];
  try {
    moved = await deadLetters.redrive({ consumer, tenantId, ids });
  } catch (error) {
    await ended(
      error instanceof RedriveInterrupted ? error.moved : [],
      error instanceof Error ? error.message : String(error),
    );
    throw error;
  }
  await ended(moved, null);
  return moved;
}
