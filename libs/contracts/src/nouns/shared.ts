/** Small schemas that several nouns share. */
import { z } from 'zod';

export const Severity = z.enum(['critical', 'high', 'medium', 'low', 'info']);
export type Severity = z.infer<typeof Severity>;

/** From worst to least, for sorting and thresholds. */
export const severityRank: Readonly<Record<Severity, number>> = { critical: 4, high: 3, medium: 2, low: 1, info: 0 };

export const FindingStatus = z.enum(['open', 'resolved', 'excepted']);
export type FindingStatus = z.infer<typeof FindingStatus>;

export const Language = z.enum(['en', 'pt']);
export type Language = z.infer<typeof Language>;

/** A text in both languages of the product. */
export const Text = z.object({ en: z.string(), pt: z.string() });
export type Text = z.infer<typeof Text>;

export const AwsAccountId = z.string().regex(/^\d{12}$/, 'An AWS account id has 12 digits.');
export const AwsPartition = z.enum(['aws', 'aws-us-gov', 'aws-cn', 'aws-eusc']);

/** The shape of a region's name; whether it exists and is enabled is AWS's to say. */
export const AwsRegion = z
  .string()
  .regex(/^[a-z]{2,}(-[a-z]+)+-\d{1,2}$/, 'This is not the name of an AWS region, for example sa-east-1.');

/** AWS services that can be scanned. */
export const AwsService = z.enum(['s3', 'ec2', 'iam', 'accessanalyzer']);
export type AwsService = z.infer<typeof AwsService>;

/** A time of day on a clock. */
export const TimeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'Use HH:MM, for example 22:30.');

/** A day of the week: 0 is Sunday. */
export const Weekday = z.int().min(0).max(6);

export const Timestamp = z.iso.datetime();

/** A moment that somebody gives, in any offset: of a year that dates and databases agree on. */
export const Moment = z.iso
  .datetime({ offset: true })
  .refine((text) => isCommonYear(new Date(text).getUTCFullYear()), 'Its year has to be between 1 and 9999 in UTC.');

const isCommonYear = (year: number): boolean => year >= 1 && year <= 9_999;

/** A page of a list. `next` is an opaque cursor; null on the last page. */
export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), next: z.string().nullable(), total: z.int().nullable().optional() });

/** The query fields that every list takes. */
export const PageQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(2_000).optional(),
});

/** A query field that may come once, several times, or comma-separated. */
export const listOf = <T extends z.ZodType>(item: T) =>
  z.preprocess(
    (value) => (typeof value === 'string' ? value.split(',').filter(Boolean) : value),
    z.array(item).max(100),
  );

/** One plain address: no display name, no line breaks, no lists. */
export const EmailAddress = z.email().max(254).toLowerCase();

/** A name that people give: one line. */
export const Name = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .regex(/^[^\p{Cc}]*$/u, 'A name has no control characters.');

/** An IANA time zone that this runtime knows. */
export const TimeZone = z
  .string()
  .max(64)
  .refine(isTimeZone, 'This is not an IANA time zone, for example America/Sao_Paulo.');

function isTimeZone(name: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }));
  } catch {
    return false;
  }
}
