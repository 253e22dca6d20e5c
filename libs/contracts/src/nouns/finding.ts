/** A finding: one policy that one resource fails, and its life. */
import { z } from 'zod';
import { FindingQueryText } from '../query/query-text.js';
import { ChangeCause } from './scan.js';
import {
  AwsAccountId,
  EmailAddress,
  FindingStatus,
  listOf,
  Moment,
  PageQuery,
  Severity,
  Text,
  Timestamp,
} from './shared.js';

/** Why a finding was resolved. `policy-off`: the policy was switched off for its account. */
export const Resolution = z
  .enum(['fixed', 'resource-deleted', 'policy-retired', 'account-removed', 'policy-off', 'policy-changed'])
  .describe(
    'Only `fixed` is a repair; `policy-changed`: the same configuration satisfies the policy as it is set now.',
  );
export type Resolution = z.infer<typeof Resolution>;

/** One condition that the policy looked at, with the value that decided it. `path` points into the resource's configuration. */
export const Condition = z.object({
  says: Text.describe('What was looked at, as a sentence.'),
  path: z.string().nullable(),
  actual: z.unknown(),
  expected: z.unknown().optional(),
  holds: z.boolean().describe('Whether the healthy side of the condition held.'),
});
export type Condition = z.infer<typeof Condition>;

export const Exception = z.object({
  reason: z.string(),
  ticket: z.string().nullable(),
  owner: z.string().describe('Who answers for it.'),
  approver: z.string().describe('Who accepted it.'),
  until: Timestamp.nullable(),
  createdAt: Timestamp,
});
export type Exception = z.infer<typeof Exception>;

/** What a finding was when it was read: a change is refused (`changed-meanwhile`) when it is not that any more. */
const IfVersion = z.int().positive().optional();

export const ExceptionInput = z.strictObject({
  reason: z.string().trim().min(3).max(2_000),
  ticket: z.string().trim().max(200).optional(),
  owner: EmailAddress.optional().describe('Who answers for it; oneself, if left out.'),
  until: Moment.optional(),
  ifVersion: IfVersion,
});

export const Finding = z.object({
  id: z.uuid(),
  fingerprint: z.string().describe('SHA-256 of tenant, policy, resource ARN and discriminator.'),
  policyId: z.string(),
  title: Text,
  severity: Severity,
  status: FindingStatus,
  reopened: z.boolean().describe('It was resolved before and came back.'),
  resolution: Resolution.nullable(),
  accountId: z.uuid(),
  awsAccountId: AwsAccountId,
  region: z.string(),
  service: z.string(),
  resourceKind: z.string(),
  resourceArn: z.string(),
  resourceName: z.string().nullable(),
  discriminator: z.string(),
  reason: Text,
  openedAt: Timestamp,
  changedAt: Timestamp,
  resolvedAt: Timestamp.nullable(),
  exception: Exception.nullable(),
  assignee: z.string().nullable().describe('An e-mail address.'),
  dueAt: Timestamp.nullable().describe(
    'By when it is to be fixed: by the days of its severity, or as somebody set it.',
  ),
  comments: z.int(),
  version: z.int().describe('Grows with every change.'),
});
export type Finding = z.infer<typeof Finding>;

export const FindingChange = z.enum([
  'opened',
  'resolved',
  'reopened',
  'worsened',
  'improved',
  'changed',
  'excepted',
  'exception-expired',
  'exception-removed',
  'assigned',
  'due-changed',
]);

/** One difference between two versions of a resource. `path` is a JSON pointer; undefined on a side where there is nothing. */
export const ResourceChange = z.object({
  path: z.string(),
  before: z.unknown().optional(),
  after: z.unknown().optional(),
});
export type ResourceChange = z.infer<typeof ResourceChange>;

/** One entry of a finding's history, with the evidence before and after. */
export const FindingHistoryEntry = z.object({
  id: z.uuid(),
  at: Timestamp,
  change: FindingChange,
  scanId: z.uuid().nullable(),
  actor: z.string().nullable(),
  severity: Severity,
  reason: Text.nullable(),
  before: z.unknown(),
  after: z.unknown(),
  changes: z
    .array(ResourceChange)
    .nullable()
    .describe('What changed in the resource since it was judged before, where that is known: at most 50.'),
  cause: ChangeCause.nullable().describe('The change in AWS that led to it, where one was told.'),
});

export const FindingComment = z.object({
  id: z.uuid(),
  author: z.string().describe('An e-mail address.'),
  text: z.string(),
  at: Timestamp,
});
export type FindingComment = z.infer<typeof FindingComment>;

const CommentText = z.string().trim().min(1).max(4_000);
export const CommentInput = z.strictObject({ text: CommentText });

/** How to fix it, with the resource's own names filled in. */
export const Fix = z.object({ steps: z.array(Text), cli: z.string().nullable(), terraform: z.string().nullable() });

export type Fix = z.infer<typeof Fix>;

export const FindingDetail = Finding.omit({ comments: true }).extend({
  why: Text.describe('What an attacker or an accident gains from it.'),
  conditions: z.array(Condition),
  evidence: z.unknown(),
  fix: Fix,
  controls: z.array(z.object({ id: z.string(), title: Text })),
  sameAs: z.array(z.string()),
  history: z.array(FindingHistoryEntry),
  comments: z.array(FindingComment).describe('Oldest first.'),
  cause: z
    .object({ key: z.string(), title: Text, findings: z.int() })
    .describe('What has to be put right, and how many open findings that would end.'),
});
export type FindingDetail = z.infer<typeof FindingDetail>;

/** `-severity` sorts worst first. Ties are broken by id, so that pages neither overlap nor skip. `dueAt`: those without come last. */
export const FindingSort = z.enum([
  '-severity',
  'severity',
  '-openedAt',
  'openedAt',
  '-changedAt',
  'changedAt',
  'dueAt',
]);
export type FindingSort = z.infer<typeof FindingSort>;

export const FindingQuery = PageQuery.extend({
  q: FindingQueryText.optional().describe('severity:critical service:s3 -account:123 is:reopened text'),
  status: listOf(FindingStatus).optional(),
  severity: listOf(Severity).optional(),
  service: listOf(z.string().max(40)).optional(),
  region: listOf(z.string().max(40)).optional(),
  accountId: listOf(z.uuid()).optional(),
  policyId: listOf(z.string().max(120)).optional(),
  resourceArn: z.string().max(2_048).optional(),
  reopened: z
    .enum(['true', 'false'])
    .transform((value) => value === 'true')
    .optional(),
  search: z.string().max(200).optional().describe('Matches title, resource ARN and name, without case.'),
  sort: FindingSort.default('-severity'),
  skip: z.coerce
    .number()
    .int()
    .min(0)
    .max(1_000_000)
    .default(0)
    .describe('Findings to leave out at the beginning, to jump into a long list; from there on go by cursor.'),
});
export type FindingQuery = z.infer<typeof FindingQuery>;

/** What findings are gathered by. `cause`: what has to be put right, such as one facet of one resource. */
export const FindingGrouping = z.enum([
  'policy',
  'resource',
  'account',
  'service',
  'region',
  'severity',
  'assignee',
  'cause',
]);
export type FindingGrouping = z.infer<typeof FindingGrouping>;

export const FindingGroup = z.object({
  key: z.string().describe('The value that its findings share; empty for an assignee: nobody.'),
  title: Text.nullable().describe('Of a policy or a cause.'),
  name: z.string().nullable().describe('Of a resource, or the AWS id of an account.'),
  q: z.string().describe('The whole query that lists its findings: the one that was asked, narrowed to the group.'),
  severity: Severity.describe('The worst.'),
  findings: z.int(),
  open: z.int(),
  excepted: z.int(),
  resources: z
    .int()
    .nullable()
    .describe('Resources that its findings are about; null for groupings whose groups hold too many to count at once.'),
  judged: z.int().nullable().describe('Resources that a policy was judged for; null for other groupings.'),
  bySeverity: z.record(Severity, z.int()),
  oldest: Timestamp.describe('When the oldest became open.'),
});
export type FindingGroup = z.infer<typeof FindingGroup>;

export const FindingGroupQuery = PageQuery.extend({
  by: FindingGrouping,
  q: FindingQueryText.optional(),
  sort: z.enum(['-severity', '-findings', 'oldest']).default('-severity'),
});
export type FindingGroupQuery = z.infer<typeof FindingGroupQuery>;

/** How many findings there are of each value of a few keys, for menus: under the query without its own terms of that key. */
export const FindingFacets = z.object({
  items: z.array(
    z.object({
      key: z.enum(['status', 'severity', 'service', 'region', 'account', 'policy', 'assignee']),
      values: z.array(z.object({ value: z.string(), count: z.int() })).describe('The most frequent, at most 200.'),
    }),
  ),
});
export type FindingFacets = z.infer<typeof FindingFacets>;

/** Changes one finding by hand. */
export const FindingPatch = z.strictObject({
  assignee: EmailAddress.nullable().optional(),
  dueAt: Moment.nullable().optional().describe('Null: by the days of its severity again.'),
  ifVersion: IfVersion,
});
export type FindingPatch = z.infer<typeof FindingPatch>;

/** Which findings: these, or all that a query finds. */
export const FindingSelection = z.union([
  z.strictObject({ ids: z.array(z.uuid().toLowerCase()).min(1).max(1_000) }),
  z.strictObject({ q: FindingQueryText, except: z.array(z.uuid()).max(1_000).default([]) }),
]);
export type FindingSelection = z.infer<typeof FindingSelection>;

export const BulkAction = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('assign'), assignee: EmailAddress.nullable() }),
  z.strictObject({ kind: z.literal('due'), dueAt: FindingPatch.shape.dueAt.unwrap() }),
  z.strictObject({ kind: z.literal('comment'), text: CommentText }),
  z.strictObject({ kind: z.literal('except'), ...ExceptionInput.omit({ ifVersion: true }).shape }),
  z.strictObject({ kind: z.literal('remove-exception') }),
]);
export type BulkAction = z.infer<typeof BulkAction>;

export const BulkInput = z.strictObject({ select: FindingSelection, action: BulkAction });
export type BulkInput = z.infer<typeof BulkInput>;

/** Findings that one request changes at most. */
export const mostInBulk = 20_000;

/** What a change of many findings came to. */
export const BulkChange = z.object({
  id: z.uuid().describe('To take it back by.'),
  action: BulkAction,
  matched: z.int(),
  changed: z.int(),
  skipped: z
    .array(
      z.object({
        findingId: z.uuid(),
        why: z.enum(['not-found', 'resolved', 'no-exception', 'no-change', 'changed-meanwhile']),
      }),
    )
    .describe('Those that stay as they were, at most 200 of them.'),
  at: Timestamp,
  undoableUntil: Timestamp.nullable().describe('Null once it was taken back.'),
});
export type BulkChange = z.infer<typeof BulkChange>;

/** Days in which a finding of a severity is to be fixed; null: no due date. */
export const SlaDays = z.record(Severity, z.int().min(1).max(3_650).nullable());
export type SlaDays = z.infer<typeof SlaDays>;

/** How a tenant works with its findings. */
export const FindingSettings = z.object({ slaDays: SlaDays });
export type FindingSettings = z.infer<typeof FindingSettings>;
export const FindingSettingsInput = z.strictObject({ slaDays: SlaDays });

/** What became of findings from one scan to another of the same account. */
export const ScanComparison = z.object({
  from: z.object({ id: z.uuid(), judgedAt: Timestamp }).nullable().describe('Null: there was no scan before.'),
  to: z.object({ id: z.uuid(), judgedAt: Timestamp }),
  counts: z.object({ opened: z.int(), resolved: z.int(), changed: z.int() }),
  items: z.array(
    z.object({
      change: z.enum(['opened', 'resolved', 'changed']),
      finding: Finding,
      before: z.object({ status: FindingStatus, severity: Severity }).nullable(),
      after: z.object({ status: FindingStatus, severity: Severity }),
      at: Timestamp,
    }),
  ),
  next: z.string().nullable(),
});
export type ScanComparison = z.infer<typeof ScanComparison>;
