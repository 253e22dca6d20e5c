/** Clears mails out of the delivery log that are past keeping, with what they told of. A bounded piece at a time, until the service stops. */
import { CLOCK, LOGGER, Turns, type Clock, type Logger } from '@cspmexa/platform';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type NotificationConfig } from '../config.js';
import { NotificationDatabase } from '../database.js';

const batch = 500;
const hour = 3_600_000;
const day = 86_400_000;

@Injectable()
export class DeliveryRetention extends Turns {
  constructor(
    private readonly database: NotificationDatabase,
    @Inject(CONFIG) private readonly config: NotificationConfig,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) logger: Logger,
  ) {
    super({
      work: () => this.clear(),
      pauseMs: hour,
      failed: (error) => logger.warn({ error }, 'old mails could not be cleared away and will be later'),
    });
  }

  /** One round; true when there may be more. Mails that are still on their way stay, however old. */
  async clear(): Promise<boolean> {
    const before = new Date(this.clock.now().getTime() - this.config.NOTIFICATION_DELIVERY_DAYS * day);
    const cleared = await this.database.acrossTenants((tx) =>
      tx.$executeRawUnsafe(
        `delete from delivery where (tenant_id, id) in
           (select tenant_id, id from delivery where created_at < $1::timestamptz and state in ('sent', 'failed')
            order by created_at limit ${batch} for update skip locked)`,
        before,
      ),
    );
    return cleared >= batch;
  }
}
