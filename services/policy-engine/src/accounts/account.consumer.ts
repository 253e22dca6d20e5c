/** What accounts are called; and an account that is no longer watched takes its findings with it. */
import { Controller, Inject } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { accountChanged, accountRemoved, type EventPayload } from '@cspmexa/contracts';
import { consumeOnce, EventContext } from '@cspmexa/messaging';
import { CLOCK, type Clock } from '@cspmexa/platform';
import { PolicyEngineDatabase, type Tx } from '../database.js';
import { writeChanges } from '../findings/finding-writer.js';
import { holdUnresolvedOf } from '../findings/known-findings.js';
import { messageOf } from '../judging/message.js';
import { settings, untilSettled } from '../judging/settle.js';
import { markRemoved, noteName } from './account-ledger.js';

/** Findings that are resolved with one statement. */
const batch = 5_000;

@Controller()
export class AccountConsumer {
  constructor(
    private readonly database: PolicyEngineDatabase,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @EventPattern<string>(accountChanged.name)
  async accountChanged(
    @Payload() account: EventPayload<typeof accountChanged>,
    @Ctx() context: EventContext,
  ): Promise<void> {
    const { tenantId, consumer, id } = messageOf(context);
    const at = new Date(context.envelope.occurredAt);
    await this.database.withTenant(tenantId, (tx) =>
      consumeOnce(tx, consumer, id, () => noteName(tx, tenantId, account, at)),
    );
  }

  @EventPattern<string>(accountRemoved.name)
  async accountRemoved(
    @Payload() account: EventPayload<typeof accountRemoved>,
    @Ctx() context: EventContext,
  ): Promise<void> {
    const { tenantId, consumer, id } = messageOf(context);
    await untilSettled(async () => {
      await this.database.withTenant(
        tenantId,
        (tx) => consumeOnce(tx, consumer, id, () => this.resolveAll(tx, tenantId, account)),
        settings,
      );
    });
  }

  private async resolveAll(tx: Tx, tenantId: string, account: EventPayload<typeof accountRemoved>): Promise<void> {
    const { accountId } = account;
    const at = this.clock.now();
    await markRemoved(tx, tenantId, account, at);
    for (;;) {
      const known = await holdUnresolvedOf(tx, tenantId, accountId, batch);
      if (known.length === 0) return;
      const changes = known.map((finding) => ({
        kind: 'resolve' as const,
        known: finding,
        resolution: 'account-removed' as const,
        now: [],
      }));
      await writeChanges(tx, tenantId, accountId, changes, { at, scanId: null, actor: null });
    }
  }
}
