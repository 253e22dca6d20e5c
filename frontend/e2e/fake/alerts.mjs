/** Alert rules and mails for the fake API. */
import { randomUUID } from 'node:crypto';

const gone = { problem: 'not-found' };
const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const hostile = '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>';

/** The rules and mails of a made-up tenant. */
export function alertWorld({ uuid, iso, now, accounts }) {
  const rule = (n, name, more) => ({
    id: uuid('e', n),
    name,
    enabled: true,
    minSeverity: 'high',
    accountIds: [],
    services: [],
    q: '',
    recipients: [{ email: 'oncall@example.com', language: 'en' }],
    toOwners: false,
    timing: { kind: 'instant', windowMinutes: 5 },
    timeZone: 'America/Sao_Paulo',
    quietHours: null,
    nextAt: null,
    createdAt: iso(now - 40 * day),
    ...more,
  });
  const subjects = [
    '[CSPM][CRITICAL] 3 new findings — account Production (…3333)',
    '[CSPM][CRÍTICO] 41 novos achados — 3 contas',
    '[CSPM][HIGH] 3 new findings — account Production (…3333)',
    '',
    '[CSPM][HIGH] ana@example.com assigned a finding to you — account Production (…3333)',
    '[CSPM][TESTE][CRÍTICO] 3 novos achados — conta Example (…0000)',
  ];
  const kinds = ['instant', 'digest', 'instant', 'digest', 'assignment', 'test'];
  return {
    rules: [
      rule(1, 'Security on call', {
        recipients: [
          { email: 'oncall@example.com', language: 'en' },
          { email: 'seguranca@example.com', language: 'pt' },
        ],
        quietHours: { days: [0, 1, 2, 3, 4, 5, 6], from: '22:00', to: '07:00', evenCritical: false },
      }),
      rule(2, 'Owners of production', {
        enabled: false,
        minSeverity: 'critical',
        accountIds: [accounts[0].id],
        services: ['s3'],
        recipients: [],
        toOwners: true,
        timing: { kind: 'instant', windowMinutes: 60 },
      }),
      rule(3, 'Week in review', {
        minSeverity: 'info',
        q: '-region:us-east-1 resource:prod-*',
        recipients: [{ email: 'seguranca@example.com', language: 'pt' }],
        timing: { kind: 'weekly', at: '09:00', weekday: 1 },
        nextAt: iso(now + 2 * day + hour),
      }),
      rule(4, hostile, { enabled: false, q: `"${hostile.replaceAll('"', '\\"')}"` }),
    ],
    deliveries: ['sent', 'sent', 'failed', 'queued', 'sent', 'sent'].map((state, n) => ({
      id: uuid('9', n),
      recipient: n % 2 ? 'seguranca@example.com' : 'oncall@example.com',
      subject: subjects[n],
      state,
      kind: kinds[n],
      findings: n === 1 ? 41 : 3,
      attempts: state === 'failed' ? 5 : state === 'queued' ? 0 : 1,
      failure: state === 'failed' ? 'MessageRejected: Email address is not verified.' : null,
      providerMessageId: state === 'sent' ? `0100019a-${n}f2c-4d11` : null,
      createdAt: iso(now - (n + 1) * 50 * minute),
      dueAt: iso(state === 'queued' ? now + 2 * day + hour : now - (n + 1) * 50 * minute),
      sentAt: state === 'sent' ? iso(now - (n + 1) * 50 * minute + 4_000) : null,
    })),
  };
}

/** When the digest of a rule is sent next, about. */
const nextOf = ({ enabled, timing }) =>
  enabled && timing.kind !== 'instant' ? new Date(Date.now() + day).toISOString() : null;

/** By operation id. `pageOf` cuts a page out of a list. */
export const alertHandlers = (pageOf) => ({
  listAlertRules: ({ world, query }) => pageOf(world.rules, query),
  addAlertRule: ({ world, body }) => {
    const rule = { id: randomUUID(), createdAt: new Date().toISOString(), nextAt: nextOf(body), ...body };
    world.rules.push(rule);
    return rule;
  },
  changeAlertRule: ({ world, params, body }) => {
    const rule = world.rules.find(({ id }) => id === params.ruleId);
    return rule ? Object.assign(rule, body, { nextAt: nextOf(body) }) : gone;
  },
  removeAlertRule: ({ world, params }) => {
    const at = world.rules.findIndex(({ id }) => id === params.ruleId);
    if (at < 0) return gone;
    world.rules.splice(at, 1);
  },
  testAlertRule: ({ world, me, body }) => {
    const at = new Date().toISOString();
    const delivery = {
      id: randomUUID(),
      recipient: me.email,
      subject: `[CSPM][TEST][${body.minSeverity.toUpperCase()}] 3 new findings — account Example (…0000)`,
      state: 'queued',
      kind: 'test',
      findings: 3,
      attempts: 0,
      failure: null,
      providerMessageId: null,
      createdAt: at,
      dueAt: at,
      sentAt: null,
    };
    world.deliveries.unshift(delivery);
    return delivery;
  },
  listDeliveries: ({ world, query }) =>
    pageOf(
      world.deliveries.filter(
        ({ state, kind }) =>
          (!query.state?.length || query.state.includes(state)) && (!query.kind?.length || query.kind.includes(kind)),
      ),
      query,
    ),
  getDelivery: ({ world, params }) => {
    const delivery = world.deliveries.find(({ id }) => id === params.deliveryId);
    if (!delivery) return gone;
    const isWritten = delivery.subject !== '';
    const html = `<!doctype html><html lang="en"><title>Mail</title><body style="font-family:sans-serif"><h1>${delivery.subject}</h1><p>Three buckets can be read by everyone.</p><script>parent.hacked=1</script></body></html>`;
    const text = `${delivery.subject}\n\nThree buckets can be read by everyone.\n`;
    return { ...delivery, html: isWritten ? html : '', text: isWritten ? text : '', language: 'en' };
  },
});
