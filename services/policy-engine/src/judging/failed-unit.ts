/** A unit that was given up: what it would have looked at is unknown, and nothing of it is closed. */
import { Inject, Injectable } from '@nestjs/common';
import { unitFailed, type EventPayload } from '@cspmexa/contracts';
import { consumeOnce } from '@cspmexa/messaging';
import { CLOCK, type Clock } from '@cspmexa/platform';
import { claimPlaces, holdAccount } from '../accounts/account-ledger.js';
import { PolicyEngineDatabase } from '../database.js';
import { Catalogue } from '../policies/catalogue.js';
import { writeTallies } from '../tallies/tally.store.js';
import { blindTallies } from './blind.js';
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
    const { accountId, service, region } = unit;
    const at = this.clock.now();
    const policies = this.catalogue.of('unit');
    const ids = new Set(policies.map((policy) => policy.id));
    await this.database.withTenant(tenantId, (tx) =>
      consumeOnce(tx, consumer, id, async () => {
        if (!(await holdAccount(tx, tenantId, accountId, null))) return;
        const places = await claimPlaces(
          tx,
          tenantId,
          { accountId, stage: 'unit', generation },
          [{ service, region }],
          at,
        );
        const tallies = places.flatMap((place) => blindTallies(this.catalogue, policies, place, at));
        await writeTallies(tx, tenantId, { accountId, places, concerns: (policyId) => ids.has(policyId) }, tallies);
      }),
    );
  }
}
