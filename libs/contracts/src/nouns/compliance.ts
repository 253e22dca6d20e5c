/** Frameworks, and how far the accounts satisfy their controls. */
import { z } from 'zod';
import { Moment, Severity, Text, Timestamp } from './shared.js';

/**
 * `passed`: every verdict of its policies passes, or a person attested it. `failed`: one fails. `unknown`: none fails and one could not be
 * judged, or none was judged. `manual`: a person has to attest it. `not-applicable`: a person said so.
 */
export const ControlStatus = z.enum(['passed', 'failed', 'unknown', 'manual', 'not-applicable']);
export type ControlStatus = z.infer<typeof ControlStatus>;

/** Controls by status. `percent` is passed of passed and failed: manual, unknown and not applicable ones are not in it. */
export const ControlCounts = z.object({
  passed: z.int(),
  failed: z.int(),
  unknown: z.int(),
  manual: z.int(),
  notApplicable: z.int(),
  percent: z.number().nullable().describe('Null when nothing passed or failed.'),
});
export type ControlCounts = z.infer<typeof ControlCounts>;

export const ComplianceMatrix = z.object({
  frameworks: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      version: z.string(),
      controls: z.int(),
      all: ControlCounts.describe('Over all accounts: a control fails when it fails in one of them.'),
      accounts: z.array(z.object({ accountId: z.uuid(), counts: ControlCounts })),
    }),
  ),
  accounts: z.array(z.object({ accountId: z.uuid(), awsAccountId: z.string() })),
});
export type ComplianceMatrix = z.infer<typeof ComplianceMatrix>;

/** What a person says of a control that no policy can judge, or not alone. */
export const Attestation = z.object({
  controlId: z.string(),
  accountId: z.uuid().nullable().describe('Null: every account.'),
  verdict: z.enum(['met', 'not-met', 'not-applicable']),
  note: z.string(),
  evidenceUrl: z.string().nullable(),
  by: z.string(),
  at: Timestamp,
  until: Timestamp.describe('From then on it counts for nothing.'),
  expired: z.boolean(),
});
export type Attestation = z.infer<typeof Attestation>;

export const AttestationInput = z.strictObject({
  controlId: z.string().max(60),
  accountId: z.uuid().nullable().default(null),
  verdict: Attestation.shape.verdict,
  note: z.string().trim().min(3).max(4_000),
  evidenceUrl: z
    .url({ protocol: /^https?$/ })
    .max(1_000)
    .optional(),
  until: Moment.describe('In the future, within two years.'),
});
export type AttestationInput = z.infer<typeof AttestationInput>;

const VerdictCounts = z.object({ pass: z.int(), fail: z.int(), unknown: z.int() });

export const ComplianceControl = z.object({
  id: z.string(),
  number: z.string().describe('As the framework numbers it.'),
  title: Text,
  section: z.string().describe('The part of the framework that it belongs to, by number or name.'),
  level: z.string().nullable(),
  assessment: z.enum(['automated', 'manual']),
  severity: Severity.nullable(),
  status: ControlStatus,
  attested: z.boolean().describe('An attestation that holds decided it.'),
  policies: z.int().describe('Of ours that speak for it.'),
  counts: VerdictCounts,
});
export type ComplianceControl = z.infer<typeof ComplianceControl>;

export const ComplianceFramework = z.object({
  id: z.string(),
  title: z.string(),
  version: z.string(),
  counts: ControlCounts,
  sections: z.array(
    z.object({ id: z.string(), title: Text, counts: ControlCounts, controls: z.array(ComplianceControl) }),
  ),
});
export type ComplianceFramework = z.infer<typeof ComplianceFramework>;

/** On what a control's status rests. */
export const ControlEvidence = ComplianceControl.extend({
  byPolicy: z.array(
    z.object({
      policyId: z.string(),
      row: z.string().nullable().describe('Of its table, when only this row speaks for the control.'),
      title: Text,
      severity: Severity,
      counts: VerdictCounts,
      off: z.boolean().describe('Switched off in every account that was asked for.'),
    }),
  ),
  byAccount: z.array(z.object({ accountId: z.uuid(), status: ControlStatus, counts: VerdictCounts })),
  unknowns: z
    .array(z.object({ reason: z.string(), action: z.string(), count: z.int() }))
    .describe('Why verdicts are unknown, the most frequent first.'),
  findingsQuery: z.string().describe('The query that lists the findings that fail it.'),
  attestations: z.array(Attestation).describe('Newest first, with those that expired.'),
});
export type ControlEvidence = z.infer<typeof ControlEvidence>;
