/** Reports to print and to hand over. */
import { setImmediate } from 'node:timers/promises';
import { PdfReport, type PdfOptions } from '../pdf/pdf-report.js';
import type { Chunk, ComplianceReport, FindingReport } from '../report.js';
import {
  complianceHead,
  controlColumns,
  controlRows,
  findingColumns,
  findingRows,
  findingsHead,
  sectionHeading,
} from './report-text.js';

/** Rows that are drawn before others have their turn. */
const atOnce = 5;

const findingShares = [0.08, 0.36, 0.28, 0.12, 0.16];
const controlShares = [0.13, 0.5, 0.1, 0.09, 0.18];

export async function* findingsPdf(report: FindingReport, options?: PdfOptions): AsyncGenerator<Chunk> {
  const pdf = new PdfReport(findingsHead(report), report, options);
  const rowOf = findingRows(report);
  if (report.shown > 0) pdf.startTable(findingColumns(report), findingShares);
  for await (const page of report.pages) {
    for (let from = 0; from < page.length; from += atOnce) {
      for (const exported of page.slice(from, from + atOnce)) pdf.row(rowOf(exported));
      yield pdf.taken();
      await setImmediate();
    }
  }
  yield* pdf.end();
}

export async function* compliancePdf(report: ComplianceReport, options?: PdfOptions): AsyncGenerator<Chunk> {
  const pdf = new PdfReport(complianceHead(report), report, options);
  const rowOf = controlRows(report);
  for (const section of report.framework.sections) {
    pdf.heading(sectionHeading(section, report));
    pdf.startTable(controlColumns(report), controlShares);
    for (const control of section.controls) pdf.row(rowOf(control));
    yield pdf.taken();
    await setImmediate();
  }
  yield* pdf.end();
}
