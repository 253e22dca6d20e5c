/** One text and one hash for equal JSON values, whatever the order of their fields. */
import { hash } from 'node:crypto';

/** JSON with the fields of every object sorted. */
export const canonicalJson = (value: unknown): string => JSON.stringify(sorted(value)) ?? 'null';

/** SHA-256 of the canonical JSON, in hex. */
export const hashOf = (value: unknown): string => hashOfText(canonicalJson(value));

/** SHA-256 of a text, in hex. */
export const hashOfText = (text: string): string => hash('sha256', text, 'hex');

/** JSON.stringify writes fields in the order in which they were made, but for names that are numbers, which it always sorts. */
function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(sorted);
  const names = Object.keys(value);
  // Object.keys gave these names, and only what they name is read.
  const fields = value as Record<string, unknown>;
  return Object.fromEntries(names.sort().map((name) => [name, sorted(fields[name])]));
}

/** A finding's identity: SHA-256 over tenant, policy, resource ARN and discriminator, in hex. It survives rescans and new titles. */
export const fingerprintOf = (
  tenantId: string,
  { policyId, resourceArn, discriminator }: { policyId: string; resourceArn: string; discriminator: string },
): string => hashOf([tenantId, policyId, resourceArn, discriminator]);
