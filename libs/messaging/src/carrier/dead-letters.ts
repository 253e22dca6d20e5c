/** Messages that were given up, kept with their reason until a person decides. */

export interface DeadLetter {
  /** The message id; empty when the message is so broken that it has none. */
  readonly id: string;
  readonly consumer: string;
  /** The event name it came under. */
  readonly type: string;
  readonly reason: string;
  /** How often it was tried. */
  readonly attempts: number;
  /** When it was given up. */
  readonly at: Date;
  /** The message, as text. */
  readonly body: string;
}

export interface DeadLetters {
  /** The oldest first; at most `limit` (100). */
  list(query: { consumer: string; limit?: number }): Promise<DeadLetter[]>;
  /** Has them handled again from the first try: those with these ids, or all. Returns how many. */
  redrive(query: { consumer: string; ids?: readonly string[] }): Promise<number>;
}

/** An outbox as a place of dead letters. */
export interface DeadLetterSource {
  deadLetters(consumer: string, limit: number): Promise<DeadLetter[]>;
  redrive(consumer: string, ids: readonly string[] | undefined): Promise<number>;
}
