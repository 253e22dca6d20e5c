/** Findings to export, without a database. */
import {
  FindingStatus,
  Severity,
  type ComplianceControl,
  type ComplianceFramework,
  type ControlStatus,
  type Finding,
} from '@cspmexa/contracts';
import type { ExportedFinding } from '../../src/exports/exported-finding.js';
import type { Chunk, ComplianceReport, FindingReport } from '../../src/exports/report.js';

export const uuid = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const both = (text: string) => ({ en: text, pt: text });

export const sampleFinding = (given: Partial<Finding> = {}): Finding => ({
  id: uuid(1),
  fingerprint: 'ab'.repeat(32),
  policyId: 'aws-s3-bucket-denies-http',
  title: { en: 'S3 buckets refuse unencrypted requests', pt: 'Buckets S3 recusam requisições sem criptografia' },
  severity: 'medium',
  status: 'open',
  reopened: false,
  resolution: null,
  accountId: uuid(2),
  awsAccountId: '111122223333',
  region: 'us-east-1',
  service: 's3',
  resourceKind: 'aws.s3.bucket',
  resourceArn: 'arn:aws:s3:::reports',
  resourceName: 'reports',
  discriminator: '',
  reason: { en: 'No statement denies plain HTTP.', pt: 'Nenhuma declaração nega HTTP.' },
  openedAt: '2026-03-01T12:00:00.000Z',
  changedAt: '2026-03-02T12:00:00.000Z',
  resolvedAt: null,
  exception: null,
  assignee: null,
  dueAt: null,
  comments: 0,
  version: 1,
  ...given,
});

export const exportedSample = (
  finding: Finding,
  given: Partial<Omit<ExportedFinding, 'finding'>> = {},
): ExportedFinding => {
  const fix = {
    steps: [both('Deny plain HTTP.'), both('Look again.')],
    cli: 'aws s3api put-bucket-policy',
    terraform: null,
  };
  return {
    finding,
    accountName: 'Production',
    partition: finding.resourceArn.split(':')[1] || 'aws',
    why: both('Anybody on the way can read it.'),
    fix: () => fix,
    guide: () => fix,
    controls: [{ id: 'fsbp/S3.5', title: both('Requests need TLS'), framework: 'AWS FSBP 1.0.0' }],
    ...given,
  };
};

/** A report of these findings, in pages of two. `total`: of which they are the first. */
export function sampleReport(
  findings: readonly ExportedFinding[],
  { total = findings.length, ...given }: Partial<FindingReport> & { total?: number } = {},
): FindingReport {
  const countOf = (of: (finding: Finding) => boolean): number => findings.filter(({ finding }) => of(finding)).length;
  const bySeverity = { critical: 0, high: 0, medium: 0, low: 0, info: 0 };
  const byStatus = { open: 0, resolved: 0, excepted: 0 };
  for (const name of Severity.options) bySeverity[name] = countOf(({ severity }) => severity === name);
  for (const name of FindingStatus.options) byStatus[name] = countOf(({ status }) => status === name);
  return {
    language: 'en',
    timeZone: 'America/Sao_Paulo',
    madeAt: new Date('2026-03-03T02:30:00Z'),
    by: 'ana@example.com',
    q: 'is:open',
    counts: { total, bySeverity, byStatus },
    shown: findings.length,
    pages: (async function* () {
      for (let from = 0; from < findings.length; from += 2) yield findings.slice(from, from + 2);
    })(),
    ...given,
  };
}

/** A framework with one section of two controls. */
export function sampleFramework(title: string): ComplianceFramework {
  const counts = { passed: 1, failed: 1, unknown: 0, manual: 0, notApplicable: 0, percent: 50 };
  const controlOf = (number: string, status: ControlStatus): ComplianceControl => ({
    id: `sample/${number}`,
    number,
    title: both(title),
    section: '1',
    level: 'L1',
    assessment: 'automated',
    severity: 'high',
    status,
    attested: true,
    policies: 2,
    counts: { pass: 3, fail: 1, unknown: 2 },
  });
  return {
    ...{ id: 'sample', title: 'Sample', version: '1.0', counts },
    sections: [
      {
        id: '1',
        title: both(title),
        counts,
        controls: [controlOf('1.1', 'failed'), controlOf('1.2', 'passed')],
      },
    ],
  };
}

export const sampleCompliance = (title: string, account: string | null = null): ComplianceReport => ({
  language: 'en',
  timeZone: 'UTC',
  madeAt: new Date('2026-03-03T02:30:00Z'),
  by: 'ana@example.com',
  framework: sampleFramework(title),
  account,
});

/** A whole file. */
export async function written(chunks: AsyncIterable<Chunk>): Promise<Buffer> {
  const all: Buffer[] = [];
  for await (const chunk of chunks) all.push(Buffer.from(chunk));
  return Buffer.concat(all);
}

/** What people and attackers put into names: markup, formulas, quotes, line ends, other scripts, controls. */
export const hostile = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "';--<svg/onload=alert(1)>",
  '</style><script>alert(1)</script>',
  '</title><iframe srcdoc="<script>alert(1)</script>">',
  '<a href="javascript:alert(1)">x</a>',
  '{{constructor.constructor("alert(1)")()}}',
  '${7*7} `x` &lt;b&gt;',
  '=HYPERLINK("http://evil.example","click")',
  "=cmd|' /C calc'!A0",
  '+1+1',
  '-2+3',
  '@SUM(1,2)',
  '\t=1+1',
  '＝1+1',
  'a,"b"\r\nc;d',
  'ação e coração: ção',
  'Ωμέγα Жук Việt हिन्दी',
  '漢字 العربية 😀',
  '\u202Eevil\u2066',
  'x'.repeat(300),
];
