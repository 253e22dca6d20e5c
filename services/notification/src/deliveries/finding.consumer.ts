/** What the bus says that somebody may want to be told of. */
import { FindingFacts, scanJudged, accountChanged, type EventPayload } from '@cspmexa/contracts';
import { consumeOnce, type EventContext } from '@cspmexa/messaging';
import { Controller } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { NotificationDatabase } from '../database.js';
import { recipientsOf } from '../rules/match.js';
import { RuleStore } from '../rules/rule.store.js';
import { storable } from '../storable.js';
import { DeliveryStore } from './delivery.store.js';

const consumer = 'notification';

@Controller()
export class FindingConsumer {
  constructor(
    private readonly database: NotificationDatabase,
    private readonly rules: RuleStore,
    private readonly deliveries: DeliveryStore,
  ) {}

  @EventPattern<string>('finding.opened')
  opened(@Payload() data: unknown, @Ctx() context: EventContext): Promise<void> {
    return this.tell(storable(FindingFacts.parse(data)), context, false);
  }

  @EventPattern<string>('finding.reopened')
  reopened(@Payload() data: unknown, @Ctx() context: EventContext): Promise<void> {
    return this.tell(storable(FindingFacts.parse(data)), context, true);
  }

  @EventPattern<string>('scan.judged')
  async judged(@Payload() data: EventPayload<typeof scanJudged>, @Ctx() { envelope }: EventContext): Promise<void> {
    // Repeating it changes nothing, so it needs no inbox.
    await this.database.withTenant(envelope.tenantId, (tx) =>
      this.deliveries.judged(tx, envelope.tenantId, data.scanId),
    );
  }

  @EventPattern<string>('account.changed')
  async named(@Payload() data: EventPayload<typeof accountChanged>, @Ctx() { envelope }: EventContext): Promise<void> {
    const { tenantId } = envelope;
    const key = { tenantId, accountId: data.accountId };
    const name = storable(data.name);
    await this.database.withTenant(tenantId, (tx) =>
      tx.accountName.upsert({ where: { tenantId_accountId: key }, create: { ...key, name }, update: { name } }),
    );
  }

  private async tell(facts: FindingFacts, { envelope }: EventContext, reopened: boolean): Promise<void> {
    const { tenantId } = envelope;
    await this.database.withTenant(tenantId, (tx) =>
      consumeOnce(tx, consumer, envelope.id, async () => {
        for (const recipient of recipientsOf(await this.rules.all(tx, tenantId), facts))
          await this.deliveries.tell(tx, tenantId, recipient, facts, reopened);
      }),
    );
  }
}
