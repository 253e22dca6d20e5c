/** A scan, its units, and what it could and could not look at. */
import { z } from 'zod';
import { ScanScope } from './account.js';
import { AwsAccountId, AwsService, Severity, Text, Timestamp } from './shared.js';

/** `partial`: finished, with holes that its coverage names. */
export const ScanState = z.enum(['queued', 'running', 'complete', 'partial', 'failed', 'cancelled']);
export type ScanState = z.infer<typeof ScanState>;

export const UnitState = z.enum(['queued', 'running', 'done', 'failed', 'cancelled']);
export type UnitState = z.infer<typeof UnitState>;

/** Why something could not be looked at. */
export const UnknownReason = z.enum([
  'denied',
  'throttled',
  'timed-out',
  'malformed',
  'not-enabled',
  'region-disabled',
  'credentials',
  'unreachable',
  'failed',
  'not-collected',
]);
export type UnknownReason = z.infer<typeof UnknownReason>;

/** Which kind of policy refused a call, where AWS says so. */
export const DeniedBy = z.enum([
  'identity-policy',
  'resource-policy',
  'service-control-policy',
  'resource-control-policy',
  'permissions-boundary',
  'session-policy',
  'vpc-endpoint-policy',
]);
export type DeniedBy = z.infer<typeof DeniedBy>;

/** One row of coverage: how the calls of one action in one region went. */
export const CoverageRow = z.object({
  service: z.string(),
  region: z.string().describe("'global' for services without regions."),
  action: z.string().describe('The IAM action, for example s3:GetBucketPolicy.'),
  outcome: z.union([z.literal('ok'), UnknownReason]),
  calls: z.int().describe('Calls that ended with this outcome.'),
  detail: z.string().nullable().describe('What AWS said, for the first of them.'),
  resources: z.array(z.string()).describe('ARNs concerned, at most ten.'),
  deniedBy: DeniedBy.nullable().default(null).describe('Which kind of policy refused it, where AWS says so.'),
});
export type CoverageRow = z.infer<typeof CoverageRow>;

/** What a scan cost. */
export const CallCounts = z.object({
  calls: z.int(),
  retries: z.int(),
  throttles: z.int(),
  seconds: z.number(),
});
export type CallCounts = z.infer<typeof CallCounts>;

/** What the calls of one action in one region cost. */
export const CallCost = CallCounts.extend({ service: z.string(), region: z.string(), action: z.string() });
export type CallCost = z.infer<typeof CallCost>;

/** A change that AWS told of: the reason of a scan of the resources that it names. */
export const ChangeCause = z.object({
  eventId: z.string().describe("CloudTrail's id of the event."),
  eventName: z.string().describe('For example PutBucketPolicy.'),
  actor: z.string().nullable().describe('The ARN or name of who made it.'),
  at: Timestamp,
});
export type ChangeCause = z.infer<typeof ChangeCause>;

/** The newest change of each resource that a scan was started for. */
export const ResourceCause = ChangeCause.extend({ resourceArn: z.string().max(2_048) });
export type ResourceCause = z.infer<typeof ResourceCause>;

export const Unit = z.object({
  id: z.uuid(),
  service: AwsService,
  region: z.string(),
  state: UnitState,
  resources: z.int().nullable(),
  attempts: z.int(),
  failure: z.string().nullable(),
  startedAt: Timestamp.nullable(),
  endedAt: Timestamp.nullable(),
});
export type Unit = z.infer<typeof Unit>;

export const ScanTrigger = z.enum(['manual', 'schedule', 'first', 'change']);

export const Scan = z.object({
  id: z.uuid(),
  accountId: z.uuid(),
  accountName: z.string(),
  awsAccountId: AwsAccountId.nullable(),
  state: ScanState,
  trigger: ScanTrigger,
  scope: ScanScope,
  scheduleId: z.uuid().nullable(),
  causes: z.array(ResourceCause).describe('Changes that started it; empty unless `trigger` is change.'),
  generation: z.int(),
  units: z.object({ total: z.int(), done: z.int(), failed: z.int() }),
  resources: z.int(),
  counts: CallCounts,
  holes: z.int().describe('Coverage rows that are not ok.'),
  failure: z.string().nullable(),
  createdAt: Timestamp,
  startedAt: Timestamp.nullable(),
  endedAt: Timestamp.nullable(),
});
export type Scan = z.infer<typeof Scan>;

export const ScanDetail = Scan.extend({
  unitList: z.array(Unit),
  coverage: z.array(CoverageRow),
  costs: z.array(CallCost),
});
export type ScanDetail = z.infer<typeof ScanDetail>;

export const ScanInput = z.strictObject({
  accountId: z.uuid(),
  scope: ScanScope.default({ services: [], regions: [], severities: [], resources: [] }),
});

/** The newest known coverage of an account, whichever scan looked there last. */
export const AccountCoverage = z.object({ items: z.array(CoverageRow.extend({ scanId: z.uuid() })) });
export type AccountCoverage = z.infer<typeof AccountCoverage>;

/** A permission that is missing, and what cannot be judged without it. */
export const MissingPermission = z.object({
  action: z.string(),
  regions: z.array(z.string()),
  deniedBy: DeniedBy.nullable(),
  detail: z.string().nullable().describe('What AWS said.'),
  calls: z.int().describe('Calls that were refused.'),
  policies: z.array(z.string()).describe('Ids of the policies that are blind without it.'),
});
export type MissingPermission = z.infer<typeof MissingPermission>;

/** What the permission doctor says of an account: which policies are blind, why, and what would open their eyes. */
export const PermissionReport = z.object({
  accountId: z.uuid(),
  scannedAt: Timestamp.nullable().describe('When its coverage was last renewed; null before the first scan.'),
  missing: z.array(MissingPermission),
  statement: z
    .unknown()
    .describe('An IAM statement that grants exactly the missing actions; null when none is missing.'),
  advice: z.array(Text).describe('What else has to change, where a statement alone does not help: an SCP, a boundary.'),
  others: z.array(CoverageRow).describe('Holes that no permission fills: throttled, timed out, not enabled…'),
  policies: z
    .array(z.object({ policyId: z.string(), title: Text, severity: Severity, actions: z.array(z.string()) }))
    .describe('Policies that could not judge something, worst first, with the actions they miss.'),
});
export type PermissionReport = z.infer<typeof PermissionReport>;
