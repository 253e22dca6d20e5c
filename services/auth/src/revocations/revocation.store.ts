/** Access tokens that are refused before their time. A gateway that asks once a second refuses them within seconds. */
import type { internalRoutes, RouteResponse } from '@cspmexa/contracts';
import { CLOCK, type Clock } from '@cspmexa/platform';
import { Inject, Injectable } from '@nestjs/common';
import { AuthDatabase, type Tx } from '../database.js';

/** For how long one is told of: longer than an access token lives. */
const keptMs = 20 * 60_000;
/** How often old ones are cleared away, in milliseconds. */
const clearEveryMs = 60_000;

@Injectable()
export class RevocationStore {
  private clearedAt = -Infinity;

  constructor(
    private readonly database: AuthDatabase,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Refuses every access token of these sessions or API tokens once the caller's transaction has committed. */
  async end(tx: Tx, tenantId: string, ids: readonly string[]): Promise<void> {
    await this.add(tx, tenantId, ids, null);
  }

  /** Refuses those that were signed so far; what is signed from the next second on is good. */
  async cut(tx: Tx, tenantId: string, ids: readonly string[]): Promise<void> {
    const nextSecond = Math.floor(this.clock.now().getTime() / 1_000) + 1;
    await this.add(tx, tenantId, ids, new Date(nextSecond * 1_000));
  }

  /** From when on, in epoch seconds, the access tokens of a session or an API token are good; undefined: none was cut. */
  async tokensFrom(tx: Tx, tenantId: string, sessionId: string): Promise<number | undefined> {
    const { _max } = await tx.revocation.aggregate({
      where: { tenantId, sessionId, createdAt: { gt: this.oldest() } },
      _max: { notBefore: true },
    });
    return _max.notBefore ? _max.notBefore.getTime() / 1_000 : undefined;
  }

  /** Those after `after` that still matter, the oldest first. */
  async since(after: number): Promise<RouteResponse<typeof internalRoutes.listRevocations>> {
    const now = this.clock.now().getTime();
    const clears = Math.abs(now - this.clearedAt) >= clearEveryMs;
    if (clears) this.clearedAt = now;
    // Of every tenant: the gateway serves them all.
    return this.database.acrossTenants(async (tx) => {
      if (clears) await tx.revocation.deleteMany({ where: { createdAt: { lte: this.oldest() } } });
      const rows = await tx.revocation.findMany({
        where: { seq: { gt: after }, createdAt: { gt: this.oldest() } },
        orderBy: { seq: 'asc' },
      });
      const newest = rows.at(-1) ?? (await tx.revocation.findFirst({ orderBy: { seq: 'desc' } }));
      return {
        items: rows.map(({ seq, sessionId, notBefore }) => ({
          seq: Number(seq),
          sessionId,
          notBefore: notBefore ? notBefore.getTime() / 1_000 : null,
        })),
        last: newest ? Number(newest.seq) : after,
      };
    });
  }

  private async add(tx: Tx, tenantId: string, ids: readonly string[], notBefore: Date | null): Promise<void> {
    const createdAt = this.clock.now();
    await tx.revocation.createMany({ data: ids.map((sessionId) => ({ tenantId, sessionId, notBefore, createdAt })) });
  }

  private readonly oldest = (): Date => new Date(this.clock.now().getTime() - keptMs);
}
