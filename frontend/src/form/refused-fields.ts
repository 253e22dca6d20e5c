import type { z } from 'zod';

/** The fields of an input that its contract refuses, as dotted paths with every parent (`access`, `access.roleArn`). Empty: it is fine. */
export function refusedFields(schema: z.ZodType, input: unknown): Set<string> {
  const issues = schema.safeParse(input).error?.issues ?? [];
  return new Set(issues.flatMap(({ path }) => path.map((_, index) => path.slice(0, index + 1).join('.'))));
}
