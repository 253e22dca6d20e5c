export { oppositeOf, relationNames, relationTitle, type RelationName } from './relation-names.js';
export type { Relation } from './relation.js';
export * from './relations-of.js';
