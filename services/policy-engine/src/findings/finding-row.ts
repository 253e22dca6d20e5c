/** A finding as its row holds it, and as the API shows it. */
import { Exception, Finding, type Condition, type Text } from '@cspmexa/contracts';
import type { FindingSubject } from '../judging/judged.js';
import { severityOf } from './severity.js';

export interface FindingRow {
  id: string;
  fingerprint: Uint8Array;
  policy_id: string;
  discriminator: string;
  status: Finding['status'];
  severity: number;
  reopened: boolean;
  resolution: Finding['resolution'];
  account_id: string;
  aws_account_id: string;
  region: string;
  service: string;
  resource_kind: string;
  resource_arn: string;
  resource_name: string | null;
  title: Text;
  reason: Text;
  conditions: Condition[];
  subject: FindingSubject;
  exception: unknown;
  assignee: string | null;
  due_at: Date | null;
  due_set: boolean;
  /** How many. */
  comments: number;
  cause_key: string;
  cause_title: Text | null;
  opened_at: Date;
  /** When it became open the last time. */
  open_since: Date;
  changed_at: Date;
  resolved_at: Date | null;
  version: number;
}

/** What the API says of a finding. */
export const findingOf = (row: FindingRow): Finding => ({
  id: row.id,
  fingerprint: Buffer.from(row.fingerprint).toString('hex'),
  policyId: row.policy_id,
  title: row.title,
  severity: severityOf(row.severity),
  status: row.status,
  reopened: row.reopened,
  resolution: row.resolution,
  accountId: row.account_id,
  awsAccountId: row.aws_account_id,
  region: row.region,
  service: row.service,
  resourceKind: row.resource_kind,
  resourceArn: row.resource_arn,
  resourceName: row.resource_name,
  discriminator: row.discriminator,
  reason: row.reason,
  openedAt: row.opened_at.toISOString(),
  changedAt: row.changed_at.toISOString(),
  resolvedAt: row.resolved_at?.toISOString() ?? null,
  exception: row.exception === null ? null : Exception.parse(row.exception),
  assignee: row.assignee,
  dueAt: row.due_at?.toISOString() ?? null,
  comments: row.comments,
  version: row.version,
});
