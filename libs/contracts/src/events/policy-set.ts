import { z } from 'zod';
import { defineEvent } from '../event.js';

export const policySet = defineEvent({
  name: 'policy.set',
  version: 1,
  publishedBy: 'policy-engine',
  when: 'A policy was set in another way for an account: what was collected last of it is judged again. One event for each account.',
  payload: z.object({
    policyId: z.string(),
    accountId: z.uuid(),
    by: z.string().describe('An e-mail address.'),
  }),
  example: {
    policyId: 'aws-iam-user-keys-rotated',
    accountId: '5b0d6c1e-2f3a-4b5c-8d7e-9f0a1b2c3d4e',
    by: 'ana@example.com',
  },
});
