/** What services ask one another. The gateway leads nobody here; the caller shows a service token. */
import { z } from 'zod';
import { AccessToken, AuditFacts } from '../nouns/index.js';
import { defineRoute } from '../route.js';

export const listRevocations = defineRoute({
  id: 'listRevocations',
  service: 'auth',
  method: 'GET',
  path: '/internal/revocations',
  permission: 'service',
  summary:
    'Sessions whose access tokens are refused before their time: those of the last twenty minutes after `after`.',
  request: { query: z.strictObject({ after: z.coerce.number().int().min(0).default(0) }) },
  response: z.object({
    items: z.array(
      z.object({
        seq: z.int(),
        sessionId: z.uuid(),
        notBefore: z.int().nullable().describe('Epoch seconds: older tokens are refused; null: every token is.'),
      }),
    ),
    last: z.int().describe('The highest seq that there is: ask after it the next time.'),
  }),
});

export const openApiTokenSession = defineRoute({
  id: 'openApiTokenSession',
  service: 'auth',
  method: 'POST',
  path: '/internal/api-tokens/session',
  permission: 'service',
  unaudited: 'It is asked with every call of a machine; what the machine changes is recorded.',
  summary: 'Trades an API token for an access token of its scope.',
  request: { body: z.strictObject({ token: z.string().max(100), address: z.string().max(100).nullable() }) },
  response: AccessToken,
  status: 200,
  errors: ['unauthenticated'],
});

export const recordRefusals = defineRoute({
  id: 'recordRefusals',
  service: 'auth',
  method: 'POST',
  path: '/internal/refusals',
  permission: 'service',
  unaudited: 'It is how refusals of the gateway come into the trail.',
  summary: 'Adds refusals to the audit trail; one that is there already is left alone.',
  request: {
    body: z.strictObject({
      items: z
        .array(z.object({ tenantId: z.uuid(), entry: AuditFacts }))
        .min(1)
        .max(200),
    }),
  },
  response: 'none',
});

/** Routes between services, by id. They are not part of the API. */
export const internalRoutes = { listRevocations, openApiTokenSession, recordRefusals };
