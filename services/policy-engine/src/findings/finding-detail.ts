/** Everything that is known of one finding: why, evidence, fix, controls and history. Pure. */
import type { FindingDetail, Text } from '@cspmexa/contracts';
import { controlById } from '@cspmexa/frameworks';
import { renderFix } from '@cspmexa/policy-kit';
import { rowOf, type Catalogue } from '../policies/catalogue.js';
import { findingOf, type FindingRow } from './finding-row.js';
import { severityOf } from './severity.js';

type HistoryEntry = FindingDetail['history'][number];

export interface HistoryRow {
  id: string;
  at: Date;
  change: HistoryEntry['change'];
  scan_id: string | null;
  actor: string | null;
  severity: number;
  reason: Text | null;
  before: unknown;
  after: unknown;
  changes: HistoryEntry['changes'];
  cause: HistoryEntry['cause'];
}

const goneFromCatalogue: Text = {
  en: 'The policy is no longer in the catalogue.',
  pt: 'A política não está mais no catálogo.',
};

export interface CommentRow {
  id: string;
  author: string;
  text: string;
  at: Date;
}

/** All that is stored about a finding. `history` newest first, `comments` oldest first. */
export interface StoredDetail {
  readonly row: FindingRow;
  readonly history: readonly HistoryRow[];
  readonly comments: readonly CommentRow[];
  /** Open findings with the same cause. */
  readonly sameCause: number;
}

/** The detail of a finding. */
export function detailOf({ row, history, comments, sameCause }: StoredDetail, catalogue: Catalogue): FindingDetail {
  const policy = catalogue.find(row.policy_id);
  const tableRow = rowOf(policy, row.discriminator);
  const { id, base } = row.subject;
  const subject = {
    arn: row.resource_arn,
    id,
    name: row.resource_name,
    region: row.region,
    accountId: row.aws_account_id,
    base,
  };
  const controls = [...new Set([...(policy?.controls ?? []), ...(tableRow?.controls ?? [])])];
  return {
    ...findingOf(row),
    why: policy?.why ?? goneFromCatalogue,
    conditions: row.conditions,
    evidence: row.conditions
      .filter(({ holds }) => !holds)
      .map(({ path, actual, expected }) => ({ path, actual, ...(expected === undefined ? {} : { expected }) })),
    fix: policy ? renderFix(policy, subject, row.discriminator) : { steps: [], cli: null, terraform: null },
    controls: controls.map((control) => ({ id: control, title: controlById(control)?.title ?? same(control) })),
    sameAs: [...new Set([...(policy?.sameAs ?? []), ...(tableRow?.sameAs ?? [])])],
    history: history.map((entry) => ({
      id: entry.id,
      at: entry.at.toISOString(),
      change: entry.change,
      scanId: entry.scan_id,
      actor: entry.actor,
      severity: severityOf(entry.severity),
      reason: entry.reason,
      before: named(entry.before),
      after: named(entry.after),
      changes: entry.changes?.map(({ path, before, after }) => ({ path, before, after })) ?? null,
      cause: entry.cause,
    })),
    comments: comments.map(({ id: commentId, author, text, at }) => ({
      ...{ id: commentId, author, text, at: at.toISOString() },
    })),
    cause: { key: row.cause_key, title: row.cause_title ?? row.title, findings: sameCause },
  };
}

const same = (text: string): Text => ({ en: text, pt: text });

/** Evidence as it was written, with the severity by its name. */
function named(evidence: unknown): unknown {
  if (typeof evidence !== 'object' || evidence === null || !('severity' in evidence)) return evidence ?? null;
  const { severity } = evidence;
  return typeof severity === 'number' ? { ...evidence, severity: severityOf(severity) } : evidence;
}
