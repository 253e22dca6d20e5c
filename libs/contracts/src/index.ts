/** The words that the services, the dashboard and other programs share. zod only. */
export * from './client.js';
export * from './errors.js';
export * from './event.js';
export * from './events/index.js';
export * from './missing-statement.js';
export * from './nouns/index.js';
export * from './openapi.js';
export * from './permissions.js';
export * from './query/index.js';
export * from './route.js';
export * from './routes/index.js';
