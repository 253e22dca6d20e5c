/** The parts of SARIF 2.1.0 (OASIS) that a log with one run has, with what the specification asks of them. */
import { z } from 'zod';

const level = z.enum(['none', 'note', 'warning', 'error']);
const message = z.strictObject({ text: z.string().min(1) });
const properties = z.record(z.string(), z.unknown());

/** §3.49 */
const reportingDescriptor = z.strictObject({
  id: z.string().min(1),
  name: z.string().min(1),
  shortDescription: message,
  fullDescription: message,
  help: message.optional(),
  defaultConfiguration: z.strictObject({ level }),
  properties: properties.and(
    z.object({ 'security-severity': z.string().regex(/^\d+\.\d$/), tags: z.array(z.string().min(1)) }),
  ),
});

/** §3.27 */
const result = z.strictObject({
  ruleId: z.string().min(1),
  ruleIndex: z.int().min(0),
  kind: z.literal('fail'),
  level,
  message,
  locations: z
    .array(
      z.strictObject({
        physicalLocation: z.strictObject({
          // A URI of RFC 3986: what it may not hold is escaped.
          artifactLocation: z.strictObject({ uri: z.string().regex(/^[A-Za-z0-9\-._~:/@!$&'()*+,;=%]+$/) }),
        }),
        logicalLocations: z.array(
          z.strictObject({ name: z.string().min(1), fullyQualifiedName: z.string().min(1), kind: z.string().min(1) }),
        ),
      }),
    )
    .min(1),
  guid: z.uuid(),
  partialFingerprints: z.record(z.string(), z.string().min(1)),
  baselineState: z.enum(['new', 'unchanged', 'updated', 'absent']).optional(),
  suppressions: z.array(
    z.strictObject({
      kind: z.enum(['inSource', 'external']),
      status: z.enum(['accepted', 'underReview', 'rejected']),
      justification: z.string(),
    }),
  ),
  properties,
});

const run = z
  .strictObject({
    results: z.array(result),
    tool: z.strictObject({
      driver: z.strictObject({
        name: z.string().min(1),
        language: z.string().regex(/^[a-z]{2}(-[A-Z]{2})?$/),
        rules: z.array(reportingDescriptor),
      }),
    }),
    invocations: z.array(z.strictObject({ executionSuccessful: z.boolean(), endTimeUtc: z.iso.datetime() })).min(1),
    columnKind: z.enum(['utf16CodeUnits', 'unicodeCodePoints']),
  })
  .refine(
    ({ results, tool: { driver } }) =>
      results.every(({ ruleId, ruleIndex }) => driver.rules[ruleIndex]?.id === ruleId) &&
      new Set(driver.rules.map(({ id }) => id)).size === driver.rules.length,
    'A result points to its rule, and a rule is there once.',
  );

export const SarifLog = z.strictObject({
  $schema: z.url(),
  version: z.literal('2.1.0'),
  runs: z.array(run).length(1),
});
