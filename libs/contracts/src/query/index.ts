export * from './dates.js';
export * from './finding-query.js';
export * from './query-text.js';
export * from './resource-query.js';
export * from './terms.js';
