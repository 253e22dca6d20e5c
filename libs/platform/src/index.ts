/** What every service stands on. */
export { Turns, type TurnsOptions } from './background/turns.js';
export * from './config/load-config.js';
export { csvLine } from './csv/csv.js';
export * from './database/connection.js';
export * from './database/database.js';
export * from './database/migrate.js';
export { MigrationError } from './database/migration-error.js';
export { databaseVariables, prepareDatabase, type DatabaseVariables } from './database/prepare-database.js';
export { databaseRoles, type DatabaseRole } from './database/roles.js';
export { accountScopeSql, rowLevelSecuritySql } from './database/row-level-security.js';
export { afterCommit, type SqlTransaction, type Transaction } from './database/transaction.js';
export * from './errors/app-error.js';
export * from './errors/language.js';
export * from './errors/problem.js';
export { sendProblem } from './errors/problem-filter.js';
export { faultPoint, InjectedFault } from './faults/fault-point.js';
export { faultPointNames, faultPoints, type FaultPoint } from './faults/fault-points.js';
export { Cursors, cutPage } from './http/cursors.js';
export { Handle, Input, OpenEndpoint, Session, SessionOrPending } from './http/handle.js';
export * from './html.js';
export * from './http/http-service.js';
export * from './http/readiness.js';
export * from './http/request-context.js';
export { isApiToken, looksLikeApiToken, newApiToken } from './http/api-token.js';
export { refusalOf } from './http/may-ask.js';
export { isRefusal, type OnRefusal } from './http/refusals.js';
export { bearerOf, type TokenReaders } from './http/session-guard.js';
export {
  accessTokenLifetime,
  accessTokenType,
  freshSeconds,
  isFresh,
  pendingAudience,
  pendingClaims,
  pendingTokenLifetime,
  pendingTokenType,
  readAccessToken,
  readPendingToken,
  sessionClaims,
  verifyAccessToken,
  verifyPendingToken,
  type PendingSession,
  type TokenSettings,
  type VerifiedPendingToken,
  type VerifiedToken,
} from './http/session.js';
export * from './logging/logger.js';
export * from './logging/redact.js';
export * from './metrics.js';
export * from './objects/local-object-store.js';
export type { ObjectStore } from './objects/object-store.js';
export { openSnapshotStore, snapshotStoreVariables } from './objects/open-object-store.js';
export * from './objects/s3-object-store.js';
export { findPostgres } from './postgres/running-postgres.js';
export { freePort, startPostgres, type EmbeddedPostgres, type PostgresOptions } from './postgres/start-postgres.js';
export {
  serviceIdentity,
  serviceTokenLifetime,
  serviceTokenType,
  type ServiceIdentity,
  type ServiceIdentityOptions,
} from './service-identity/service-identity.js';
export { healthVariables, serviceOf, serviceVariables } from './service-identity/service-variables.js';
export { trustedCallers } from './service-identity/trusted-callers.js';
export { verifyCallers, type CallerSettings } from './service-identity/verify-callers.js';
export { keepMonthPartitions, type MonthPartitions } from './storage/month-partitions.js';
export { monthPartitionsSql } from './storage/month-partitions-sql.js';
export { storageMigrationSql, storagePrismaModel } from './storage/schema.js';
export {
  sampleStorage,
  storageReport,
  storageSampleDays,
  type KeptTable,
  type StorageOptions,
  type StoredObjects,
} from './storage/storage-report.js';
export { StorageSampler, type StorageSamplerOptions } from './storage/storage-sampler.js';
export * from './time/clock.js';
export * from './time/new-id.js';
export { serviceTls, type ServiceTls } from './tls/service-tls.js';
export { tlsFilesOf, tlsVariables, type TlsFiles } from './tls/tls-variables.js';
export * from './trace/trace.js';
