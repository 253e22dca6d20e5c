/** Exports: a list as a file, made by a job. */
import { z } from 'zod';
import { FindingQueryText } from '../query/query-text.js';
import { FindingSort } from './finding.js';
import { Language, TimeZone, Timestamp } from './shared.js';

/** Findings that a report for people shows at most, by its format: what nobody reads to its end is none. Other formats hold all of them. */
export const mostInReport = { html: 20_000, pdf: 5_000 } as const;

export const FindingExportFormat = z
  .enum(['csv', 'json', 'ndjson', 'ocsf', 'asff', 'sarif', 'html', 'pdf'])
  .describe(
    'HTML shows the first 20,000 findings and PDF the first 5,000, and both say how many there are; the others hold all of them.',
  );
export const ComplianceExportFormat = z.enum(['csv', 'json', 'html', 'pdf']);
export const ExportFormat = FindingExportFormat;
export type ExportFormat = z.infer<typeof ExportFormat>;

const said = {
  language: Language.default('en'),
  timeZone: TimeZone.default('UTC').describe('Of the times in what people read: CSV, HTML and PDF.'),
};

/** What is exported. */
export const ExportInput = z.discriminatedUnion('of', [
  z.strictObject({
    of: z.literal('findings'),
    q: FindingQueryText.default(''),
    sort: FindingSort.default('-severity'),
    format: FindingExportFormat,
    ...said,
  }),
  z.strictObject({
    of: z.literal('compliance'),
    frameworkId: z.string().max(60),
    accountId: z.uuid().nullable().default(null),
    format: ComplianceExportFormat,
    ...said,
  }),
]);
export type ExportInput = z.infer<typeof ExportInput>;

export const Export = z.object({
  id: z.uuid(),
  input: ExportInput,
  state: z.enum(['queued', 'running', 'done', 'failed']),
  rows: z.int().describe('Written so far; all of them when it is done.'),
  total: z
    .int()
    .nullable()
    .describe('Rows that it will have, as counted when it began; HTML and PDF have no more than they show.'),
  bytes: z.int().nullable(),
  fileName: z.string(),
  failure: z.string().nullable(),
  createdAt: Timestamp,
  endedAt: Timestamp.nullable(),
  expiresAt: Timestamp.nullable().describe('The file is deleted then; 24 hours after it was made.'),
});
export type Export = z.infer<typeof Export>;
