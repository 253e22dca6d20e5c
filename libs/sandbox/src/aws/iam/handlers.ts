/** Every IAM operation that the sandbox serves. */
import type { Handlers } from '../context.js';
import { accountReads } from './account.js';
import { credentialReportHandlers } from './credential-report.js';
import { credentialWrites } from './credential-writes.js';
import { credentialReads } from './credentials.js';
import { entityReads } from './entities.js';
import { entityWrites } from './entity-writes.js';
import { policyWrites } from './policy-writes.js';
import { providerReads } from './providers.js';

/** The operations by name. */
export const iamHandlers: Handlers = {
  ...accountReads,
  ...credentialReportHandlers,
  ...entityReads,
  ...credentialReads,
  ...providerReads,
  ...credentialWrites,
  ...policyWrites,
  ...entityWrites,
};
