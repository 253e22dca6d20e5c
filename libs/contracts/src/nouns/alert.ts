/** Alert rules (who is mailed about what) and the deliveries that came of them. */
import { z } from 'zod';
import { AlertQueryText } from '../query/query-text.js';
import {
  AwsService,
  EmailAddress,
  Language,
  Name,
  Severity,
  TimeOfDay,
  TimeZone,
  Timestamp,
  Weekday,
} from './shared.js';

/** When what a rule asks for is told: soon, in one mail for the findings of a window, or gathered for a day or a week. */
export const AlertTiming = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('instant'), windowMinutes: z.int().min(1).max(1_440).default(5) }),
  z.strictObject({ kind: z.literal('daily'), at: TimeOfDay.default('09:00') }),
  z.strictObject({ kind: z.literal('weekly'), at: TimeOfDay.default('09:00'), weekday: Weekday.default(1) }),
]);
export type AlertTiming = z.infer<typeof AlertTiming>;

/**
 * Hours in which nothing is mailed: what comes in them waits for their end. `to` earlier than `from` reaches into the next day, and the same
 * time is a day later.
 */
export const QuietHours = z
  .strictObject({
    days: z.array(Weekday).min(1).max(7).describe('Days on which they begin.'),
    from: TimeOfDay,
    to: TimeOfDay,
    evenCritical: z.boolean().default(false).describe('Critical findings wait, too.'),
  })
  .refine(({ days, from, to }) => from !== to || new Set(days).size < 7, {
    path: ['to'],
    message: 'These hours have no end: no mail could ever go.',
  });
export type QuietHours = z.infer<typeof QuietHours>;

export const AlertRuleInput = z
  .strictObject({
    name: Name,
    enabled: z.boolean().default(true),
    minSeverity: Severity.default('high'),
    accountIds: z.array(z.uuid()).max(1_000).default([]).describe('Empty means all.'),
    services: z.array(AwsService).max(50).default([]).describe('Empty means all.'),
    q: AlertQueryText.default('').describe('Narrows it further, in the words of the query bar.'),
    recipients: z
      .array(z.strictObject({ email: EmailAddress, language: Language.default('en') }))
      .max(50)
      .default([]),
    toOwners: z.boolean().default(false).describe("Mails the owners of the finding's account, too."),
    timing: AlertTiming.default({ kind: 'instant', windowMinutes: 5 }),
    timeZone: TimeZone.default('UTC').describe('Of the times of day.'),
    quietHours: QuietHours.nullable().default(null),
  })
  .refine(({ recipients, toOwners }) => recipients.length > 0 || toOwners, {
    path: ['recipients'],
    message: 'Name somebody, or mail the owners of accounts.',
  });
export type AlertRuleInput = z.infer<typeof AlertRuleInput>;

export const AlertRule = z.object({
  id: z.uuid(),
  name: z.string(),
  enabled: z.boolean(),
  minSeverity: Severity,
  accountIds: z.array(z.uuid()),
  services: z.array(AwsService),
  q: z.string(),
  recipients: z.array(z.object({ email: z.string(), language: Language })),
  toOwners: z.boolean(),
  timing: AlertTiming,
  timeZone: z.string(),
  quietHours: QuietHours.nullable(),
  nextAt: Timestamp.nullable().describe('When the next digest is sent; null for instant rules.'),
  createdAt: Timestamp,
});
export type AlertRule = z.infer<typeof AlertRule>;

/** What is `sent` is never sent again. A process that dies while `sending` leaves it to be tried once more, under the same id in a header. */
export const DeliveryState = z.enum(['queued', 'sending', 'sent', 'failed']);
export type DeliveryState = z.infer<typeof DeliveryState>;

/** Why it is sent: a rule asked for it at once or gathered, somebody tried a rule, somebody assigned findings, or it is about one's own access. */
export const DeliveryKind = z.enum(['instant', 'digest', 'test', 'assignment', 'security']);
export type DeliveryKind = z.infer<typeof DeliveryKind>;

export const Delivery = z.object({
  id: z.uuid(),
  recipient: z.string(),
  subject: z.string(),
  state: DeliveryState,
  kind: DeliveryKind,
  findings: z.int(),
  attempts: z.int(),
  failure: z.string().nullable(),
  providerMessageId: z.string().nullable(),
  createdAt: Timestamp,
  dueAt: Timestamp.describe('When it is sent at the earliest.'),
  sentAt: Timestamp.nullable(),
});
export type Delivery = z.infer<typeof Delivery>;

export const DeliveryDetail = Delivery.extend({ html: z.string(), text: z.string(), language: Language });
export type DeliveryDetail = z.infer<typeof DeliveryDetail>;
