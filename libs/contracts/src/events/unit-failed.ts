import { z } from 'zod';
import { defineEvent } from '../event.js';
import { ScanScope } from '../nouns/account.js';

export const unitFailed = defineEvent({
  name: 'unit.failed',
  version: 1,
  publishedBy: 'collector',
  when: 'A unit was given up after its tries; what it would have looked at stays unknown.',
  payload: z.object({
    scanId: z.uuid(),
    accountId: z.uuid(),
    unitId: z.uuid(),
    service: z.string(),
    region: z.string(),
    reason: z.string(),
    scope: ScanScope.default({ services: [], regions: [], severities: [], resources: [] }).describe('Of its scan.'),
  }),
  example: {
    scanId: '0d0b4f8c-7c1e-4a45-9d0f-1a2b3c4d5e6f',
    accountId: '5b0d6c1e-2f3a-4b5c-8d7e-9f0a1b2c3d4e',
    unitId: '7a6b5c4d-3e2f-4101-9f8e-7d6c5b4a3f2e',
    service: 'ec2',
    region: 'sa-east-1',
    reason: 'The worker died three times.',
    scope: { services: [], regions: [], severities: [], resources: [] },
  },
});
