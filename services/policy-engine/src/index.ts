/** The policy engine, for a process of its own (main.ts) or together with the other services. */
export { policyEngineConfig, type PolicyEngineConfig } from './config.js';
export { openPolicyEngineDatabase, PolicyEngineDatabase, policyEngineMigrations } from './database.js';
export { findingsStateHash } from './findings/state-hash.js';
export { startPolicyEngine, type PolicyEngineDependencies } from './start.js';
