/** Mails about a person's own access. They are always sent, at once: no rule asks for them, and none can silence them. */
import { invitationSent, memberMfaChanged, memberSignedIn, type Language } from '@cspmexa/contracts';
import { consumeOnce, type EventContext } from '@cspmexa/messaging';
import { Controller, Inject } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { CONFIG, type NotificationConfig } from '../config.js';
import { NotificationDatabase } from '../database.js';
import { DeliveryStore } from '../deliveries/delivery.store.js';
import type { RenderedMail } from '../mail/frame.js';
import { recipientFor } from '../mail/recipient.js';
import { storable } from '../storable.js';
import { invitationMail, mfaMail, signInMail } from './security-mail.js';

const consumer = 'notification';

@Controller()
export class SecurityConsumer {
  constructor(
    private readonly database: NotificationDatabase,
    private readonly deliveries: DeliveryStore,
    @Inject(CONFIG) private readonly config: NotificationConfig,
  ) {}

  @EventPattern<string>('invitation.sent')
  invited(@Payload() data: unknown, @Ctx() context: EventContext): Promise<void> {
    const event = storable(invitationSent.payload.parse(data));
    return this.add(event, invitationMail(event, this.config.PUBLIC_URL), context);
  }

  @EventPattern<string>('member.signed-in')
  signedIn(@Payload() data: unknown, @Ctx() context: EventContext): Promise<void> {
    const event = storable(memberSignedIn.payload.parse(data));
    return this.add(event, signInMail(event, this.config.PUBLIC_URL), context);
  }

  @EventPattern<string>('member.mfa-changed')
  mfaChanged(@Payload() data: unknown, @Ctx() context: EventContext): Promise<void> {
    const event = storable(memberMfaChanged.payload.parse(data));
    return this.add(event, mfaMail(event, this.config.PUBLIC_URL), context);
  }

  private async add(
    { email, language }: { readonly email: string; readonly language: Language },
    mail: RenderedMail,
    { envelope }: EventContext,
  ): Promise<void> {
    const { tenantId } = envelope;
    const to = recipientFor(email);
    await this.database.withTenant(tenantId, (tx) =>
      consumeOnce(tx, consumer, envelope.id, () =>
        this.deliveries.add(tx, tenantId, { ...to, language, kind: 'security', mail }),
      ),
    );
  }
}
