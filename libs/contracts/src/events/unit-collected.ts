import { z } from 'zod';
import { defineEvent } from '../event.js';
import { ResourceCause } from '../nouns/scan.js';
import { AwsAccountId, AwsService } from '../nouns/shared.js';

/** Where a unit's resources and coverage are kept. Messages carry this, never the data. */
export const SnapshotRef = z.object({
  unitId: z.uuid(),
  service: AwsService,
  region: z.string(),
  key: z
    .string()
    .max(512)
    .describe('Of the object in the snapshot store: gzip NDJSON, coverage first, then one resource a line.'),
});
export type SnapshotRef = z.infer<typeof SnapshotRef>;

export const unitCollected = defineEvent({
  name: 'unit.collected',
  version: 1,
  publishedBy: 'collector',
  when: "A unit's snapshot is written. Policies that need no other resource can judge it.",
  payload: z.object({
    scanId: z.uuid(),
    accountId: z.uuid(),
    awsAccountId: AwsAccountId,
    snapshot: SnapshotRef,
    resources: z.int(),
    holes: z.int(),
    causes: z.array(ResourceCause).max(100).default([]),
  }),
  example: {
    scanId: '0d0b4f8c-7c1e-4a45-9d0f-1a2b3c4d5e6f',
    accountId: '5b0d6c1e-2f3a-4b5c-8d7e-9f0a1b2c3d4e',
    awsAccountId: '111122223333',
    snapshot: {
      unitId: '7a6b5c4d-3e2f-4101-9f8e-7d6c5b4a3f2e',
      service: 's3',
      region: 'global',
      key: 'a/b/7a6b5c4d.ndjson.gz',
    },
    resources: 12,
    holes: 0,
    causes: [],
  },
});
