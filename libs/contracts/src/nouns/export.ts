/** Exports: a list as a file, made by a job. */
import { z } from 'zod';
import { FindingQueryText } from '../query/query-text.js';
import { FindingSort } from './finding.js';
import { Language, TimeZone, Timestamp } from './shared.js';

export const FindingExportFormat = z.enum(['csv', 'json', 'ndjson', 'ocsf', 'asff', 'sarif', 'html', 'pdf']);
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
  total: z.int().nullable().describe('Rows that it will have, as counted when it began.'),
  bytes: z.int().nullable(),
  fileName: z.string(),
  failure: z.string().nullable(),
  createdAt: Timestamp,
  endedAt: Timestamp.nullable(),
  expiresAt: Timestamp.nullable().describe('The file is deleted then; 24 hours after it was made.'),
});
export type Export = z.infer<typeof Export>;
