/** An AWS resource in the inventory. */
import { z } from 'zod';
import { ResourceChange } from './finding.js';
import { ChangeCause } from './scan.js';
import { AwsAccountId, Timestamp } from './shared.js';

export const InventoryResource = z.object({
  id: z.uuid(),
  accountId: z.uuid(),
  awsAccountId: AwsAccountId,
  region: z.string(),
  service: z.string(),
  kind: z.string(),
  arn: z.string(),
  name: z.string().nullable(),
  tags: z.record(z.string(), z.string()),
  firstSeenAt: Timestamp,
  changedAt: Timestamp,
  deletedAt: Timestamp.nullable(),
});
export type InventoryResource = z.infer<typeof InventoryResource>;

export const InventoryResourceDetail = InventoryResource.extend({
  base: z.unknown(),
  facets: z.record(z.string(), z.unknown()),
});

/** A version of a resource: what differed from the one before. The first has no changes. */
export const ResourceVersion = z.object({
  id: z.uuid(),
  at: Timestamp,
  scanId: z.uuid().nullable(),
  state: z.enum(['present', 'deleted']),
  changes: z.array(ResourceChange).describe('At most 200.'),
  cause: ChangeCause.nullable(),
});
export type ResourceVersion = z.infer<typeof ResourceVersion>;
