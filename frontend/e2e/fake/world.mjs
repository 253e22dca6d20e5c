/** A small, made-up company with three AWS accounts: what the fake API answers with. The same seed gives the same world. */
import { randomUUID } from 'node:crypto';
import { alertWorld } from './alerts.mjs';
import { someViews, workOf } from './findings.mjs';
import { policies } from './policies.mjs';

export const hostile = '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>';

const day = 86_400_000;
const iso = (ms) => new Date(ms).toISOString();
const uuid = (kind, n) => `${kind}0000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

/** Numbers from 0 to 1 that are the same in every run. */
function dice(seed) {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}

const all = { services: [], regions: [] };
const scope = all;

function accountsAt(now) {
  const account = (n, name, awsAccountId, more) => ({
    id: uuid('a', n),
    name,
    awsAccountId,
    partition: 'aws',
    access: { kind: 'role', roleArn: `arn:aws:iam::${awsAccountId ?? '999900001111'}:role/cspmexa-read` },
    externalId: `cspmexa-7f3d9b1e-${n}c2a-4e58-9d60-51b7a3c8e4f${n}`,
    endpointUrl: null,
    scope,
    enabled: true,
    budgetPercent: null,
    tags: n === 1 ? { env: 'prod', team: '<b>payments</b>' } : {},
    owners: n === 1 ? ['dan@example.com'] : [],
    sandbox: false,
    status: 'ready',
    statusDetail: null,
    createdAt: iso(now - 80 * day),
    lastScan: {
      id: uuid('c', n),
      state: 'complete',
      startedAt: iso(now - 2 * 3_600_000),
      endedAt: iso(now - 7_150_000),
    },
    ...more,
  });
  return [
    account(1, 'Production', '111122223333', {}),
    account(2, 'Staging', '444455556666', {
      lastScan: {
        id: uuid('c', 2),
        state: 'partial',
        startedAt: iso(now - 3 * 3_600_000),
        endedAt: iso(now - 10_700_000),
      },
    }),
    account(3, 'Data platform', '777788889999', {
      status: 'failing',
      statusDetail:
        'AccessDenied: User arn:aws:sts::222233334444:assumed-role/cspmexa is not authorized to perform sts:AssumeRole.',
      lastScan: { id: uuid('c', 3), state: 'failed', startedAt: iso(now - day), endedAt: iso(now - day + 4_000) },
    }),
    account(4, 'Sandbox', '000011112222', {
      sandbox: true,
      access: { kind: 'default-chain' },
      scope: { services: ['s3', 'iam'], regions: ['sa-east-1', 'us-east-1'] },
    }),
  ];
}

const names = {
  s3: [
    'reports-2026',
    'customer-exports',
    'web-assets',
    'audit-logs',
    'ml-features',
    'backups-cold',
    'tmp-uploads',
    'invoices',
  ],
  ec2: ['web-prod', 'bastion', 'batch-workers', 'legacy-ftp', 'jenkins', 'vpn', 'default', 'db-replica'],
  iam: [
    'deploy-bot',
    'ana.souza',
    'ci-runner',
    'admin-break-glass',
    'contractor-7',
    'terraform',
    'backup-role',
    'root',
  ],
};
const regions = ['sa-east-1', 'us-east-1', 'eu-west-1'];

const arnOf = (policy, account, region, name) => {
  if (policy.service === 's3') return `arn:aws:s3:::${name}`;
  if (policy.service === 'iam') return `arn:aws:iam::${account.awsAccountId}:user/${name}`;
  return `arn:aws:ec2:${region}:${account.awsAccountId}:${policy.arn}/${policy.prefix}-0${name.length}f3a9c27b1d84e5`;
};

function findingsAt(now, accounts) {
  const roll = dice(20_261_121);
  const pick = (list) => list[Math.floor(roll() * list.length)];
  return Array.from({ length: 140 }, (_, n) => {
    const policy = policies[n % policies.length];
    const account = pick([accounts[0], accounts[0], accounts[1], accounts[3]]);
    const region = policy.service === 'iam' ? 'global' : pick(regions);
    const name = n === 3 ? hostile : `${pick(names[policy.service])}${n > 40 ? `-${n}` : ''}`;
    const opened = now - Math.floor(roll() * 70 * day) - 600_000;
    const status = n % 9 === 4 ? 'resolved' : n % 23 === 11 ? 'excepted' : 'open';
    const row = policy.rows.length > 0 ? pick(policy.rows) : undefined;
    const finding = {
      id: uuid('f', n),
      fingerprint: randomUUID().replaceAll('-', '').repeat(2),
      policyId: policy.id,
      title: policy.title,
      severity: row?.severity ?? policy.severity,
      status,
      reopened: status === 'open' && n % 17 === 5,
      resolution: status === 'resolved' ? 'fixed' : null,
      accountId: account.id,
      awsAccountId: account.awsAccountId,
      region,
      service: policy.service,
      resourceKind: policy.resourceKind,
      resourceArn: n === 3 ? `arn:aws:s3:::${hostile}` : arnOf(policy, account, region, name),
      resourceName: name,
      discriminator: row?.id ?? '',
      reason: policy.reason,
      openedAt: iso(opened),
      changedAt: iso(opened + 3_600_000),
      resolvedAt: status === 'resolved' ? iso(opened + 2 * day) : null,
      exception:
        status === 'excepted'
          ? {
              reason: 'The bucket holds the public web site on purpose; the content is reviewed by marketing.',
              ticket: 'SEC-412',
              owner: 'ana@example.com',
              approver: 'carla@example.com',
              until: iso(now + 60 * day),
              createdAt: iso(opened + day),
            }
          : null,
    };
    return workOf(finding, n, now);
  });
}

function scansAt(now, accounts) {
  const counts = (calls, seconds, throttles = 0) => ({ calls, retries: throttles + 2, throttles, seconds });
  const scan = (n, account, state, more) => ({
    id: uuid('c', n),
    accountId: account.id,
    accountName: account.name,
    awsAccountId: account.awsAccountId,
    state,
    trigger: n === 5 ? 'first' : n % 2 ? 'schedule' : 'manual',
    scope: { ...account.scope, severities: [], resources: [] },
    scheduleId: null,
    causes: [],
    generation: n,
    units: { total: 18, done: 18, failed: 0 },
    resources: 1_284,
    counts: counts(412, 38.4),
    holes: 0,
    failure: null,
    createdAt: iso(now - n * 3_600_000),
    startedAt: iso(now - n * 3_600_000 + 800),
    endedAt: iso(now - n * 3_600_000 + 39_200),
    ...more,
  });
  return [
    scan(6, accounts[0], 'running', {
      createdAt: iso(now - 14_000),
      startedAt: iso(now - 13_000),
      endedAt: null,
      units: { total: 18, done: 7, failed: 0 },
      resources: 512,
      counts: counts(166, 13.1),
    }),
    scan(1, accounts[0], 'complete'),
    scan(2, accounts[1], 'partial', {
      holes: 3,
      counts: counts(1_930, 94.8, 12),
      units: { total: 18, done: 17, failed: 1 },
    }),
    scan(3, accounts[2], 'failed', {
      failure: accounts[2].statusDetail,
      units: { total: 18, done: 0, failed: 18 },
      resources: 0,
      counts: counts(1, 3.2),
      holes: 1,
    }),
    scan(4, accounts[3], 'complete', {
      units: { total: 5, done: 5, failed: 0 },
      resources: 96,
      counts: counts(61, 2.6),
    }),
    scan(5, accounts[3], 'cancelled', { units: { total: 5, done: 2, failed: 0 } }),
  ];
}

/** Everything that the fake API knows, as of `now`. */
export function makeWorld(now = Date.now()) {
  const accounts = accountsAt(now);
  const person = (n, email, name, role, more) => ({
    id: uuid('b', n),
    email,
    name,
    picture: null,
    role,
    status: 'active',
    accountIds: [],
    mfa: false,
    language: n % 2 ? 'pt' : 'en',
    signedInAt: iso(now - n * 5 * 3_600_000),
    createdAt: iso(now - 80 * day),
    ...more,
  });
  return {
    accounts,
    policies,
    findings: findingsAt(now, accounts),
    /** Of findings, by their ids. */
    comments: new Map(),
    findingChanges: new Map(),
    /** Grows when findings are changed by hand. */
    findingsStamp: 0,
    views: someViews(now),
    scans: scansAt(now, accounts),
    schedules: [
      {
        id: uuid('d', 1),
        accountId: accounts[0].id,
        cron: '0 */6 * * *',
        timeZone: 'America/Sao_Paulo',
        enabled: true,
      },
      { id: uuid('d', 2), accountId: accounts[0].id, cron: '30 3 * * 1-5', timeZone: 'UTC', enabled: false },
    ].map((schedule) => ({
      ...schedule,
      scope: { ...scope, severities: schedule.enabled ? ['critical'] : [] },
      blackouts: schedule.enabled ? [{ days: [1, 2, 3, 4, 5], from: '09:00', to: '18:00' }] : [],
      missed: 'run',
      lastOutcome: 'overlap',
      lastScanId: null,
      jitterSeconds: 60,
      nextDueAt: iso(now + 5 * 3_600_000),
      lastDueAt: iso(now - 3_600_000),
    })),
    discovered: ['proposed', 'proposed', 'ignored', 'closed'].map((state, n) => ({
      id: uuid('8', n),
      awsAccountId: `9999000011${String(n).padStart(2, '0')}`,
      name: ['data-lake', 'payments', 'playground', 'old-shop'][n],
      email: `aws+${n}@example.com`,
      path: 'Root/Workloads/Production',
      state,
      accountId: null,
      foundThrough: accounts[0].id,
      firstSeenAt: iso(now - 20 * day),
      lastSeenAt: iso(now - 3_600_000),
    })),
    deadLetters: [
      {
        id: uuid('f', 1),
        consumer: 'notification',
        type: 'finding.opened',
        reason: 'The sender address is not verified.',
        attempts: 5,
        at: iso(now - 2 * 3_600_000),
      },
    ],
    audit: Array.from({ length: 4 }, (_, n) => ({
      id: uuid('f', 10 + n),
      seq: 4 - n,
      at: iso(now - (n + 1) * 3_600_000),
      actor: n === 2 ? 'token:nightly (bruno@example.com)' : 'ana@example.com',
      action: ['member.changed', 'account.removed', 'finding.excepted', 'dead-letters.redriven'][n],
      outcome: n === 1 ? 'refused' : 'done',
      reason: n === 1 ? 'step-up-required' : null,
      target: { kind: ['member', 'account', 'finding', 'dead-letters'][n], id: uuid('b', n + 1) },
      before: n === 0 ? { role: 'viewer' } : null,
      after: n === 1 ? null : { role: 'analyst', note: '<img src=x onerror=alert(1)>' },
      address: '203.0.113.7',
      userAgent: 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0',
      traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
      hash: String(n).repeat(64),
    })),
    tenant: { id: uuid('9', 1), name: 'Tucanuva', mfaRequiredFor: [], createdAt: iso(now - 90 * day) },
    otherTenant: { id: uuid('9', 2), name: 'Araraúna', role: 'viewer' },
    invitations: [
      ['eva@example.com', 6],
      ['fabio@example.com', -2],
    ].map(([email, days], n) => ({
      id: uuid('8', n + 1),
      email,
      role: 'analyst',
      accountIds: n === 0 ? [accounts[0].id] : [],
      invitedBy: 'ana@example.com',
      createdAt: iso(now - day),
      expiresAt: iso(now + days * day),
    })),
    tokens: ['active', 'revoked', 'expired'].map((state, n) => ({
      id: uuid('7', n + 1),
      name: `pipeline ${n + 1}`,
      madeBy: n === 0 ? 'ana@example.com' : 'bruno@example.com',
      hint: 'x9Zq',
      scopes: ['findings:read', 'scans:run'],
      createdAt: iso(now - 30 * day),
      expiresAt: iso(now + (state === 'expired' ? -1 : 60) * day),
      lastUsedAt: n === 0 ? iso(now - 60_000) : null,
      state,
    })),
    /** Authenticators by e-mail address: { secret, confirmed, codes }. */
    factors: new Map(),
    ...alertWorld({ uuid, iso, now, accounts }),
    members: [
      person(1, 'ana@example.com', 'Ana Souza', 'admin'),
      person(2, 'bruno@example.com', 'Bruno Lima', 'analyst'),
      person(3, 'carla@example.com', 'Carla Dias', 'auditor'),
      person(4, 'dan@example.com', null, 'viewer', { signedInAt: null, accountIds: [accounts[0].id] }),
    ],
  };
}
