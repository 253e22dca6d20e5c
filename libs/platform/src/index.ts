/** What every service stands on. */
export * from './config/load-config.js';
export * from './database/connection.js';
export * from './database/database.js';
export * from './database/migrate.js';
export { afterCommit, type SqlTransaction, type Transaction } from './database/transaction.js';
export * from './errors/app-error.js';
export * from './errors/language.js';
export * from './errors/problem.js';
export { sendProblem } from './errors/problem-filter.js';
export { faultPoint, InjectedFault } from './faults/fault-point.js';
export { faultPointNames, faultPoints, type FaultPoint } from './faults/fault-points.js';
export { Handle, Input, OpenEndpoint, Session } from './http/handle.js';
export * from './html.js';
export * from './http/http-service.js';
export * from './http/readiness.js';
export {
  accessTokenLifetime,
  accessTokenType,
  sessionClaims,
  verifyAccessToken,
  type TokenSettings,
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
export { keepMonthPartitions, type MonthPartitions } from './storage/month-partitions.js';
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
export * from './trace/trace.js';
