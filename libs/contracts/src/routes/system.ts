/** Dead letters, storage and the audit trail: what keeps the installation itself in order. */
import { z } from 'zod';
import {
  AuditEntry,
  AuditVerification,
  DeadLetter,
  Moment,
  pageOf,
  PageQuery,
  RedriveInput,
  StorageReport,
} from '../nouns/index.js';
import { defineRoute, type Service } from '../route.js';

export const listDeadLetters = defineRoute({
  id: 'listDeadLetters',
  service: 'auth',
  method: 'GET',
  path: '/v1/dead-letters',
  permission: 'system:read',
  summary: 'Messages of this tenant that were given up, with their reason.',
  request: {
    query: z.strictObject({
      consumer: z.string().max(60).optional(),
      limit: z.coerce.number().int().min(1).max(200).default(100),
    }),
  },
  response: z.object({ items: z.array(DeadLetter) }),
  errors: ['not-found', 'unavailable'],
});

export const redriveDeadLetters = defineRoute({
  id: 'redriveDeadLetters',
  service: 'auth',
  method: 'POST',
  path: '/v1/dead-letters/redrive',
  permission: 'system:write',
  summary: 'Has messages that were given up handled again from their first try; noted in the audit trail.',
  request: { body: RedriveInput },
  response: z.object({ moved: z.int() }),
  status: 200,
  errors: ['not-found', 'unavailable'],
});

const auditFilter = {
  actor: z.string().max(320).optional().describe('A part of it.'),
  action: z.string().max(100).optional().describe('The whole, or its beginning up to the dot.'),
  target: z.string().max(300).optional().describe('A part of the id.'),
  outcome: z.enum(['done', 'refused']).optional(),
  from: Moment.optional(),
  to: Moment.optional(),
};

export const listAuditEntries = defineRoute({
  id: 'listAuditEntries',
  service: 'auth',
  method: 'GET',
  path: '/v1/audit',
  permission: 'audit:read',
  summary: 'Who did what, newest first.',
  request: { query: PageQuery.extend(auditFilter) },
  response: pageOf(AuditEntry),
  errors: ['invalid-cursor'],
});

export const exportAuditEntries = defineRoute({
  id: 'exportAuditEntries',
  service: 'auth',
  method: 'GET',
  path: '/v1/audit/export',
  permission: 'audit:read',
  cost: 'expensive',
  summary: 'The trail as a file, oldest first: CSV, or JSON with a row on each line.',
  request: { query: z.strictObject({ format: z.enum(['csv', 'json']).default('csv'), ...auditFilter }) },
  response: 'none',
  status: 200,
});

export const verifyAuditTrail = defineRoute({
  id: 'verifyAuditTrail',
  service: 'auth',
  method: 'GET',
  path: '/v1/audit/verification',
  permission: 'audit:read',
  cost: 'expensive',
  summary: 'Reads the whole trail of the tenant and says whether a row was changed, added or taken away.',
  request: {},
  response: AuditVerification,
});

const storageRoute = <const Id extends string>(id: Id, service: Service) =>
  defineRoute({
    id,
    service,
    method: 'GET',
    path: `/v1/storage/${service}`,
    permission: 'system:read',
    summary: `What the ${service} service stores and how fast it grows.`,
    request: {},
    response: StorageReport,
  });

export const getCollectorStorage = storageRoute('getCollectorStorage', 'collector');
export const getPolicyEngineStorage = storageRoute('getPolicyEngineStorage', 'policy-engine');
export const getNotificationStorage = storageRoute('getNotificationStorage', 'notification');
export const getAuthStorage = storageRoute('getAuthStorage', 'auth');
