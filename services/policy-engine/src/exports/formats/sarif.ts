/** Findings as the log of one run in SARIF 2.1.0, with a rule for each policy. */
import { toUSVString } from 'node:util';
import type { Finding, Severity } from '@cspmexa/contracts';
import type { ExportedFinding } from '../exported-finding.js';
import { said, type About, type Chunk, type FindingReport } from '../report.js';

const levels: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'note',
  info: 'note',
};

/** Within the bands in which code scanning puts numbers from 0 to 10. */
const scores: Readonly<Record<Severity, string>> = {
  critical: '9.5',
  high: '8.0',
  medium: '5.5',
  low: '2.5',
  info: '0.0',
};

export async function* findingsSarif(report: FindingReport): AsyncGenerator<Chunk> {
  const rules = new Map<string, { readonly index: number; readonly rule: object }>();
  const ruleOf = (exported: ExportedFinding): number => {
    const { policyId } = exported.finding;
    const known = rules.get(policyId);
    if (known) return known.index;
    rules.set(policyId, { index: rules.size, rule: reportingDescriptorOf(exported, report) });
    return rules.size - 1;
  };
  yield '{"$schema":"https://json.schemastore.org/sarif-2.1.0.json","version":"2.1.0","runs":[{"results":[\n';
  let between = '';
  for await (const page of report.pages) {
    yield between + page.map((exported) => JSON.stringify(resultOf(exported, ruleOf(exported), report))).join(',\n');
    between = ',\n';
  }
  // The rules come after the results that they were met in: an object has no order.
  const driver = {
    name: 'CSPMEXA',
    language: report.language === 'pt' ? 'pt-BR' : 'en',
    rules: [...rules.values()].map(({ rule }) => rule),
  };
  const invocation = { executionSuccessful: true, endTimeUtc: report.madeAt.toISOString() };
  const rest = { tool: { driver }, invocations: [invocation], columnKind: 'utf16CodeUnits' };
  yield `\n],${JSON.stringify(rest).slice(1)}]}\n`;
}

function reportingDescriptorOf(exported: ExportedFinding, about: About): object {
  const { finding, why, controls } = exported;
  const title = said(finding.title, about);
  const steps = exported.guide()?.steps.map((step) => said(step, about)) ?? [];
  return {
    id: finding.policyId,
    name: finding.policyId,
    shortDescription: { text: title },
    fullDescription: { text: why ? said(why, about) : title },
    ...(steps.length > 0 ? { help: { text: steps.join('\n') } } : {}),
    defaultConfiguration: { level: levels[finding.severity] },
    properties: {
      'security-severity': scores[finding.severity],
      tags: ['security', finding.service, ...controls.map(({ id }) => id)],
    },
  };
}

function resultOf({ finding, accountName }: ExportedFinding, ruleIndex: number, about: About): object {
  return {
    ruleId: finding.policyId,
    ruleIndex,
    kind: 'fail',
    level: levels[finding.severity],
    message: { text: said(finding.reason, about) || said(finding.title, about) },
    locations: [
      {
        physicalLocation: { artifactLocation: { uri: uriOf(finding.resourceArn) } },
        logicalLocations: [
          {
            name: finding.resourceName ?? finding.resourceArn,
            fullyQualifiedName: finding.resourceArn,
            kind: 'resource',
          },
        ],
      },
    ],
    guid: finding.id,
    partialFingerprints: { 'cspmexa/v1': finding.fingerprint },
    ...(finding.status === 'resolved' ? { baselineState: 'absent' } : {}),
    suppressions: suppressionsOf(finding),
    properties: {
      'security-severity': scores[finding.severity],
      severity: finding.severity,
      status: finding.status,
      resolution: finding.resolution,
      reopened: finding.reopened,
      account: finding.awsAccountId,
      accountName,
      region: finding.region,
      service: finding.service,
      resourceKind: finding.resourceKind,
      discriminator: finding.discriminator,
      assignee: finding.assignee,
      openedAt: finding.openedAt,
      changedAt: finding.changedAt,
      resolvedAt: finding.resolvedAt,
      dueAt: finding.dueAt,
    },
  };
}

/** Empty means: looked at, and not suppressed. */
const suppressionsOf = ({ exception, status }: Finding): object[] =>
  status === 'excepted' && exception ? [{ kind: 'external', status: 'accepted', justification: exception.reason }] : [];

/** The ARN as the URI that it nearly is. */
const uriOf = (arn: string): string => encodeURI(toUSVString(arn)).replace(/[#?[\]]/g, encodeURIComponent);
