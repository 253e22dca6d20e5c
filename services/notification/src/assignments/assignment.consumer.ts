/** Tells people of findings that somebody else assigned to them: one mail for each time. No rule asks for it. */
import { findingAssigned, Language } from '@cspmexa/contracts';
import { consumeOnce, type EventContext } from '@cspmexa/messaging';
import { CLOCK, type Clock } from '@cspmexa/platform';
import { Controller, Inject } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { CONFIG, type NotificationConfig } from '../config.js';
import { NotificationDatabase, type Tx } from '../database.js';
import { DeliveryStore } from '../deliveries/delivery.store.js';
import { assignmentMail } from '../mail/assignment-mail.js';
import { recipientFor } from '../mail/recipient.js';
import { storable } from '../storable.js';

const consumer = 'notification';
/** Mails of this kind that one person gets within an hour: findings can be given to any address, and as often as somebody likes. */
export const mostPerHour = 30;
const hourMs = 3_600_000;

@Controller()
export class AssignmentConsumer {
  constructor(
    private readonly database: NotificationDatabase,
    private readonly deliveries: DeliveryStore,
    @Inject(CONFIG) private readonly config: NotificationConfig,
    @Inject(CLOCK) private readonly clock: Clock,
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
        const failure = to.failure ?? (await this.tooMany(tx, tenantId, to.recipient));
        await this.deliveries.add(tx, tenantId, { ...to, failure, language, kind: 'assignment', mail, findings });
      }),
    );
  }

  /** Why one more cannot be sent now; undefined when it can. What is not sent stands in the log. */
  private async tooMany(tx: Tx, tenantId: string, recipient: string): Promise<string | undefined> {
    const createdAt = { gt: new Date(this.clock.now().getTime() - hourMs) };
    const where = { tenantId, recipient, kind: 'assignment', createdAt, state: { not: 'failed' } };
    const sent = await tx.delivery.count({ where });
    return sent < mostPerHour ? undefined : `They got ${mostPerHour} mails about assignments within an hour.`;
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
