/** Findings as Compliance Finding events (class 2003) of the Open Cybersecurity Schema Framework, version 1.3.0, with its cloud profile. */
import type { Finding, Severity } from '@cspmexa/contracts';
import type { ExportedFinding } from '../exported-finding.js';
import { said, type About, type Chunk, type FindingReport } from '../report.js';
import { jsonArray } from './json.js';

const schemaVersion = '1.3.0';

const severities: Readonly<Record<Severity, readonly [id: number, name: string]>> = {
  critical: [5, 'Critical'],
  high: [4, 'High'],
  medium: [3, 'Medium'],
  low: [2, 'Low'],
  info: [1, 'Informational'],
};

export const findingsOcsf = (report: FindingReport): AsyncGenerator<Chunk> =>
  jsonArray(report, (exported) => complianceFindingOf(exported, report));

/** One event. Times are milliseconds since 1970. */
export function complianceFindingOf(exported: ExportedFinding, about: About): Record<string, unknown> {
  const { finding, controls, why, partition, accountName } = exported;
  const [severityId, severity] = severities[finding.severity];
  const [activityId, activity] = activityOf(finding);
  const [statusId, status] = statusOf(finding);
  const fix = exported.fix();
  return {
    activity_id: activityId,
    activity_name: activity,
    category_name: 'Findings',
    category_uid: 2,
    class_name: 'Compliance Finding',
    class_uid: 2003,
    type_name: `Compliance Finding: ${activity}`,
    type_uid: 200_300 + activityId,
    time: Date.parse(finding.changedAt),
    start_time: Date.parse(finding.openedAt),
    ...(finding.resolvedAt === null ? {} : { end_time: Date.parse(finding.resolvedAt) }),
    severity,
    severity_id: severityId,
    status,
    status_id: statusId,
    message: said(finding.reason, about),
    metadata: {
      event_code: finding.policyId,
      product: { name: 'CSPMEXA', uid: 'cspmexa', vendor_name: 'CSPMEXA', lang: about.language },
      profiles: ['cloud'],
      uid: finding.id,
      version: schemaVersion,
    },
    finding_info: {
      uid: finding.fingerprint,
      title: said(finding.title, about),
      desc: said(why ?? finding.reason, about),
      types: ['Misconfiguration'],
      created_time: Date.parse(finding.openedAt),
      modified_time: Date.parse(finding.changedAt),
      first_seen_time: Date.parse(finding.openedAt),
      last_seen_time: Date.parse(finding.changedAt),
      analytic: { name: said(finding.title, about), type: 'Rule', type_id: 1, uid: finding.policyId },
    },
    compliance: {
      control: controls[0]?.id ?? finding.policyId,
      requirements: controls.map(({ id, title }) => `${id} ${said(title, about)}`),
      standards: controls.length > 0 ? [...new Set(controls.map(({ framework }) => framework))] : ['CSPMEXA'],
      ...resultOf(finding),
      status_detail: said(finding.reason, about),
    },
    ...(fix && fix.steps.length > 0
      ? { remediation: { desc: [...fix.steps.map((step) => said(step, about)), fix.cli ?? ''].join('\n').trim() } }
      : {}),
    resources: [
      {
        uid: finding.resourceArn,
        ...(finding.resourceName === null ? {} : { name: finding.resourceName }),
        type: finding.resourceKind,
        region: finding.region,
        cloud_partition: partition,
        group: { name: finding.service },
      },
    ],
    cloud: {
      provider: 'AWS',
      region: finding.region,
      account: {
        uid: finding.awsAccountId,
        ...(accountName === null ? {} : { name: accountName }),
        type: 'AWS Account',
        type_id: 10,
      },
    },
    ...(finding.exception ? { comment: finding.exception.reason } : {}),
    unmapped: {
      discriminator: finding.discriminator,
      reopened: finding.reopened,
      resolution: finding.resolution,
      assignee: finding.assignee,
      due_at: finding.dueAt,
      comments: finding.comments,
      exception: finding.exception,
    },
  };
}

function activityOf({ status, openedAt, changedAt }: Finding): [number, string] {
  if (status === 'resolved') return [3, 'Close'];
  return openedAt === changedAt ? [1, 'Create'] : [2, 'Update'];
}

function statusOf({ status, assignee }: Finding): [number, string] {
  if (status === 'resolved') return [4, 'Resolved'];
  if (status === 'excepted') return [3, 'Suppressed'];
  return assignee === null ? [1, 'New'] : [2, 'In Progress'];
}

/** What the check says: only what was looked at and found repaired has passed. */
function resultOf({ status, resolution }: Finding): Record<string, unknown> {
  if (status !== 'resolved') return { status: 'Fail', status_id: 3 };
  return resolution === 'fixed' ? { status: 'Pass', status_id: 1 } : { status: resolution ?? 'Other', status_id: 99 };
}
