/** The catalogue of policies and how a tenant sets them; frameworks and attestations. */
import { z } from 'zod';
import {
  Attestation,
  AttestationInput,
  ComplianceFramework,
  ComplianceMatrix,
  ControlEvidence,
  Policy,
  PolicyDetail,
  PolicyDryRun,
  PolicySettingInput,
} from '../nouns/index.js';
import { defineRoute } from '../route.js';

const policyId = z.strictObject({ policyId: z.string().max(120) });
const frameworkId = z.strictObject({ frameworkId: z.string().max(60) });
const ofAccount = z.strictObject({ accountId: z.uuid().optional().describe('All accounts, if left out.') });

export const listPolicies = defineRoute({
  id: 'listPolicies',
  service: 'policy-engine',
  method: 'GET',
  path: '/v1/policies',
  permission: 'policies:read',
  summary: 'The catalogue, with how many resources satisfy each policy.',
  request: {},
  response: z.object({ items: z.array(Policy) }),
});

export const getPolicy = defineRoute({
  id: 'getPolicy',
  service: 'policy-engine',
  method: 'GET',
  path: '/v1/policies/:policyId',
  permission: 'policies:read',
  summary: 'One policy: examples, settings, and where it is satisfied.',
  request: { params: policyId },
  response: PolicyDetail,
  errors: ['not-found'],
});

export const setPolicy = defineRoute({
  id: 'setPolicy',
  service: 'policy-engine',
  method: 'PUT',
  path: '/v1/policies/:policyId/setting',
  permission: 'policies:write',
  cost: 'expensive',
  summary:
    'Sets the parameters of a policy, or switches it off, for the tenant or an account. What was collected last is judged again at once; nothing set takes the setting away.',
  request: { params: policyId, body: PolicySettingInput },
  response: PolicyDetail,
  errors: ['not-found'],
});

export const tryPolicy = defineRoute({
  id: 'tryPolicy',
  service: 'policy-engine',
  method: 'POST',
  path: '/v1/policies/:policyId/dry-run',
  permission: 'policies:read',
  cost: 'expensive',
  unaudited: 'It changes nothing.',
  summary: 'What would change if a policy were set like this, judged on what was collected last.',
  request: { params: policyId, body: PolicySettingInput },
  response: PolicyDryRun,
  status: 200,
  errors: ['not-found'],
});

export const getCompliance = defineRoute({
  id: 'getCompliance',
  service: 'policy-engine',
  method: 'GET',
  path: '/v1/compliance',
  permission: 'policies:read',
  summary: 'Every framework against every account.',
  request: {},
  response: ComplianceMatrix,
});

export const getComplianceFramework = defineRoute({
  id: 'getComplianceFramework',
  service: 'policy-engine',
  method: 'GET',
  path: '/v1/compliance/:frameworkId',
  permission: 'policies:read',
  summary: 'The controls of a framework with their status.',
  request: { params: frameworkId, query: ofAccount },
  response: ComplianceFramework,
  errors: ['not-found'],
});

export const getControlEvidence = defineRoute({
  id: 'getControlEvidence',
  service: 'policy-engine',
  method: 'GET',
  path: '/v1/compliance/:frameworkId/control',
  permission: 'policies:read',
  summary: "On what a control's status rests.",
  request: { params: frameworkId, query: ofAccount.extend({ controlId: z.string().max(60) }) },
  response: ControlEvidence,
  errors: ['not-found'],
});

export const attestControl = defineRoute({
  id: 'attestControl',
  service: 'policy-engine',
  method: 'PUT',
  path: '/v1/attestations',
  permission: 'compliance:write',
  summary:
    'Says of a control that it is met, not met or not applicable, with a note and until a date; replaces what was said before.',
  request: { body: AttestationInput },
  response: Attestation,
  errors: ['not-found'],
});

export const removeAttestation = defineRoute({
  id: 'removeAttestation',
  service: 'policy-engine',
  method: 'DELETE',
  path: '/v1/attestations',
  permission: 'compliance:write',
  summary: 'Takes back what was said of a control, for an account or for all.',
  request: { query: z.strictObject({ controlId: z.string().max(60), accountId: z.uuid().optional() }) },
  response: 'none',
  errors: ['not-found'],
});
