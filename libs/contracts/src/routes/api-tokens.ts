/** Tokens for machines. */
import { z } from 'zod';
import { ApiToken, ApiTokenInput, NewApiToken, pageOf, PageQuery } from '../nouns/index.js';
import { defineRoute } from '../route.js';

export const listApiTokens = defineRoute({
  id: 'listApiTokens',
  service: 'auth',
  method: 'GET',
  path: '/v1/api-tokens',
  permission: 'tokens:read',
  summary: "Tokens for machines: all of the tenant for admins and auditors, one's own for others.",
  request: { query: PageQuery },
  response: pageOf(ApiToken),
  errors: ['invalid-cursor'],
});

export const addApiToken = defineRoute({
  id: 'addApiToken',
  service: 'auth',
  method: 'POST',
  path: '/v1/api-tokens',
  permission: 'tokens:write',
  stepUp: true,
  summary: 'Makes a token for a machine and shows it, once.',
  request: { body: ApiTokenInput },
  response: NewApiToken,
  status: 201,
  errors: ['scope-too-wide', 'step-up-required'],
});

export const revokeApiToken = defineRoute({
  id: 'revokeApiToken',
  service: 'auth',
  method: 'DELETE',
  path: '/v1/api-tokens/:tokenId',
  permission: 'tokens:write',
  summary: 'Ends a token within seconds: an admin any of the tenant, others their own.',
  request: { params: z.strictObject({ tokenId: z.uuid() }) },
  response: 'none',
  errors: ['not-found'],
});
