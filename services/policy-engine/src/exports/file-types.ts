/** The names and types of exported files. Pure. */
import type { ExportFormat, ExportInput } from '@cspmexa/contracts';

interface FileType {
  readonly ending: string;
  /** Of the HTTP answer. */
  readonly contentType: string;
}

export const fileTypes: Readonly<Record<ExportFormat, FileType>> = {
  csv: { ending: 'csv', contentType: 'text/csv; charset=utf-8' },
  json: { ending: 'json', contentType: 'application/json' },
  ndjson: { ending: 'ndjson', contentType: 'application/x-ndjson' },
  ocsf: { ending: 'ocsf.json', contentType: 'application/json' },
  asff: { ending: 'asff.json', contentType: 'application/json' },
  sarif: { ending: 'sarif', contentType: 'application/sarif+json' },
  html: { ending: 'html', contentType: 'text/html; charset=utf-8' },
  pdf: { ending: 'pdf', contentType: 'application/pdf' },
};

/** The name of an export's file: what it holds and when it was asked for, in UTC, such as `cspmexa-findings-20261121-104104.csv`. */
export function fileNameOf(input: ExportInput, at: Date): string {
  const [day = '', time = ''] = at.toISOString().replace(/[-:]/g, '').split(/[T.]/);
  const what = input.of === 'findings' ? 'findings' : input.frameworkId.replace(/[^\w.-]/g, '_');
  return `cspmexa-${what}-${day}-${time}.${fileTypes[input.format].ending}`;
}
