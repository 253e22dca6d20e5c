/** Messages that were given up, kept with their reason until a person decides. */

export interface DeadLetter {
  /** The message id; empty when the message is so broken that it has none. */
  readonly id: string;
  readonly consumer: string;
  /** Whose message it is; null when it is so broken that nobody can tell. */
  readonly tenantId: string | null;
  /** The event name it came under. */
  readonly type: string;
  readonly reason: string;
  /** How often it was tried. */
  readonly attempts: number;
  /** When it was given up. */
  readonly at: Date;
  /** The message, as text; at most 64 kB of it. */
  readonly body: string;
}

/** Which dead letters are meant: all but for what is given. */
export interface DeadLetterQuery {
  readonly consumer?: string | undefined;
  /** Those of one tenant; null: those of which nobody can tell whose they are. */
  readonly tenantId?: string | null | undefined;
  readonly ids?: readonly string[] | undefined;
}

/** How many there are of one consumer and tenant. */
export interface DeadLetterCount {
  readonly consumer: string;
  readonly tenantId: string | null;
  readonly count: number;
}

export interface DeadLetters {
  /** The oldest first; at most `limit` (100). */
  list(query: DeadLetterQuery & { readonly limit?: number }): Promise<DeadLetter[]>;
  /** Those that there are, by consumer and tenant. */
  count(query: DeadLetterQuery): Promise<DeadLetterCount[]>;
  /**
   * Has them handled again from the first try. Returns the ids of those that were moved, by then safe with their consumer. Several may
   * do it at the same time: each letter is moved by one of them. Throws RedriveInterrupted when some were moved and the rest stays.
   */
  redrive(query: DeadLetterQuery & { readonly consumer: string }): Promise<string[]>;
}

/** The rest of the letters could not be moved; they are still dead letters. */
export class RedriveInterrupted extends Error {
  override readonly name = 'RedriveInterrupted';

  /** `moved`: the ids of those that were. */
  constructor(
    readonly moved: readonly string[],
    cause: unknown,
  ) {
    super(`${moved.length} dead letters were moved, then it ended: ${cause instanceof Error ? cause.message : cause}`, {
      cause,
    });
  }
}

/** Several places of dead letters as one: those of the outboxes of a process, or a broker and outboxes. */
export function combinedDeadLetters(sources: () => Iterable<DeadLetters>): DeadLetters {
  return {
    async list({ limit = 100, ...query }) {
      const lists = await Promise.all([...sources()].map((source) => source.list({ ...query, limit })));
      return lists.flat().sort(byTime).slice(0, limit);
    },
    async count(query) {
      const counts = await Promise.all([...sources()].map((source) => source.count(query)));
      return sumOf(counts.flat());
    },
    async redrive(query) {
      const moved: string[] = [];
      for (const source of sources()) {
        try {
          moved.push(...(await source.redrive(query)));
        } catch (error) {
          const more = error instanceof RedriveInterrupted ? error.moved : [];
          if (moved.length + more.length === 0) throw error;
          throw new RedriveInterrupted([...moved, ...more], error);
        }
      }
      return moved;
    },
  };
}

/** Orders dead letters by when they were given up. */
export const byTime = (a: DeadLetter, b: DeadLetter): number => a.at.getTime() - b.at.getTime();

/** One count for each consumer and tenant. */
export function sumOf(counts: readonly DeadLetterCount[]): DeadLetterCount[] {
  const sums = new Map<string, DeadLetterCount>();
  for (const { consumer, tenantId, count } of counts) {
    const key = `${consumer} ${tenantId}`;
    sums.set(key, { consumer, tenantId, count: count + (sums.get(key)?.count ?? 0) });
  }
  return [...sums.values()];
}
