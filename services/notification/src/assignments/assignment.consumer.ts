/** Tells people of findings that somebody else assigned to them: one mail for each time. No rule asks for it. */
import { findingAssigned, Language } from '@cspmexa/contracts';
import { consumeOnce, type EventContext } from '@cspmexa/messaging';
import { Controller, Inject } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { CONFIG, type NotificationConfig } from '../config.js';
import { NotificationDatabase, type Tx } from '../database.js';
import { DeliveryStore } from '../deliveries/delivery.store.js';
import { assignmentMail } from '../mail/assignment-mail.js';
import { recipientFor } from '../mail/recipient.js';
import { storable } from '../storable.js';

const consumer = 'notification';

@Controller()
export class AssignmentConsumer {
  constructor(
    private readonly database: NotificationDatabase,
    private readonly deliveries: DeliveryStore,
    @Inject(CONFIG) private readonly config: NotificationConfig,
  ) {}

  @EventPattern<string>('finding.assigned')
  async assigned(@Payload() data: unknown, @Ctx() { envelope }: EventContext): Promise<void> {
    const { tenantId } = envelope;
    const event = storable(findingAssigned.payload.parse(data));
    const { assignee, by, facts, findings } = event;
    if (facts.length === 0 || assignee.toLowerCase() === by.toLowerCase()) return;
    await this.database.withTenant(tenantId, (tx) =>
      consumeOnce(tx, consumer, envelope.id, async () => {
        const to = recipientFor(assignee);
        const language = await languageOf(tx, tenantId, to.recipient);
        const accountNames = await namesOf(
          tx,
          tenantId,
          facts.map(({ accountId }) => accountId),
        );
        const mail = assignmentMail(event, language, accountNames, this.config.PUBLIC_URL);
        await this.deliveries.add(tx, tenantId, { ...to, language, kind: 'assignment', mail, findings });
      }),
    );
  }
}

/** The language of the last mail to somebody, who then was known by it; English for whoever was never mailed. */
async function languageOf(tx: Tx, tenantId: string, recipient: string): Promise<Language> {
  const last = await tx.delivery.findFirst({ where: { tenantId, recipient }, orderBy: { id: 'desc' } });
  return Language.catch('en').parse(last?.language);
}

async function namesOf(tx: Tx, tenantId: string, accountIds: readonly string[]): Promise<Map<string, string>> {
  const rows = await tx.accountName.findMany({ where: { tenantId, accountId: { in: [...new Set(accountIds)] } } });
  return new Map(rows.map(({ accountId, name }) => [accountId, name]));
}
