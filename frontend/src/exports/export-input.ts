/** What can be exported, in which formats. Pure. */
import { ComplianceExportFormat, FindingExportFormat } from '@cspmexa/contracts';
import type { ExportInput, FindingQuery, Language } from '@cspmexa/contracts';

/** What a page shows and a file is to hold: the findings of a query, or a framework. */
export type Exported =
  | { readonly of: 'findings'; readonly q?: string | undefined; readonly sort?: FindingQuery['sort'] | undefined }
  | { readonly of: 'compliance'; readonly frameworkId: string; readonly accountId?: string | null | undefined };

interface Said {
  readonly language: Language;
  readonly timeZone: string;
}

/** What to ask for, once for each format that there is. */
export const inputsOf = (what: Exported, said: Said): ExportInput[] =>
  what.of === 'findings'
    ? FindingExportFormat.options.map((format) => ({
        of: what.of,
        q: what.q ?? '',
        sort: what.sort ?? '-severity',
        format,
        ...said,
      }))
    : ComplianceExportFormat.options.map((format) => ({
        of: what.of,
        frameworkId: what.frameworkId,
        accountId: what.accountId ?? null,
        format,
        ...said,
      }));
