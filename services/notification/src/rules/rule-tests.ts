/** Tries a rule: mails whoever asks what the rule would send, with made-up findings, through the same queue as every mail. */
import type { AlertRuleInput, Delivery, Language } from '@cspmexa/contracts';
import { recordAudit } from '@cspmexa/messaging';
import { CLOCK, type Clock, type Session } from '@cspmexa/platform';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type NotificationConfig } from '../config.js';
import { NotificationDatabase } from '../database.js';
import { DeliveryStore } from '../deliveries/delivery.store.js';
import { seesWholeTenant } from '../deliveries/gathering.js';
import { recipientFor } from '../mail/recipient.js';
import { testMail } from '../mail/test-mail.js';

@Injectable()
export class RuleTests {
  constructor(
    private readonly database: NotificationDatabase,
    private readonly deliveries: DeliveryStore,
    @Inject(CONFIG) private readonly config: NotificationConfig,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Mails the person who asks and nobody else, whomever the rule names, in the language that they read. The rule need not exist. */
  send({ tenantId, email }: Session, rule: AlertRuleInput, language: Language): Promise<Delivery> {
    const { findings, ...mail } = testMail(rule, language, this.config.PUBLIC_URL, this.clock.now());
    return this.database.withTenant(tenantId, async (tx) => {
      await seesWholeTenant(tx);
      const written = { ...recipientFor(email), language, kind: 'test', mail, findings } as const;
      const delivery = await this.deliveries.add(tx, tenantId, written);
      const { id, recipient, subject } = delivery;
      const after = { rule: rule.name, recipient, subject };
      await recordAudit(tx, tenantId, { action: 'alert-rule.tested', target: { kind: 'delivery', id }, after });
      return delivery;
    });
  }
}
