/** A policy in the catalogue. */
import { z } from 'zod';
import { Fix } from './finding.js';
import { Severity, Text } from './shared.js';

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
  counts: z.object({ pass: z.int(), fail: z.int(), unknown: z.int() }),
});
export type Policy = z.infer<typeof Policy>;
