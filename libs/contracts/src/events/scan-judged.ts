import { z } from 'zod';
import { defineEvent } from '../event.js';

export const scanJudged = defineEvent({
  name: 'scan.judged',
  version: 1,
  publishedBy: 'policy-engine',
  when: 'All verdicts of a scan are in and the findings are up to date.',
  payload: z.object({
    scanId: z.uuid(),
    accountId: z.uuid(),
    verdicts: z.object({ pass: z.int(), fail: z.int(), unknown: z.int() }),
    changes: z.object({ opened: z.int(), resolved: z.int(), reopened: z.int(), changed: z.int() }),
  }),
  example: {
    scanId: '0d0b4f8c-7c1e-4a45-9d0f-1a2b3c4d5e6f',
    accountId: '5b0d6c1e-2f3a-4b5c-8d7e-9f0a1b2c3d4e',
    verdicts: { pass: 120, fail: 14, unknown: 2 },
    changes: { opened: 1, resolved: 0, reopened: 0, changed: 0 },
  },
});
