/** Alert rules (who is mailed about what) and the deliveries that came of them. */
import { z } from 'zod';
import { AwsService, Language, Severity, Timestamp } from './shared.js';

/** One plain address: no display name, no line breaks, no lists. */
export const EmailAddress = z.email().max(254).toLowerCase();

export const AlertRuleInput = z.strictObject({
  name: z.string().trim().min(1).max(100),
  enabled: z.boolean().default(true),
  minSeverity: Severity.default('high'),
  accountIds: z.array(z.uuid()).max(1_000).default([]).describe('Empty means all.'),
  services: z.array(AwsService).max(50).default([]).describe('Empty means all.'),
  recipients: z
    .array(z.strictObject({ email: EmailAddress, language: Language.default('en') }))
    .min(1)
    .max(50),
  windowMinutes: z
    .int()
    .min(1)
    .max(1_440)
    .default(5)
    .describe('Findings of this many minutes share one mail per recipient.'),
});
export type AlertRuleInput = z.infer<typeof AlertRuleInput>;

export const AlertRule = z.object({
  id: z.uuid(),
  name: z.string(),
  enabled: z.boolean(),
  minSeverity: Severity,
  accountIds: z.array(z.uuid()),
  services: z.array(AwsService),
  recipients: z.array(z.object({ email: z.string(), language: Language })),
  windowMinutes: z.int(),
  createdAt: Timestamp,
});
export type AlertRule = z.infer<typeof AlertRule>;

/** What is `sent` is never sent again. A process that dies while `sending` leaves it to be tried once more, under the same id in a header. */
export const DeliveryState = z.enum(['queued', 'sending', 'sent', 'failed']);
export type DeliveryState = z.infer<typeof DeliveryState>;

export const Delivery = z.object({
  id: z.uuid(),
  recipient: z.string(),
  subject: z.string(),
  state: DeliveryState,
  findings: z.int(),
  attempts: z.int(),
  failure: z.string().nullable(),
  providerMessageId: z.string().nullable(),
  createdAt: Timestamp,
  sentAt: Timestamp.nullable(),
});
export type Delivery = z.infer<typeof Delivery>;

export const DeliveryDetail = Delivery.extend({ html: z.string(), text: z.string(), language: Language });
export type DeliveryDetail = z.infer<typeof DeliveryDetail>;
