import { z } from 'zod';
import { defineEvent } from '../event.js';
import { AwsAccountId } from '../nouns/shared.js';

const AccountFacts = z.object({
  accountId: z.uuid(),
  name: z.string(),
  awsAccountId: AwsAccountId.nullable(),
  owners: z.array(z.string()).optional(),
});
const example = { accountId: '5b0d6c1e-2f3a-4b5c-8d7e-9f0a1b2c3d4e', name: 'Production', awsAccountId: '111122223333' };

export const accountChanged = defineEvent({
  name: 'account.changed',
  version: 1,
  publishedBy: 'collector',
  when: 'An account was connected, renamed, checked, or switched on or off.',
  payload: AccountFacts,
  example,
});

export const accountRemoved = defineEvent({
  name: 'account.removed',
  version: 1,
  publishedBy: 'collector',
  when: 'An account is no longer watched; its findings are resolved.',
  payload: AccountFacts,
  example,
});
