/** Which access tokens are refused before their time. Auth is asked once a second; when it does not answer for too long, nobody is let in. */
import { AppError, type Logger } from '@cspmexa/platform';
import type { AuthClient } from '../auth-client/auth-client.js';

/** How often auth is asked, in milliseconds. */
const everyMs = 1_000;
/** A revocation becomes visible up to so long after one with a higher number: a transaction takes no longer. What came within it is asked for again. */
const overlapMs = 30_000;
/** No access token lives as long as this, in milliseconds. */
const keptMs = 20 * 60_000;

export interface RevocationListSettings {
  readonly auth: Pick<AuthClient, 'listRevocations'>;
  readonly logger: Logger;
  /** How long the list is good without an answer, in milliseconds. */
  readonly staleMs: number;
  /** Milliseconds that only go forward. */
  readonly now?: () => number;
}

interface Entry {
  /** Epoch seconds: tokens from before are refused; null: every token is. */
  readonly notBefore: number | null;
  readonly heardAt: number;
}

export class RevocationList {
  private readonly entries = new Map<string, Entry>();
  private readonly listeners = new Set<() => void>();
  /** Up to where the list was known when. */
  private marks: { readonly at: number; readonly last: number }[] = [];
  private answeredAt = -Infinity;
  private isSilent = false;
  private timer: NodeJS.Timeout | undefined;
  private polling: Promise<void> | undefined;
  private stopped = false;

  constructor(private readonly settings: RevocationListSettings) {}

  /** Asks once, and goes on asking. */
  async start(): Promise<void> {
    this.polling = this.poll();
    await this.polling;
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.polling;
  }

  /** Calls `listener` after every answer, whether it names something new or not: what was let in meanwhile is looked at once more. */
  onAnswer(listener: () => void): void {
    this.listeners.add(listener);
  }

  /** Seconds since auth was asked for the answer that we have; Infinity before the first one. */
  ageSeconds(): number {
    return (this.now() - this.answeredAt) / 1_000;
  }

  /** @throws unavailable when the list is too old to be believed: then nobody can be told from somebody whose session has ended */
  check(): void {
    if (this.ageSeconds() * 1_000 >= this.settings.staleMs)
      throw new AppError('unavailable', { headers: { 'Retry-After': '5' }, cause: 'the list of revocations is stale' });
  }

  /** Whether tokens of a session, or an API token, that were signed at `issuedAt`, in epoch seconds, are refused. */
  refuses(sessionId: string, issuedAt: number): boolean {
    const entry = this.entries.get(sessionId);
    return entry !== undefined && (entry.notBefore === null || issuedAt < entry.notBefore);
  }

  private async poll(): Promise<void> {
    const startedAt = this.now();
    try {
      await this.ask(startedAt);
      this.answeredAt = startedAt;
      if (this.isSilent) this.settings.logger.info('auth says again which sessions have ended');
      this.isSilent = false;
    } catch (error) {
      // Once, not with every second of it.
      if (!this.isSilent) this.settings.logger.warn({ error }, 'auth does not say which sessions have ended');
      this.isSilent = true;
    }
    if (this.stopped) return;
    this.timer = setTimeout(
      () => {
        this.polling = this.poll();
      },
      Math.max(0, everyMs - (this.now() - startedAt)),
    ).unref();
  }

  private async ask(startedAt: number): Promise<void> {
    const settled = this.marks.findLastIndex(({ at }) => at <= startedAt - overlapMs);
    this.marks = this.marks.slice(Math.max(0, settled));
    const after = settled < 0 ? 0 : (this.marks[0]?.last ?? 0);
    const { items, last } = await this.settings.auth.listRevocations(after);
    // The database was put back to an earlier state: its numbers begin anew.
    if (last < after) this.marks = [];
    else this.marks.push({ at: startedAt, last });
    for (const { sessionId, notBefore } of items) this.keep(sessionId, notBefore, startedAt);
    for (const [sessionId, { heardAt }] of this.entries)
      if (startedAt - heardAt >= keptMs) this.entries.delete(sessionId);
    for (const listener of this.listeners) listener();
  }

  /** The strictest holds. */
  private keep(sessionId: string, notBefore: number | null, heardAt: number): void {
    const known = this.entries.get(sessionId);
    const ends = notBefore === null || known?.notBefore === null;
    this.entries.set(sessionId, { notBefore: ends ? null : Math.max(notBefore, known?.notBefore ?? 0), heardAt });
  }

  private now(): number {
    return (this.settings.now ?? monotonic)();
  }
}

const monotonic = (): number => performance.now();
