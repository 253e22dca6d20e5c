/** Findings, policies and the overview. */
import { z } from 'zod';
import { ExceptionInput, Finding, FindingDetail, FindingQuery, Overview, pageOf, Policy } from '../nouns/index.js';
import { defineRoute } from '../route.js';

const findingId = z.strictObject({ findingId: z.uuid() });

export const listFindings = defineRoute({
  id: 'listFindings',
  service: 'policy-engine',
  method: 'GET',
  path: '/v1/findings',
  permission: 'findings:read',
  summary: 'Findings, filtered and sorted, a page at a time.',
  request: { query: FindingQuery },
  response: pageOf(Finding),
  errors: ['invalid-cursor'],
});

export const getFinding = defineRoute({
  id: 'getFinding',
  service: 'policy-engine',
  method: 'GET',
  path: '/v1/findings/:findingId',
  permission: 'findings:read',
  summary: 'One finding: why, evidence, fix and history.',
  request: { params: findingId },
  response: FindingDetail,
  errors: ['not-found'],
});

export const exceptFinding = defineRoute({
  id: 'exceptFinding',
  service: 'policy-engine',
  method: 'PUT',
  path: '/v1/findings/:findingId/exception',
  permission: 'findings:triage',
  summary: 'Accepts a finding, until a date if one is given.',
  request: { params: findingId, body: ExceptionInput },
  response: FindingDetail,
  errors: ['not-found', 'conflict'],
});

export const removeException = defineRoute({
  id: 'removeException',
  service: 'policy-engine',
  method: 'DELETE',
  path: '/v1/findings/:findingId/exception',
  permission: 'findings:triage',
  summary: 'Takes an exception back; the finding is open again at once.',
  request: { params: findingId },
  response: FindingDetail,
  errors: ['not-found', 'conflict'],
});

export const getOverview = defineRoute({
  id: 'getOverview',
  service: 'policy-engine',
  method: 'GET',
  path: '/v1/overview',
  permission: 'findings:read',
  summary: 'Score with its coverage, counts and trend.',
  request: {
    query: z.strictObject({
      days: z.coerce.number().int().min(7).max(90).default(30),
      accountId: z.uuid().optional(),
    }),
  },
  response: Overview,
});

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
  summary: 'One policy.',
  request: { params: z.strictObject({ policyId: z.string().max(120) }) },
  response: Policy,
  errors: ['not-found'],
});
