export {
  createSandboxAccount,
  SandboxAccount,
  type Planted,
  type RecordedCall,
  type SandboxOptions,
} from './account.js';
export { AwsError } from './errors.js';
export type { Accounts } from './delivery.js';
export type { Fault, FaultKind, FaultTarget } from './faults.js';
export type { SandboxRequest, SandboxResponse } from './http.js';
export {
  sandboxRequestHandler,
  type SandboxRequestHandler,
  type SandboxRequestHandlerOptions,
} from './request-handler.js';
export { sandboxFixes, type SandboxFix } from './fixes/fixes.js';
export { realisticAccount } from './seeds/realistic.js';
export { SCANNER_EXTERNAL_ID } from './seeds/realistic-identity.js';
export { syntheticAccount, type SyntheticOptions } from './seeds/synthetic.js';
export type { Problem } from './seeds/seeding.js';
export { startSandboxServer, type SandboxServer, type SandboxServerOptions } from './server.js';
export type { SentMail } from './ses/state.js';
export type { AccountSettings, AccountState } from './state.js';
