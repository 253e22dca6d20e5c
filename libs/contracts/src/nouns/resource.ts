/** An AWS resource in the inventory. */
import { z } from 'zod';
import { ResourceChange } from './finding.js';
import { ChangeCause } from './scan.js';
import { AwsAccountId, Text, Timestamp } from './shared.js';

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
  hasUnknown: z.boolean().describe('A part of it could not be read.'),
  firstSeenAt: Timestamp,
  changedAt: Timestamp,
  deletedAt: Timestamp.nullable(),
});
export type InventoryResource = z.infer<typeof InventoryResource>;

export const InventoryResourceDetail = InventoryResource.extend({
  base: z.unknown(),
  facets: z.record(z.string(), z.unknown()),
});

/** How many resources there are of each kind, account, region and service, under a query without its own terms of that key. */
export const ResourceFacets = z.object({
  items: z.array(
    z.object({
      key: z.enum(['kind', 'account', 'region', 'service', 'tag']),
      values: z
        .array(z.object({ value: z.string(), count: z.int() }))
        .describe('The most frequent, at most 200. Of `tag`: keys.'),
    }),
  ),
});
export type ResourceFacets = z.infer<typeof ResourceFacets>;

/** What two resources are to each other: `protected-by`, `member-of`, `may-be-assumed-by`… as the one at hand sees it. */
export const ResourceRelation = z.object({
  relation: z.string(),
  title: Text.describe('For example: protected by, protects.'),
  kind: z
    .string()
    .nullable()
    .describe('Null: something that is not in the inventory, such as a role of another account.'),
  ref: z.string().describe('Its ARN, or what AWS names it by.'),
  name: z.string().nullable(),
  resourceId: z.uuid().nullable().describe('In the inventory.'),
  detail: z.string().nullable().describe('For example: the condition under which a role may be assumed.'),
});
export type ResourceRelation = z.infer<typeof ResourceRelation>;

export const ResourceRelations = z.object({
  items: z.array(ResourceRelation).describe('At most 500.'),
  unknown: z
    .array(z.object({ relation: z.string(), title: Text, reason: z.string(), action: z.string(), detail: z.string() }))
    .describe('Relations that could not be read, and why: there may be more of them.'),
});
export type ResourceRelations = z.infer<typeof ResourceRelations>;

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
