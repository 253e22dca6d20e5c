import { z } from 'zod';
import { defineEvent } from '../event.js';
import { ScanScope } from '../nouns/account.js';
import { AwsAccountId } from '../nouns/shared.js';
import { ResourceCause, ScanState } from '../nouns/scan.js';
import { SnapshotRef } from './unit-collected.js';

export const scanCollected = defineEvent({
  name: 'scan.collected',
  version: 1,
  publishedBy: 'collector',
  when: "A scan's last unit has ended, however it ended. Policies that read across units judge now.",
  payload: z.object({
    scanId: z.uuid(),
    accountId: z.uuid(),
    awsAccountId: AwsAccountId.nullable(),
    state: ScanState,
    scope: ScanScope,
    causes: z.array(ResourceCause).max(100).default([]),
    snapshots: z.array(SnapshotRef).max(2_000),
  }),
  example: {
    scanId: '0d0b4f8c-7c1e-4a45-9d0f-1a2b3c4d5e6f',
    accountId: '5b0d6c1e-2f3a-4b5c-8d7e-9f0a1b2c3d4e',
    awsAccountId: '111122223333',
    state: 'complete',
    scope: { services: [], regions: [], severities: [], resources: [] },
    causes: [],
    snapshots: [],
  },
});
