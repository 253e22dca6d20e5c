/** A scan, its units, and what it could and could not look at. */
import { z } from 'zod';
import { Scope } from './account.js';
import { AwsAccountId, AwsService, Timestamp } from './shared.js';

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

/** One row of coverage: how the calls of one action in one region went. */
export const CoverageRow = z.object({
  service: z.string(),
  region: z.string().describe("'global' for services without regions."),
  action: z.string().describe('The IAM action, for example s3:GetBucketPolicy.'),
  outcome: z.union([z.literal('ok'), UnknownReason]),
  calls: z.int().describe('Calls that ended with this outcome.'),
  detail: z.string().nullable().describe('What AWS said, for the first of them.'),
  resources: z.array(z.string()).describe('ARNs concerned, at most ten.'),
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

export const ScanTrigger = z.enum(['manual', 'schedule', 'first']);

export const Scan = z.object({
  id: z.uuid(),
  accountId: z.uuid(),
  accountName: z.string(),
  awsAccountId: AwsAccountId.nullable(),
  state: ScanState,
  trigger: ScanTrigger,
  scope: Scope,
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

export const ScanDetail = Scan.extend({ unitList: z.array(Unit), coverage: z.array(CoverageRow) });
export type ScanDetail = z.infer<typeof ScanDetail>;

export const ScanInput = z.strictObject({
  accountId: z.uuid(),
  scope: Scope.default({ services: [], regions: [] }),
});
