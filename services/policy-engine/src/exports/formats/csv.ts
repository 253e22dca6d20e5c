/** Findings and frameworks as tables for spreadsheets. */
import { csvLine } from '@cspmexa/platform';
import type { ExportedFinding } from '../exported-finding.js';
import { said, type About, type Chunk, type ComplianceReport, type FindingReport } from '../report.js';
import { zonedTimes } from '../zoned-time.js';

type Cell = string | number | null;

const findingColumns: readonly [
  string,
  (exported: ExportedFinding, about: About, at: (iso: string) => string) => Cell,
][] = [
  ['id', ({ finding }) => finding.id],
  ['severity', ({ finding }) => finding.severity],
  ['status', ({ finding }) => finding.status],
  ['title', ({ finding }, about) => said(finding.title, about)],
  ['reason', ({ finding }, about) => said(finding.reason, about)],
  ['account', ({ finding }) => finding.awsAccountId],
  ['account_name', ({ accountName }) => accountName],
  ['region', ({ finding }) => finding.region],
  ['service', ({ finding }) => finding.service],
  ['resource_kind', ({ finding }) => finding.resourceKind],
  ['resource_name', ({ finding }) => finding.resourceName],
  ['resource_arn', ({ finding }) => finding.resourceArn],
  ['policy', ({ finding }) => finding.policyId],
  ['discriminator', ({ finding }) => finding.discriminator],
  ['controls', ({ controls }) => controls.map(({ id }) => id).join(' ')],
  ['assignee', ({ finding }) => finding.assignee],
  ['due_at', ({ finding }, _, at) => atOrNull(finding.dueAt, at)],
  ['opened_at', ({ finding }, _, at) => at(finding.openedAt)],
  ['changed_at', ({ finding }, _, at) => at(finding.changedAt)],
  ['resolved_at', ({ finding }, _, at) => atOrNull(finding.resolvedAt, at)],
  ['resolution', ({ finding }) => finding.resolution],
  ['reopened', ({ finding }) => String(finding.reopened)],
  ['exception_reason', ({ finding }) => finding.exception?.reason ?? null],
  ['exception_ticket', ({ finding }) => finding.exception?.ticket ?? null],
  ['exception_owner', ({ finding }) => finding.exception?.owner ?? null],
  ['exception_approver', ({ finding }) => finding.exception?.approver ?? null],
  ['exception_until', ({ finding }, _, at) => atOrNull(finding.exception?.until ?? null, at)],
  ['comments', ({ finding }) => finding.comments],
  ['fingerprint', ({ finding }) => finding.fingerprint],
];

const atOrNull = (iso: string | null, at: (iso: string) => string): Cell => (iso === null ? null : at(iso));

export async function* findingsCsv(report: FindingReport): AsyncGenerator<Chunk> {
  const at = zonedTimes(report.timeZone);
  yield csvLine(findingColumns.map(([name]) => name));
  for await (const page of report.pages)
    yield page.map((exported) => csvLine(findingColumns.map(([, cell]) => cell(exported, report, at)))).join('');
}

const controlColumns = [
  ...['framework', 'account', 'section', 'section_title', 'number', 'control', 'title', 'level', 'assessment'],
  ...['severity', 'status', 'attested', 'policies', 'pass', 'fail', 'unknown'],
];

/** One line for each control. */
export async function* complianceCsv(report: ComplianceReport): AsyncGenerator<Chunk> {
  const { framework, account } = report;
  yield csvLine(controlColumns);
  for (const section of framework.sections)
    yield section.controls
      .map(({ id, number, title, level, assessment, severity, status, attested, policies, counts }) =>
        csvLine([
          ...[`${framework.title} ${framework.version}`, account, section.id, said(section.title, report)],
          ...[number, id, said(title, report), level, assessment, severity, status, String(attested), policies],
          ...[counts.pass, counts.fail, counts.unknown],
        ]),
      )
      .join('');
}
