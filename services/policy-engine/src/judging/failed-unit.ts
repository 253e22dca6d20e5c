/** A unit that was given up: what it would have looked at is unknown, and nothing of it is closed. */
import { Inject, Injectable } from '@nestjs/common';
import { unitFailed, type EventPayload } from '@cspmexa/contracts';
import { consumeOnce } from '@cspmexa/messaging';
import { CLOCK, type Clock } from '@cspmexa/platform';
import { holdAccount } from '../accounts/account-ledger.js';
import { PolicyEngineDatabase } from '../database.js';
import { ranksOf } from '../extent/extent.js';
import { Catalogue } from '../policies/catalogue.js';
import { catalogueOf } from '../policies/setting.store.js';
import { markLost } from './lost-places.js';
import type { Message } from './message.js';

@Injectable()
export class FailedUnit {
  constructor(
    private readonly database: PolicyEngineDatabase,
    private readonly catalogue: Catalogue,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Makes the tallies of its place unknown. */
  async note({ tenantId, consumer, id, generation }: Message, unit: EventPayload<typeof unitFailed>): Promise<void> {
    const { accountId, service, region, scope } = unit;
    const asked = {
      stage: 'unit' as const,
      generation,
      severities: ranksOf(scope.severities),
      targets: scope.resources,
    };
    await this.database.withTenant(tenantId, (tx) =>
      consumeOnce(tx, consumer, id, async () => {
        if (!(await holdAccount(tx, tenantId, accountId, null))) return;
        const catalogue = await catalogueOf(tx, tenantId, accountId, this.catalogue);
        await markLost(tx, { tenantId, accountId }, catalogue, asked, [{ service, region }], this.clock.now());
      }),
    );
  }
}
