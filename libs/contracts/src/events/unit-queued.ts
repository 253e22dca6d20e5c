import { z } from 'zod';
import { defineEvent } from '../event.js';

export const unitQueued = defineEvent({
  name: 'unit.queued',
  version: 1,
  publishedBy: 'collector',
  when: 'A unit of a scan is ready to be collected; any collector replica may take it under a lease.',
  payload: z.object({ scanId: z.uuid(), unitId: z.uuid() }),
  example: { scanId: '0d0b4f8c-7c1e-4a45-9d0f-1a2b3c4d5e6f', unitId: '7a6b5c4d-3e2f-4101-9f8e-7d6c5b4a3f2e' },
});
