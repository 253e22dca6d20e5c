/** A policy in the catalogue, and how a tenant has set it. */
import { z } from 'zod';
import { Fix } from './finding.js';
import { Severity, Text, Timestamp } from './shared.js';

/** A number that a policy can be set to, such as the age of a key in days. */
export const PolicyParameter = z.object({
  name: z.string(),
  title: Text,
  unit: Text,
  default: z.int(),
  min: z.int(),
  max: z.int(),
});
export type PolicyParameter = z.infer<typeof PolicyParameter>;

/** An example of the catalogue: given this configuration, the policy says that. */
export const PolicyExample = z.object({
  name: z.string(),
  outcome: z.enum(['pass', 'fail', 'skip', 'unknown']),
  given: z.unknown().describe("What differs from the kind's healthy example."),
});

const counts = z.object({ pass: z.int(), fail: z.int(), unknown: z.int() });

export const Policy = z.object({
  id: z.string(),
  title: Text,
  why: Text,
  severity: Severity,
  service: z.string(),
  resourceKind: z.string(),
  controls: z.array(z.string()),
  sameAs: z.array(z.string()),
  fix: Fix,
  rows: z
    .array(z.object({ id: z.string(), title: Text, severity: Severity }))
    .describe('Rows of its table, if it has one.'),
  counts,
  parameters: z.array(PolicyParameter),
  off: z.int().describe('Accounts for which it is switched off; all of them when it is off for the tenant.'),
  adjusted: z.boolean().describe('A parameter differs from its default somewhere.'),
});
export type Policy = z.infer<typeof Policy>;

/** How a policy is set for the tenant (`accountId` null) or for one account, where that says more. */
export const PolicySetting = z.object({
  accountId: z.uuid().nullable(),
  enabled: z.boolean().nullable().describe('Null: as the tenant has it, or on.'),
  parameters: z.record(z.string(), z.int()).describe('Those that differ from what they would be.'),
  reason: z.string().nullable(),
  by: z.string(),
  at: Timestamp,
});
export type PolicySetting = z.infer<typeof PolicySetting>;

export const PolicySettingInput = z
  .strictObject({
    accountId: z.uuid().nullable(),
    enabled: z.boolean().nullable().default(null),
    parameters: z.record(z.string().max(60), z.int()).default({}),
    reason: z.string().trim().min(3).max(2_000).optional(),
  })
  .refine(({ enabled, reason }) => enabled !== false || reason !== undefined, {
    path: ['reason'],
    message: 'Say why it is switched off.',
  });
export type PolicySettingInput = z.infer<typeof PolicySettingInput>;

export const PolicyDetail = Policy.extend({
  examples: z.array(PolicyExample),
  needs: z.array(z.string()).describe('Facets that it reads.'),
  settings: z.array(PolicySetting),
  byAccount: z.array(z.object({ accountId: z.uuid(), counts, off: z.boolean() })),
});
export type PolicyDetail = z.infer<typeof PolicyDetail>;

/** What would change if a policy were set like this: judged on what was collected last. */
export const PolicyDryRun = z.object({
  judged: z.int().describe('Resources that it was judged for.'),
  newlyFailing: z.int(),
  newlyPassing: z.int(),
  unknown: z.int(),
  unreadable: z
    .int()
    .describe('Places whose snapshot is not kept any more, or could not be read: they are not in the numbers.'),
  examples: z
    .array(
      z.object({
        change: z.enum(['newly-failing', 'newly-passing']),
        accountId: z.uuid(),
        region: z.string(),
        resourceArn: z.string(),
        resourceName: z.string().nullable(),
        reason: Text,
      }),
    )
    .describe('At most 50.'),
});
export type PolicyDryRun = z.infer<typeof PolicyDryRun>;
