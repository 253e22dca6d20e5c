/** Reports as one HTML file: no script, nothing from elsewhere, every value escaped; for screens of any size and for paper. */
import { escapeHtml, html, Html } from '@cspmexa/platform';
import type { ExportedFinding } from '../exported-finding.js';
import { said, type About, type Chunk, type ComplianceReport, type FindingReport } from '../report.js';
import { wordsIn } from '../words.js';
import { styles } from './html-styles.js';
import {
  complianceHead,
  controlColumns,
  controlRows,
  findingColumns,
  findingRows,
  findingsHead,
  sectionHeading,
  type Head,
  type ReportRow,
} from './report-text.js';

export async function* findingsHtml(report: FindingReport): AsyncGenerator<Chunk> {
  const rowOf = findingRows(report);
  const policies = new Map<string, ExportedFinding>();
  yield pageStart(findingsHead(report));
  if (report.shown > 0) yield tableStart(findingColumns(report));
  for await (const page of report.pages) {
    for (const exported of page)
      if (!policies.has(exported.finding.policyId)) policies.set(exported.finding.policyId, exported);
    yield page.map((exported) => rowHtml(rowOf(exported)).text).join('\n');
  }
  if (report.shown > 0) yield tableEnd;
  if (policies.size > 0) yield policiesHtml([...policies.values()], report).text;
  yield pageEnd;
}

export async function* complianceHtml(report: ComplianceReport): AsyncGenerator<Chunk> {
  const rowOf = controlRows(report);
  yield pageStart(complianceHead(report));
  for (const section of report.framework.sections) {
    yield html`<h2>${sectionHeading(section, report)}</h2>`.text;
    yield tableStart(controlColumns(report));
    yield section.controls.map((control) => rowHtml(rowOf(control)).text).join('\n');
    yield tableEnd;
  }
  yield pageEnd;
}

/** Everything up to the first table. What is closed only at the end of the file is no template: tools that know HTML would close it. */
const pageStart = (head: Head): string =>
  `<!doctype html>\n<html lang="${escapeHtml(head.lang)}"><head>${metaHtml(head).text}</head><body><main>\n${introHtml(head).text}\n`;

const pageEnd = '</main></body></html>\n';

const metaHtml = ({ title }: Head): Html =>
  html`<meta charset="utf-8" />
    <meta
      http-equiv="Content-Security-Policy"
      content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
    />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="referrer" content="no-referrer" />
    <meta name="color-scheme" content="light dark" />
    <title>${title} – CSPMEXA</title>
    ${new Html(`<style>${styles}</style>`)}`;

const introHtml = ({ title, facts, counts, notice }: Head): Html =>
  html`<p class="brand">CSPMEXA</p>
    <h1>${title}</h1>
    <dl class="facts">
      ${facts.map(
        ([name, value]) =>
          html`<div>
            <dt>${name}</dt>
            <dd>${value}</dd>
          </div>`,
      )}
    </dl>
    <ul class="counts">
      ${counts.map(
        ({ label, count, tone }) => html`<li data-tone="${tone}"><strong>${count}</strong> <span>${label}</span></li>`,
      )}
    </ul>
    ${notice !== null && html`<p class="notice" role="note">${notice}</p>`}`;

const tableStart = (columns: readonly string[]): string => {
  const names = html`${columns.map((name) => html`<th role="columnheader" scope="col">${name}</th>`)}`.text;
  return `<table role="table"><thead role="rowgroup"><tr role="row">${names}</tr></thead><tbody role="rowgroup">\n`;
};

const tableEnd = '</tbody></table>\n';

const rowHtml = ({ tone, cells }: ReportRow): Html =>
  html`<tr role="row" data-tone="${tone}">
    ${cells.map(
      ({ text, below }) =>
        html`<td role="cell"><b>${text}</b>${below.map((line) => html`<small>${line}</small>`)}</td>`,
    )}
  </tr> `;

/** Why each policy is there and how its findings are fixed, once for all of them. */
function policiesHtml(first: readonly ExportedFinding[], about: About): Html {
  const words = wordsIn[about.language];
  return html`<section class="policies">
    <h2>${words.policiesTitle}</h2>
    ${first.map(({ finding, why, guide }) => {
      const steps = guide()?.steps ?? [];
      return html`<article>
        <h3>${said(finding.title, about)}</h3>
        <small>${finding.policyId}</small>${why && html`<p><b>${words.why}:</b> ${said(why, about)}</p>`}${
          steps.length > 0 &&
          html`<p><b>${words.fix}</b></p>
            <ol>
              ${steps.map((step) => html`<li>${said(step, about)}</li>`)}
            </ol>`
        }
      </article>`;
    })}
  </section>`;
}
