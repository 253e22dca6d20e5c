/** The collector: accounts, schedules, scans and the inventory. */
export type { AccountTarget } from './accounts/account-row.js';
export { defaultAwsAccess, type AwsAccess } from './accounts/aws-access.js';
export { readRoleTemplate } from './accounts/quick-create.js';
export { addOwnAccount, addSandboxAccount, type SandboxAccountFacts } from './accounts/first-account.js';
export { collectorConfig, type CollectorConfig } from './config.js';
export { CollectorDatabase, collectorMigrations, openCollectorDatabase } from './database.js';
export { startFirstScan } from './scans/scan.store.js';
export { startCollector, type CollectorDependencies } from './start-collector.js';
