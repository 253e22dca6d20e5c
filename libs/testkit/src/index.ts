/** What tests need: databases, brokers, tokens, logs, clocks, processes to kill. */
export * from './captured-logs.js';
export * from './eventually.js';
export * from './own-postgres.js';
export * from './owner-pool.js';
export { findRabbitMq, startRabbitMq, type RabbitMq } from './rabbitmq/start-rabbitmq.js';
export * from './prove-audited.js';
export * from './run-typescript.js';
export * from './sample-database.js';
export * from './start-service.js';
export * from './tcp-proxy.js';
export * from './test-database.js';
export * from './test-issuer.js';
export * from './test-rabbit.js';
export * from './traffic.js';
export { fixedClock } from '@cspmexa/platform';
