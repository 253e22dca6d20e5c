import { z } from 'zod';
import { defineEvent } from '../event.js';
import { ScanScope } from '../nouns/account.js';

export const scanStarted = defineEvent({
  name: 'scan.started',
  version: 1,
  publishedBy: 'collector',
  when: 'A scan and its units were written; the work is queued.',
  payload: z.object({ scanId: z.uuid(), accountId: z.uuid(), scope: ScanScope, units: z.int() }),
  example: {
    scanId: '0d0b4f8c-7c1e-4a45-9d0f-1a2b3c4d5e6f',
    accountId: '5b0d6c1e-2f3a-4b5c-8d7e-9f0a1b2c3d4e',
    scope: { services: ['s3'], regions: [], severities: [], resources: [] },
    units: 1,
  },
});
