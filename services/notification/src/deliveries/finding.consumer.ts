/** What the bus says that somebody may want to be told of. */
import { FindingFacts, scanJudged, accountChanged, type EventPayload } from '@cspmexa/contracts';
import { consumeOnce, type EventContext } from '@cspmexa/messaging';
import { CLOCK, type Clock } from '@cspmexa/platform';
import { Controller, Inject } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { NotificationDatabase } from '../database.js';
import { isMailable } from '../mail/recipient.js';
import { tellingsOf } from '../rules/match.js';
import { enabledRules } from '../rules/rule-row.js';
import { storable } from '../storable.js';
import { forget, judged, tell } from './gathering.js';

const consumer = 'notification';

@Controller()
export class FindingConsumer {
  constructor(
    private readonly database: NotificationDatabase,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @EventPattern<string>('finding.opened')
  opened(@Payload() data: unknown, @Ctx() context: EventContext): Promise<void> {
    return this.tell(storable(FindingFacts.parse(data)), context, false);
  }

  @EventPattern<string>('finding.reopened')
  reopened(@Payload() data: unknown, @Ctx() context: EventContext): Promise<void> {
    return this.tell(storable(FindingFacts.parse(data)), context, true);
  }

  @EventPattern<string>('finding.resolved')
  resolved(@Payload() data: unknown, @Ctx() context: EventContext): Promise<void> {
    return this.forget(FindingFacts.parse(data), context);
  }

  @EventPattern<string>('finding.excepted')
  excepted(@Payload() data: unknown, @Ctx() context: EventContext): Promise<void> {
    return this.forget(FindingFacts.parse(data), context);
  }

  @EventPattern<string>('scan.judged')
  async judged(@Payload() data: EventPayload<typeof scanJudged>, @Ctx() { envelope }: EventContext): Promise<void> {
    // Repeating it changes nothing, so it needs no inbox.
    await this.database.withTenant(envelope.tenantId, (tx) =>
      judged(tx, envelope.tenantId, data.scanId, this.clock.now()),
    );
  }

  @EventPattern<string>('account.changed')
  async named(@Payload() data: EventPayload<typeof accountChanged>, @Ctx() { envelope }: EventContext): Promise<void> {
    const { tenantId } = envelope;
    const key = { tenantId, accountId: data.accountId };
    const name = storable(data.name);
    // An event of an older version says nothing of owners.
    const owners = data.owners && { owners: ownersOf(data.owners) };
    await this.database.withTenant(tenantId, (tx) =>
      tx.accountName.upsert({
        where: { tenantId_accountId: key },
        create: { ...key, name, ...owners },
        update: { name, ...owners },
      }),
    );
  }

  private async forget({ findingId }: FindingFacts, { envelope }: EventContext): Promise<void> {
    const { tenantId } = envelope;
    // In the inbox, so that a copy that comes late takes nothing away from a finding that came back since.
    await this.database.withTenant(tenantId, (tx) =>
      consumeOnce(tx, consumer, envelope.id, () => forget(tx, tenantId, findingId)),
    );
  }

  private async tell(facts: FindingFacts, { envelope }: EventContext, reopened: boolean): Promise<void> {
    const { tenantId } = envelope;
    const now = this.clock.now();
    await this.database.withTenant(tenantId, (tx) =>
      consumeOnce(tx, consumer, envelope.id, async () => {
        const { name = null, owners = [] } =
          (await tx.accountName.findUnique({
            where: { tenantId_accountId: { tenantId, accountId: facts.accountId } },
          })) ?? {};
        const opened = { facts, reopened, account: { name, owners } };
        for (const telling of tellingsOf(await enabledRules(tx, tenantId), opened, now))
          await tell(tx, tenantId, telling, opened, now);
      }),
    );
  }
}

/** Those that mail can go to, once each. */
const ownersOf = (addresses: readonly string[]): string[] => [
  ...new Set(addresses.map((address) => address.trim().toLowerCase()).filter(isMailable)),
];
