/** The auth service, for the program that starts it. */
export { AuditTrail, installation } from './audit/audit-trail.js';
export { authConfig, type AuthConfig } from './config.js';
export { AuthDatabase, authMigrations, openAuthDatabase } from './database.js';
export { redriveAudited, type Redrive } from './dead-letters/redrive.js';
export { prepareTenant } from './seats.js';
export { startAuth, type AuthDependencies } from './start-auth.js';
