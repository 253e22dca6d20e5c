/** Who writes which format. */
import { mostInReport, type ComplianceExportFormat, type FindingExportFormat } from '@cspmexa/contracts';
import type { z } from 'zod';
import type { WriteCompliance, WriteFindings } from '../report.js';
import { findingsAsff } from './asff.js';
import { complianceCsv, findingsCsv } from './csv.js';
import { complianceHtml, findingsHtml } from './html.js';
import { complianceJson, findingsJson, findingsNdjson } from './json.js';
import { findingsOcsf } from './ocsf.js';
import { compliancePdf, findingsPdf } from './pdf.js';
import { findingsSarif } from './sarif.js';

export type FindingFormatName = z.output<typeof FindingExportFormat>;

/** A format of findings. `most`: it shows no more of them, and says so. */
interface FindingFormat {
  readonly write: WriteFindings;
  readonly most?: number;
}

export const findingFormats: Readonly<Record<FindingFormatName, FindingFormat>> = {
  csv: { write: findingsCsv },
  json: { write: findingsJson },
  ndjson: { write: findingsNdjson },
  ocsf: { write: findingsOcsf },
  asff: { write: findingsAsff },
  sarif: { write: findingsSarif },
  html: { write: findingsHtml, most: mostInReport.html },
  pdf: { write: (report) => findingsPdf(report), most: mostInReport.pdf },
};

export const complianceFormats: Readonly<Record<z.output<typeof ComplianceExportFormat>, WriteCompliance>> = {
  csv: complianceCsv,
  json: complianceJson,
  html: complianceHtml,
  pdf: (report) => compliancePdf(report),
};
