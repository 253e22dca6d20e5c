/** The chain that the rows of a tenant's trail form: each holds the hash of the one before it. */
import { createHash } from 'node:crypto';
import type { AuditFacts } from '@cspmexa/contracts';

/** A row, as it is hashed and kept. */
export interface ChainedEntry extends AuditFacts {
  readonly tenantId: string;
  /** Its place, from 1 on, without gaps. */
  readonly seq: number;
}

/** What stands in place of a hash before the first row. */
export const genesis: Uint8Array<ArrayBuffer> = new Uint8Array(32);

/** SHA-256 over the hash before it and the canonical JSON of the row: all of its fields, with sorted keys. */
export const hashOf = (previous: Uint8Array, entry: ChainedEntry): Uint8Array<ArrayBuffer> =>
  new Uint8Array(createHash('sha256').update(previous).update(canonical(entry)).digest());

/** JSON that is the same text for the same values, whatever the order of their keys: RFC 8785 for what a row holds. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([name, item]) => `${JSON.stringify(name)}:${canonical(item)}`).join(',')}}`;
}

/** True when two hashes are the same. */
export const isSame = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;
