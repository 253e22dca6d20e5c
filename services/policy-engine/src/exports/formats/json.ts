/** Findings and frameworks as JSON, as the API tells them. */
import type { ExportedFinding } from '../exported-finding.js';
import type { Chunk, ComplianceReport, FindingReport } from '../report.js';

/** One array with what a function makes of each finding, on a line of its own. */
export async function* jsonArray(
  { pages }: Pick<FindingReport, 'pages'>,
  of: (exported: ExportedFinding) => unknown,
): AsyncGenerator<Chunk> {
  let between = '[\n';
  for await (const page of pages) {
    yield between + page.map((exported) => JSON.stringify(of(exported))).join(',\n');
    between = ',\n';
  }
  yield between.startsWith('[') ? '[]\n' : '\n]\n';
}

export const findingsJson = (report: FindingReport): AsyncGenerator<Chunk> =>
  jsonArray(report, ({ finding }) => finding);

export async function* findingsNdjson({ pages }: FindingReport): AsyncGenerator<Chunk> {
  for await (const page of pages) yield page.map(({ finding }) => `${JSON.stringify(finding)}\n`).join('');
}

export async function* complianceJson({ framework }: ComplianceReport): AsyncGenerator<Chunk> {
  yield `${JSON.stringify(framework, null, 2)}\n`;
}
