/** Drops API tokens that ended long ago. Who made and ended them is in the audit trail. */
import { CLOCK, type Clock } from '@cspmexa/platform';
import { Inject, Injectable } from '@nestjs/common';
import { AuthDatabase } from '../database.js';
import type { Retained } from '../retention/retention.js';

/** For how long a token is shown after it has expired or was revoked, in days. */
export const endedTokenDays = 90;

const batch = 500;
const day = 86_400_000;

@Injectable()
export class ApiTokenRetention implements Retained {
  readonly kept = 'API tokens';

  constructor(
    private readonly database: AuthDatabase,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async prune(stop?: AbortSignal): Promise<number> {
    const before = new Date(this.clock.now().getTime() - endedTokenDays * day);
    let dropped = 0;
    let count = batch;
    while (count === batch && !stop?.aborted) dropped += count = await this.pruneSome(before);
    return dropped;
  }

  private pruneSome(before: Date): Promise<number> {
    // `least` looks past the null of a token that was not revoked.
    return this.database.acrossTenants((tx) =>
      tx.$executeRawUnsafe(
        `delete from api_token where (tenant_id, id) in
           (select tenant_id, id from api_token where least(expires_at, revoked_at) < $1::timestamptz
            limit ${batch} for update skip locked)`,
        before,
      ),
    );
  }
}
