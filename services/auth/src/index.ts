/** The auth service, for the program that starts it. */
export { authConfig, type AuthConfig } from './config.js';
export { AuthDatabase, authMigrations, openAuthDatabase } from './database.js';
export { prepareTenant } from './seats.js';
export { startAuth, type AuthDependencies } from './start-auth.js';
