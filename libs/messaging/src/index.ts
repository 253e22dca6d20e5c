/** Events that survive a crash, over RabbitMQ or within one process. */
export * from './audit/audit-facts.js';
export * from './audit/record-audit.js';
export * from './audit/refused.js';
export { maxValueBytes, redactValues, storedText } from './audit/redact-values.js';
export * from './carrier/carrier.js';
export * from './carrier/dead-letters.js';
export { checkSize, decode, encode, maxMessageSize, type Decoded } from './envelope.js';
export * from './in-process/in-process-carrier.js';
export * from './nest/durable-events.js';
export * from './outbox/consume-once.js';
export { outboxDeadLetters } from './outbox/outbox-dead-letters.js';
export * from './outbox/outbox-relay.js';
export * from './outbox/publish.js';
export * from './outbox/schema.js';
export { matches } from './pattern.js';
export * from './rabbitmq/rabbitmq-carrier.js';
export * from './subscriptions.js';
