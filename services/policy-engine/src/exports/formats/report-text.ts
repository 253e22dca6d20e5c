/** What reports for people say, line by line, whatever they look like. Pure. */
import type { ComplianceControl, ComplianceFramework, ControlStatus, Severity } from '@cspmexa/contracts';
import { ControlStatus as ControlStatuses, FindingStatus, Severity as Severities } from '@cspmexa/contracts';
import type { ExportedFinding } from '../exported-finding.js';
import { said, type About, type ComplianceReport, type FindingReport } from '../report.js';
import { wordsIn } from '../words.js';
import { zonedTimes } from '../zoned-time.js';

/** The head of a report. */
export interface Head {
  readonly lang: string;
  readonly title: string;
  /** Names with what they stand for. */
  readonly facts: readonly (readonly [name: string, value: string])[];
  /** Counts, worst first. */
  readonly counts: readonly { readonly label: string; readonly count: number; readonly tone: Tone }[];
  /** What must be known before the table is read. */
  readonly notice: string | null;
}

/** What a colour means; never said by the colour alone. */
export type Tone = Severity | 'good' | 'bad' | 'plain';

/** A row of a report's table: each cell a first line and smaller ones below. */
export interface ReportRow {
  readonly tone: Tone;
  readonly cells: readonly { readonly text: string; readonly below: readonly string[] }[];
}

const localeOf = ({ language }: About): string => wordsIn[language].lang;
const numberIn = (about: About, value: number): string => new Intl.NumberFormat(localeOf(about)).format(value);

const percentIn = (about: About, value: number): string =>
  `${new Intl.NumberFormat(localeOf(about), { maximumFractionDigits: 1 }).format(value)}%`;

/** When it was made, with the name of the zone. */
function madeAt(about: About): string {
  const { madeAt: at, timeZone } = about;
  const text = new Intl.DateTimeFormat(localeOf(about), { dateStyle: 'long', timeStyle: 'short', timeZone }).format(at);
  return `${text} (${timeZone})`;
}

export function findingsHead(report: FindingReport): Head {
  const words = wordsIn[report.language];
  const { total, bySeverity, byStatus } = report.counts;
  const isCut = report.shown < total;
  const statuses = FindingStatus.options.map(
    (status) => `${words.status[status]}: ${numberIn(report, byStatus[status])}`,
  );
  return {
    lang: words.lang,
    title: words.findingsTitle,
    facts: [
      [words.query, report.q || words.everyFinding],
      [words.made, madeAt(report)],
      [words.by, report.by],
      [words.total, numberIn(report, total)],
      [words.columns.status, statuses.join(' · ')],
    ],
    counts: Severities.options.map((severity) => ({
      label: words.severity[severity],
      count: bySeverity[severity],
      tone: severity,
    })),
    notice: isCut
      ? words.notShown(numberIn(report, report.shown), numberIn(report, total))
      : total === 0
        ? words.none
        : null,
  };
}

export function findingColumns({ language }: About): string[] {
  const { columns } = wordsIn[language];
  return [columns.severity, columns.finding, columns.resource, columns.place, columns.status];
}

/** A function from findings to rows. */
export function findingRows(about: About): (exported: ExportedFinding) => ReportRow {
  const words = wordsIn[about.language];
  const at = zonedTimes(about.timeZone);
  // The zone stands in the head.
  const minuteOf = (iso: string): string => at(iso).slice(0, 16).replace('T', ' ');
  const dayOf = (iso: string): string => at(iso).slice(0, 10);
  return ({ finding, accountName }) => ({
    tone: finding.severity,
    cells: [
      { text: words.severity[finding.severity], below: [] },
      { text: said(finding.title, about), below: [said(finding.reason, about), finding.policyId].filter(Boolean) },
      {
        text: finding.resourceName ?? finding.resourceArn,
        below: finding.resourceName === null ? [] : [finding.resourceArn],
      },
      {
        text: accountName ?? finding.awsAccountId,
        below: [...(accountName ? [finding.awsAccountId] : []), finding.region],
      },
      {
        text: words.status[finding.status],
        below: [
          `${words.opened} ${minuteOf(finding.openedAt)}`,
          ...(finding.dueAt === null ? [] : [`${words.due} ${dayOf(finding.dueAt)}`]),
          ...(finding.assignee === null ? [] : [`${words.assignee} ${finding.assignee}`]),
          ...(finding.exception === null ? [] : [finding.exception.reason]),
        ],
      },
    ],
  });
}

const tones: Readonly<Record<ControlStatus, Tone>> = {
  passed: 'good',
  failed: 'bad',
  unknown: 'medium',
  manual: 'plain',
  'not-applicable': 'plain',
};

export function complianceHead(report: ComplianceReport): Head {
  const words = wordsIn[report.language];
  const { framework, account } = report;
  const { percent, passed, failed, unknown, manual, notApplicable } = framework.counts;
  const counts = { passed, failed, unknown, manual, 'not-applicable': notApplicable };
  const share = percent === null ? '–' : percentIn(report, percent);
  return {
    lang: words.lang,
    title: `${words.complianceTitle}: ${framework.title} ${framework.version}`,
    facts: [
      [words.account, account ?? words.everyAccount],
      [words.made, madeAt(report)],
      [words.by, report.by],
      [words.complianceTitle, `${share} ${words.satisfied}`],
    ],
    counts: ControlStatuses.options.map((status) => ({
      label: words.control[status],
      count: counts[status],
      tone: tones[status],
    })),
    notice: null,
  };
}

/** What a section of a framework is called, with how far it is satisfied. */
export function sectionHeading({ id, title, counts }: ComplianceFramework['sections'][number], about: About): string {
  const name = said(title, about);
  const share = counts.percent === null ? '' : ` (${percentIn(about, counts.percent)})`;
  return `${name === id ? id : `${id} ${name}`}${share}`;
}

export function controlColumns({ language }: About): string[] {
  const { columns } = wordsIn[language];
  return [columns.status, columns.control, columns.severity, columns.policies, columns.verdicts];
}

/** A function from controls to rows. */
export function controlRows(about: About): (control: ComplianceControl) => ReportRow {
  const words = wordsIn[about.language];
  return ({ status, attested, number, id, title, level, severity, policies, counts }) => ({
    tone: tones[status],
    cells: [
      { text: words.control[status], below: attested ? [words.attested] : [] },
      { text: `${number} ${said(title, about)}`, below: [level === null ? id : `${id} · ${level}`] },
      { text: severity === null ? '–' : words.severity[severity], below: [] },
      { text: numberIn(about, policies), below: [] },
      { text: words.verdicts(counts), below: [] },
    ],
  });
}
