/** What keeps the installation itself in order: dead letters, what is stored, and who did what about it. */
import { z } from 'zod';
import { Timestamp } from './shared.js';

/** A message that was given up. */
export const DeadLetter = z.object({
  id: z.string().describe('The message id; empty when the message is so broken that it has none.'),
  consumer: z.string(),
  type: z.string().describe('The event name.'),
  reason: z.string(),
  attempts: z.int(),
  at: Timestamp,
});
export type DeadLetter = z.infer<typeof DeadLetter>;

export const RedriveInput = z.strictObject({
  consumer: z.string().min(1).max(60),
  ids: z.array(z.string().min(1).max(200)).min(1).max(1_000).optional().describe('All of the consumer, if left out.'),
});

/** What one table (or folder of objects) holds and how fast it grows. */
export const StoredTable = z.object({
  name: z.string(),
  rows: z.int().describe("PostgreSQL's estimate."),
  bytes: z.int().describe('With indexes.'),
  rowsPerDay: z.number().nullable().describe('Over the samples of the last 30 days; null before the second sample.'),
  bytesPerDay: z.number().nullable(),
  keepsDays: z.int().nullable().describe('How long rows are kept; null: as long as what they belong to.'),
  oldest: Timestamp.nullable(),
});
export type StoredTable = z.infer<typeof StoredTable>;

export const StorageReport = z.object({
  service: z.string(),
  at: Timestamp,
  tables: z.array(StoredTable),
  objects: z.object({ count: z.int(), bytes: z.int() }).nullable().describe('Snapshots that rows point to.'),
});
export type StorageReport = z.infer<typeof StorageReport>;

/** One row of the audit trail. */
export const AuditEntry = z.object({
  id: z.uuid(),
  seq: z.int().describe('Its place in the trail of the tenant, from 1 on, without gaps.'),
  at: Timestamp,
  actor: z.string().describe('The e-mail of a person, token:<name> (<e-mail>), system:<part>, or the command line.'),
  action: z.string().describe('noun.verb, for example member.changed.'),
  outcome: z.enum(['done', 'refused']),
  reason: z.string().nullable().describe('Why it was refused: an error code.'),
  target: z.object({ kind: z.string(), id: z.string() }),
  before: z.unknown().describe('Redacted; null where there was nothing.'),
  after: z.unknown().describe('Redacted; null where there is nothing.'),
  address: z.string().nullable(),
  userAgent: z.string().nullable(),
  traceId: z.string().nullable(),
  hash: z.string().describe('SHA-256 over the hash before it and this row, in hex.'),
});
export type AuditEntry = z.infer<typeof AuditEntry>;

/** What a row is made of, before the trail gives it its place. */
export const AuditFacts = AuditEntry.omit({ seq: true, hash: true });
export type AuditFacts = z.infer<typeof AuditFacts>;

/** Whether the trail is whole. */
export const AuditVerification = z.object({
  entries: z.int(),
  head: z.string().nullable().describe('The hash of the newest row; null: the trail is empty.'),
  oldestSeq: z.int().nullable().describe('Older ones are past keeping.'),
  broken: z
    .object({ seq: z.int(), id: z.string().nullable(), problem: z.enum(['changed', 'missing', 'cut-off', 'added']) })
    .nullable()
    .describe('The first row that is not as it was written; null: all are.'),
});
export type AuditVerification = z.infer<typeof AuditVerification>;
