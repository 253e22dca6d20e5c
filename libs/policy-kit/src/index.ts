/** Policies: how they are declared, run, explained and rendered. */
export * from './document.js';
export * from './examples.js';
export {
  allows,
  classifyActions,
  crossAccountGrants,
  escalationCombinations,
  grantsAdmin,
  grantsFullAccess,
  isProblem,
  parseDocument,
  policyAllowsAssumeAnyRole,
  privilegeEscalations,
  publicGrants,
  refusesHttp,
  trustGrants,
} from './iam/index.js';
export type { Decision, Escalation, EscalationId, PolicyDocument, StatementEvidence, TrustGrant } from './iam/index.js';
export * from './judge.js';
export * from './lookup.js';
export * from './outcome.js';
export { parameterProblem, titleOf, valuesOfParameters } from './parameters.js';
export type { Parameter, Parameters, ParameterValues, PolicyValues, SetValues } from './parameters.js';
export * from './policy.js';
export * from './render.js';
export { valuesOf, type FacetValues } from './view.js';
export * from './world.js';
