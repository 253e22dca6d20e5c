/** The numbers of the overview page. */
import { z } from 'zod';
import { Severity } from './shared.js';

export const Overview = z.object({
  score: z
    .number()
    .min(0)
    .max(100)
    .nullable()
    .describe('Weighted by severity over judged verdicts; null before the first scan.'),
  coverage: z.object({
    judged: z.int(),
    unknown: z.int(),
    percent: z.number().nullable().describe('Judged of all verdicts.'),
  }),
  bySeverity: z.record(Severity, z.int()),
  byService: z.array(z.object({ service: z.string(), open: z.int(), critical: z.int(), high: z.int() })),
  byAccount: z.array(z.object({ accountId: z.uuid(), awsAccountId: z.string(), open: z.int(), unknown: z.int() })),
  trend: z
    .array(z.object({ day: z.iso.date(), open: z.int(), opened: z.int(), resolved: z.int() }))
    .describe('One point a day, oldest first.'),
  meanHoursToFix: z.number().nullable().describe('Of the findings that were fixed in these days.'),
  meanHoursToFixBySeverity: z.record(Severity, z.number().nullable()),
  overdue: z.int().describe('Open findings whose due date has passed.'),
});
export type Overview = z.infer<typeof Overview>;
