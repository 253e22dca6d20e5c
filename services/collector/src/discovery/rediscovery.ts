/** Asks the accounts that told of others once again each day. Any replica may ask. */
import { AppError, type Clock, type Logger } from '@cspmexa/platform';
import type { AccountStore } from '../accounts/account.store.js';
import { CollectorDatabase } from '../database.js';
import { daily, type Discovery } from './discovery.js';
import type { Patience } from './organization.js';

const hour = 3_600_000;
/** Nobody waits: thousands of accounts and units have their time. */
const inTheBackground: Patience = { milliseconds: 10 * 60_000, pathCalls: 4_000 };

interface Claimed {
  readonly tenantId: string;
  readonly id: string;
}

export interface RediscoveryOptions {
  readonly database: CollectorDatabase;
  readonly accounts: AccountStore;
  readonly discovery: Discovery;
  readonly clock: Clock;
  readonly logger: Logger;
}

export class Rediscovery {
  constructor(private readonly options: RediscoveryOptions) {}

  /** Looks through one account whose day is over; false when there is none. What fails is tried again in an hour. */
  async lookOnce(): Promise<boolean> {
    const claimed = await this.claim();
    if (!claimed) return false;
    const { tenantId, id } = claimed;
    const { discovery, logger } = this.options;
    try {
      const tally = await discovery.look(tenantId, id, inTheBackground);
      logger.info({ tenantId, accountId: id, ...tally }, 'an organization was looked through');
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      // No organization, or none that may be read: a day is soon enough to see whether that has changed.
      if (error.code !== 'not-an-organization' && error.code !== 'not-found') await this.askAgainSoon(claimed);
      logger.warn({ tenantId, accountId: id, reason: error.message }, 'an organization could not be looked through');
    }
    return true;
  }

  /** The claim is the new time itself: who dies while he looks costs a day. */
  private claim(): Promise<Claimed | undefined> {
    const now = this.options.clock.now();
    return this.options.database.acrossTenants(async (tx) => {
      const [claimed] = await tx.$queryRawUnsafe<Claimed[]>(
        `update accounts set discovered_at = $1::timestamptz where (tenant_id, id) = (
           select tenant_id, id from accounts where discovered_at <= $2::timestamptz and removed_at is null and enabled
           order by discovered_at limit 1 for update skip locked)
         returning tenant_id as "tenantId", id`,
        now,
        new Date(now.getTime() - daily),
      );
      return claimed;
    });
  }

  private askAgainSoon({ tenantId, id }: Claimed): Promise<void> {
    return this.options.accounts.noteAsked(tenantId, id, new Date(this.options.clock.now().getTime() - daily + hour));
  }
}
