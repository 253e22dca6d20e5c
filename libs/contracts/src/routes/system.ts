/** Dead letters, storage and the audit trail: what keeps the installation itself in order. */
import { z } from 'zod';
import { AuditEntry, DeadLetter, pageOf, PageQuery, RedriveInput, StorageReport } from '../nouns/index.js';
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
  errors: ['unavailable'],
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

export const listAuditEntries = defineRoute({
  id: 'listAuditEntries',
  service: 'auth',
  method: 'GET',
  path: '/v1/audit',
  permission: 'audit:read',
  summary: 'Who did what, newest first.',
  request: { query: PageQuery },
  response: pageOf(AuditEntry),
  errors: ['invalid-cursor'],
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
