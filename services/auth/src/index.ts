/** The auth service, for the program that starts it. */
export { parseAnchors, readAnchors, tenantsWithTrails } from './audit/anchors.js';
export { AuditTrail, installation } from './audit/audit-trail.js';
export type { Anchor } from './audit/check-chain.js';
export { verifyTrail } from './audit/verify-trail.js';
export { authConfig, type AuthConfig } from './config.js';
export { AuthDatabase, authMigrations, openAuthDatabase } from './database.js';
export { Keyring, keyringOf } from './keys/keyring.js';
export { reseal, type Resealed, type ResealReport } from './keys/reseal.js';
export { sealingConfig } from './keys/sealing-variables.js';
export { SigningKeyStore } from './keys/signing-key.store.js';
export { resetMfa, type ResetWork } from './mfa/reset-from-outside.js';
export { redriveAudited, type Redrive } from './dead-letters/redrive.js';
export { prepareTenant, type Seat } from './seats.js';
export { startAuth, type AuthDependencies } from './start-auth.js';
export {
  createTenant,
  inviteTo,
  listTenants,
  type InstallationWork,
  type ListedTenant,
} from './tenants/tenants-of-installation.js';
