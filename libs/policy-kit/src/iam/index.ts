export { classifyActions } from './access.js';
export type { Access } from './access.js';
export { grantsAdmin, grantsFullAccess, policyAllowsAssumeAnyRole } from './admin.js';
export { allows } from './allows.js';
export type { AccessOutcome, AccessRequest, Decision } from './allows.js';
export type { Conditions, RequestContext } from './condition.js';
export { crossAccountGrants } from './cross-account.js';
export type { CrossAccountGrant, CrossAccountOptions } from './cross-account.js';
export { isProblem } from './document.js';
export type {
  Condition,
  ConditionOperator,
  ParseProblem,
  ParseProblemCode,
  Patterns,
  PolicyDocument,
  PolicyDocuments,
  Principal,
  Principals,
  Statement,
} from './document.js';
export { escalationCombinations } from './escalation-combinations.js';
export type { EscalationCombination, EscalationId } from './escalation-combinations.js';
export { privilegeEscalations } from './escalations.js';
export type { Escalation } from './escalations.js';
export type { StatementEvidence, StatementRef } from './evidence.js';
export type { Guards } from './guards.js';
export { parseDocument } from './parse.js';
export { publicGrants } from './public-grants.js';
export type { PublicGrant, PublicGrantCode, PublicGrants, ResourcePolicyOptions } from './public-grants.js';
export { refusesHttp } from './refuses-http.js';
export type { HttpRefusal } from './refuses-http.js';
export type { Restriction, RestrictionStrength } from './restriction.js';
export { s3Actions } from './s3-actions.js';
export type { AccessLevel, S3Action, S3Target } from './s3-actions.js';
export { passesSource } from './service-principals.js';
export { trustGrants } from './trust-grants.js';
export type { TrustGrant, TrustKind, TrustOptions, TrustWeakness } from './trust-grants.js';
