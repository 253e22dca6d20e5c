/** Collecting: how collectors are declared, planned and run, and what they could not see. */
export * from './actions.js';
export * from './aws.js';
export * from './classify.js';
export * from './clients.js';
export * from './collect.js';
export * from './collector.js';
export * from './coverage.js';
export { eachOf, Limit } from './limit.js';
export * from './plan.js';
export { legible } from './strict-reading.js';
export * from './units.js';
