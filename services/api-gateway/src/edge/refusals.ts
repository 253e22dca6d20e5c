/** What the gateway refuses to people whom it knows, handed to the audit trail. */
import type { ErrorCode, Route } from '@cspmexa/contracts';
import { actorOf, auditFacts, refusedAccess } from '@cspmexa/messaging';
import type { Logger, Metrics, PendingSession, Session } from '@cspmexa/platform';
import type { Request } from 'express';
import type { AuthClient, Refusal } from '../auth-client/auth-client.js';

/** The most that one call of auth takes. */
const batch = 200;
/** The most that wait for auth. */
const most = 1_000;

export interface RefusalsOptions {
  readonly auth: Pick<AuthClient, 'recordRefusals'>;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** How often they are handed over, in milliseconds; a second unless it says otherwise. */
  readonly everyMs?: number;
}

/**
 * Collects refusals and hands them over each second, each until auth has taken it. Their ids are made here, so that one that is handed over
 * twice is one row. Nobody waits for it; when auth is away for long, the newest ones are dropped, which is counted and logged.
 */
export class Refusals {
  private readonly waiting: Refusal[] = [];
  private readonly dropped;
  private droppedSince = 0;
  private running: Promise<void> | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly options: RefusalsOptions) {
    this.dropped = options.metrics.counter(
      'audit_refusals_dropped_total',
      'Refusals of the gateway that are missing in the audit trail.',
    );
  }

  start(): void {
    this.timer = setInterval(() => void this.flush(), this.options.everyMs ?? 1_000);
    this.timer.unref();
  }

  /** Hands over what waits; what auth does not take now is lost. */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.flush();
    this.drop(this.waiting.splice(0).length);
    this.tellOfDropped();
  }

  /** Notes that `who` was refused `route`. */
  add(who: Session | PendingSession, route: Route, code: ErrorCode, request: Request): void {
    if (this.waiting.length >= most) return this.drop(1);
    const path = request.path.replace(/^\/api/, '').slice(0, 250);
    const entry = auditFacts({ ...refusedAccess({ route, path }, code), actor: actorOf(who) }, new Date(), {
      address: request.ip,
      userAgent: request.get('user-agent'),
    });
    this.waiting.push({ tenantId: who.tenantId, entry });
  }

  /** Hands over what waits, as far as auth takes it. It never rejects. */
  flush(): Promise<void> {
    return (this.running ??= this.handOver().finally(() => (this.running = undefined)));
  }

  private async handOver(): Promise<void> {
    this.tellOfDropped();
    while (this.waiting.length > 0) {
      const items = this.waiting.slice(0, batch);
      try {
        await this.options.auth.recordRefusals(items);
      } catch (error) {
        this.options.logger.warn({ error, waiting: this.waiting.length }, 'refusals wait for the audit trail');
        return;
      }
      this.waiting.splice(0, items.length);
    }
  }

  private drop(count: number): void {
    this.droppedSince += count;
    if (count > 0) this.dropped.inc(count);
  }

  private tellOfDropped(): void {
    if (this.droppedSince === 0) return;
    this.options.logger.error({ dropped: this.droppedSince }, 'refusals are missing in the audit trail');
    this.droppedSince = 0;
  }
}
