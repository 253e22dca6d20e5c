import { defineEvent } from '../event.js';
import { AuditFacts } from '../nouns/system.js';

export const auditRecorded = defineEvent({
  name: 'audit.recorded',
  version: 1,
  // Each service in the transaction of what it tells about; auth gives it its place in the trail.
  publishedBy: ['collector', 'policy-engine', 'notification'],
  when: 'Somebody changed something in a service that does not keep the audit trail itself.',
  payload: AuditFacts,
  example: {
    id: '0199f6ce-8a40-7c1e-9d6f-1c2b3a4d5e6f',
    at: '2026-11-21T12:00:00.000Z',
    actor: 'ana@example.com',
    action: 'account.removed',
    outcome: 'done',
    reason: null,
    target: { kind: 'account', id: '5b0d6c1e-2f3a-4b5c-8d7e-9f0a1b2c3d4e' },
    before: { name: 'Production' },
    after: null,
    address: '203.0.113.7',
    userAgent: 'Mozilla/5.0',
    traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
  },
});
