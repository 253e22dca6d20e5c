/** A finding: one policy that one resource fails, and its life. */
import { z } from 'zod';
import { ChangeCause } from './scan.js';
import { AwsAccountId, listOf, PageQuery, Severity, Text, Timestamp } from './shared.js';

export const FindingStatus = z.enum(['open', 'resolved', 'excepted']);
export type FindingStatus = z.infer<typeof FindingStatus>;

/** Why a finding was resolved. */
export const Resolution = z.enum(['fixed', 'resource-deleted', 'policy-retired', 'account-removed']);
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
  owner: z.string(),
  approver: z.string(),
  until: Timestamp.nullable(),
  createdAt: Timestamp,
});
export type Exception = z.infer<typeof Exception>;

export const ExceptionInput = z.strictObject({
  reason: z.string().trim().min(3).max(2_000),
  ticket: z.string().trim().max(200).optional(),
  until: z.iso.datetime({ offset: true }).optional(),
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

/** How to fix it, with the resource's own names filled in. */
export const Fix = z.object({ steps: z.array(Text), cli: z.string().nullable(), terraform: z.string().nullable() });

export type Fix = z.infer<typeof Fix>;

export const FindingDetail = Finding.extend({
  why: Text.describe('What an attacker or an accident gains from it.'),
  conditions: z.array(Condition),
  evidence: z.unknown(),
  fix: Fix,
  controls: z.array(z.object({ id: z.string(), title: z.string() })),
  sameAs: z.array(z.string()),
  history: z.array(FindingHistoryEntry),
});
export type FindingDetail = z.infer<typeof FindingDetail>;

/** `-severity` sorts worst first. Ties are broken by id, so that pages neither overlap nor skip. */
export const FindingSort = z.enum(['-severity', 'severity', '-openedAt', 'openedAt', '-changedAt', 'changedAt']);

export const FindingQuery = PageQuery.extend({
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
});
export type FindingQuery = z.infer<typeof FindingQuery>;
