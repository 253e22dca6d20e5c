/** What each operation of the fake API answers. An answer is `{ problem }` or the body of a success. */
import { severityRank } from '@cspmexa/contracts';
import { randomUUID } from 'node:crypto';
import { alertHandlers } from './alerts.mjs';
import { complianceHandlers } from './compliance.mjs';
import { exportHandlers } from './exports.mjs';
import { findingHandlers } from './findings.mjs';
import { identity } from './identity.mjs';
import { policyHandlers } from './policies.mjs';
import { resourceHandlers } from './resources.mjs';

const gone = { problem: 'not-found' };
const nowIso = () => new Date().toISOString();

/** A page of a list; cursors are offsets, opaque to the dashboard. */
function pageOf(items, { limit, cursor }) {
  const from = cursor ? Number(Buffer.from(cursor, 'base64url')) : 0;
  if (Number.isNaN(from)) return { problem: 'invalid-cursor' };
  const next = from + limit < items.length ? Buffer.from(String(from + limit)).toString('base64url') : null;
  return { items: items.slice(from, from + limit), next, total: items.length };
}

function overviewOf({ world, query }) {
  const open = world.findings.filter(({ status }) => status === 'open');
  const count = (list, test) => list.filter(test).length;
  const services = [...new Set(world.policies.map(({ service }) => service))];
  return {
    score: world.accounts.length > 0 ? 71.8 : null,
    coverage: { judged: 4_812, unknown: 63, percent: 98.7 },
    bySeverity: Object.fromEntries(
      Object.keys(severityRank).map((name) => [name, count(open, ({ severity }) => severity === name)]),
    ),
    byService: services.map((service) => {
      const own = open.filter((finding) => finding.service === service);
      return {
        service,
        open: own.length,
        critical: count(own, ({ severity }) => severity === 'critical'),
        high: count(own, ({ severity }) => severity === 'high'),
      };
    }),
    byAccount: world.accounts.map(({ id, awsAccountId }, n) => ({
      accountId: id,
      awsAccountId: awsAccountId ?? '',
      open: count(open, ({ accountId }) => accountId === id),
      unknown: [0, 21, 42, 0][n] ?? 0,
    })),
    trend: Array.from({ length: query.days }, (_, n) => {
      const wave = Math.round(8 * Math.sin(n / 4));
      return {
        day: new Date(Date.now() - (query.days - 1 - n) * 86_400_000).toISOString().slice(0, 10),
        open:
          n === query.days - 1 ? open.length : Math.max(0, open.length + 34 - Math.round((34 * n) / query.days) + wave),
        opened: 3 + ((n * 7) % 6),
        resolved: 2 + ((n * 5) % 8),
      };
    }),
    meanHoursToFix: 41.5,
    meanHoursToFixBySeverity: { critical: 12.5, high: 30, medium: 96, low: null, info: null },
    overdue: world.findings.filter(({ status, dueAt }) => status === 'open' && dueAt && Date.parse(dueAt) < Date.now())
      .length,
  };
}

const serviceUnits = [
  ['s3', ['global', 'sa-east-1', 'us-east-1', 'eu-west-1']],
  [
    'ec2',
    [
      'sa-east-1',
      'us-east-1',
      'us-east-2',
      'us-west-2',
      'eu-west-1',
      'eu-central-1',
      'ap-south-1',
      'ap-northeast-1',
      'ca-central-1',
    ],
  ],
  ['iam', ['global']],
  ['accessanalyzer', ['sa-east-1', 'us-east-1', 'eu-west-1', 'eu-central-1']],
];

function scanDetailOf(scan) {
  const places = serviceUnits
    .flatMap(([service, regions]) => regions.map((region) => ({ service, region })))
    .slice(0, scan.units.total);
  const stateAt = (n) => {
    if (scan.state === 'failed' || (scan.state === 'partial' && n === 5)) return 'failed';
    if (n < scan.units.done + (scan.state === 'partial' ? 1 : 0)) return 'done';
    return scan.state === 'cancelled' ? 'cancelled' : n < scan.units.done + 4 ? 'running' : 'queued';
  };
  const row = (action, region, outcome, calls, detail = null, resources = []) => ({
    service: action.split(':')[0],
    region,
    action,
    outcome,
    calls,
    detail,
    resources,
    deniedBy: outcome === 'denied' ? 'resource-policy' : null,
  });
  return {
    ...scan,
    costs: [
      ['s3:GetBucketPolicy', 'global', 38, 2, 0],
      ['ec2:DescribeInstances', 'sa-east-1', 3, 0, 0],
      ['iam:GenerateCredentialReport', 'global', 12, 24, 36],
    ].map(([action, region, calls, retries, throttles]) => ({
      service: action.split(':')[0],
      action,
      region,
      calls,
      retries,
      throttles,
      seconds: calls * 0.12,
    })),
    unitList: places.map((place, n) => ({
      id: `7${String(n).padStart(7, '0')}-0000-4000-8000-${scan.id.slice(24)}`,
      ...place,
      state: stateAt(n),
      resources: stateAt(n) === 'done' ? 17 + ((n * 31) % 90) : null,
      attempts: stateAt(n) === 'failed' ? 3 : stateAt(n) === 'queued' ? 0 : 1,
      failure: stateAt(n) === 'failed' ? 'The calls timed out three times.' : null,
      startedAt: stateAt(n) === 'queued' ? null : scan.createdAt,
      endedAt: stateAt(n) === 'done' ? scan.createdAt : null,
    })),
    coverage: [
      row('s3:GetBucketPolicy', 'global', 'ok', 38),
      row('s3:GetBucketAcl', 'global', 'ok', 40),
      row('ec2:DescribeInstances', 'sa-east-1', 'ok', 3),
      row('iam:GetAccountAuthorizationDetails', 'global', 'ok', 2),
      ...(scan.holes > 0
        ? [
            row(
              's3:GetBucketPolicy',
              'global',
              'denied',
              2,
              'AccessDenied: User is not authorized to perform s3:GetBucketPolicy with an explicit deny in a resource-based policy.',
              ['arn:aws:s3:::audit-logs', 'arn:aws:s3:::ml-features'],
            ),
            row('ec2:DescribeSnapshots', 'us-east-2', 'timed-out', 3, 'No answer within 30 seconds.'),
            row('iam:GenerateCredentialReport', 'global', 'throttled', 12, 'Throttling: Rate exceeded'),
          ].slice(0, scan.holes)
        : []),
    ],
  };
}

const find = (list, id) => list.find((item) => item.id === id);
const drop = (list, id) => {
  const at = list.findIndex((item) => item.id === id);
  return at < 0 ? gone : (list.splice(at, 1), undefined);
};
const change = (item, patch) => (item ? Object.assign(item, patch) : gone);

const storageOf = (service, names) => ({
  service,
  at: nowIso(),
  tables: names.map((name, n) => ({
    name,
    rows: 18_400 * (n + 1),
    bytes: 9_700_000 * (n + 1),
    rowsPerDay: n ? 312.5 : null,
    bytesPerDay: n ? 210_000 : null,
    keepsDays: n ? 400 : null,
    oldest: n ? new Date(Date.now() - 90 * 86_400_000).toISOString() : null,
  })),
  objects: service === 'collector' ? { count: 1_204, bytes: 81_000_000 } : null,
});

/** By operation id. `api` is the running fake: its world, who is signed in, and `emit` for live events. */
export const handlers = {
  ...identity(pageOf),
  ...alertHandlers(pageOf),
  ...exportHandlers,
  ...findingHandlers,
  ...policyHandlers,
  ...resourceHandlers(pageOf),
  ...complianceHandlers,
  listAccounts: ({ world, query }) => pageOf(world.accounts, query),
  getAccount: ({ world, params }) => find(world.accounts, params.accountId) ?? gone,
  addAccount: ({ world, body }) => {
    const account = {
      id: randomUUID(),
      awsAccountId: null,
      partition: 'aws',
      externalId: `cspmexa-${randomUUID()}`,
      endpointUrl: null,
      enabled: true,
      budgetPercent: null,
      sandbox: false,
      status: 'unchecked',
      statusDetail: null,
      createdAt: nowIso(),
      lastScan: null,
      ...body,
    };
    world.accounts.push(account);
    return account;
  },
  getSandbox: () => ({ offered: true }),
  addSandboxAccount: ({ world }) => {
    if (world.accounts.some(({ sandbox }) => sandbox)) return { problem: 'account-exists' };
    const account = {
      id: randomUUID(),
      name: 'Sandbox',
      awsAccountId: '999988887777',
      partition: 'aws',
      access: { kind: 'default-chain' },
      externalId: `cspmexa-${randomUUID()}`,
      endpointUrl: null,
      scope: { services: [], regions: [] },
      enabled: true,
      budgetPercent: null,
      tags: {},
      owners: [],
      sandbox: true,
      status: 'ready',
      statusDetail: null,
      createdAt: nowIso(),
      lastScan: null,
    };
    world.accounts.push(account);
    return account;
  },
  compareScans: ({ world, query }) => {
    const to = find(world.scans, query.to);
    if (!to) return gone;
    const judged = (scan) => ({ id: scan.id, judgedAt: scan.endedAt ?? scan.createdAt });
    const from = query.from ? find(world.scans, query.from) : world.scans.find(({ id }) => id !== to.id);
    const kinds = ['opened', 'resolved', 'changed'];
    const all = world.findings
      .filter(({ accountId }) => accountId === to.accountId)
      .slice(0, 40)
      .map((finding, n) => ({
        change: kinds[n % 3],
        finding,
        before: n % 3 === 0 ? null : { status: 'open', severity: n % 3 === 2 ? 'low' : finding.severity },
        after: { status: n % 3 === 1 ? 'resolved' : 'open', severity: finding.severity },
        at: finding.changedAt,
      }));
    const count = (kind) => all.filter(({ change }) => change === kind).length;
    const page = pageOf(
      all.filter(({ change }) => !query.change || change === query.change),
      query,
    );
    return {
      from: from ? judged(from) : null,
      to: judged(to),
      counts: { opened: count('opened'), resolved: count('resolved'), changed: count('changed') },
      items: page.items,
      next: page.next,
    };
  },
  changeAccount: ({ world, params, body }) => change(find(world.accounts, params.accountId), body),
  removeAccount: ({ world, params }) => drop(world.accounts, params.accountId),
  checkAccount: ({ world, params }) => {
    const account = find(world.accounts, params.accountId);
    if (account?.status === 'failing') return { problem: 'role-not-assumable', detail: account.statusDetail };
    return change(account, { status: 'ready' });
  },
  getAccountOnboarding: ({ world, params }) => {
    const account = find(world.accounts, params.accountId);
    if (!account) return gone;
    const condition = { StringEquals: { 'sts:ExternalId': account.externalId } };
    return {
      externalId: account.externalId,
      trustPolicy: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: { AWS: 'arn:aws:iam::222233334444:root' },
            Action: 'sts:AssumeRole',
            Condition: condition,
          },
        ],
      },
      permissionsPolicy: {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Action: ['s3:GetBucketPolicy', 'ec2:Describe*'], Resource: '*' }],
      },
      cloudFormation: `AWSTemplateFormatVersion: '2010-09-09'\nParameters:\n  ExternalId:\n    Type: String\n    Default: ${account.externalId}\n`,
      quickCreateUrl: `https://console.aws.amazon.com/cloudformation/home?region=us-east-1#/stacks/quickcreate?templateURL=https%3A%2F%2Ftemplates.s3.amazonaws.com%2Fread-role.yaml&param_ExternalId=${account.externalId}`,
      terraform: `resource "aws_iam_role" "cspmexa" {\n  name = "cspmexa-read"\n}\n`,
    };
  },
  diagnoseAccount: ({ world, params }) => {
    const account = find(world.accounts, params.accountId);
    if (!account) return gone;
    const missing = ['s3:GetBucketPolicy', 'ec2:DescribeSnapshots'].map((action, n) => ({
      action,
      regions: n ? ['sa-east-1', 'us-east-1'] : ['global'],
      deniedBy: n ? 'service-control-policy' : 'identity-policy',
      detail: `AccessDenied: User is not authorized to perform ${action}.`,
      calls: 3 + n,
      policies: ['aws-s3-bucket-not-public'],
    }));
    return {
      accountId: account.id,
      scannedAt: nowIso(),
      missing,
      statement: { Sid: 'CspmexaMissing', Effect: 'Allow', Action: ['s3:GetBucketPolicy'], Resource: '*' },
      advice: [
        {
          en: 'A service control policy of the organization refuses ec2:DescribeSnapshots: it has to allow it.',
          pt: 'Uma política de controle de serviço da organização recusa ec2:DescribeSnapshots: ela precisa permitir.',
        },
      ],
      others: [],
      policies: world.policies
        .filter(({ id }) => id === 'aws-s3-bucket-not-public')
        .map(({ id, title, severity }) => ({ policyId: id, title, severity, actions: ['s3:GetBucketPolicy'] })),
    };
  },
  discoverAccounts: ({ world }) => ({ found: world.discovered.length + 4, proposed: 2, closed: 1 }),
  listDiscoveredAccounts: ({ world, query }) =>
    pageOf(
      world.discovered.filter(({ state }) => !query.state?.length || query.state.includes(state)),
      query,
    ),
  connectDiscoveredAccounts: ({ world, body }) => ({
    items: body.ids.map((id) => {
      change(find(world.discovered, id), { state: 'connected', accountId: world.accounts[0].id });
      return { id, accountId: world.accounts[0].id, problem: null };
    }),
  }),
  ignoreDiscoveredAccount: ({ world, params }) => {
    const account = find(world.discovered, params.discoveredId);
    return change(account, { state: account?.state === 'ignored' ? 'proposed' : 'ignored' });
  },
  listSchedules: ({ world, params }) => ({
    items: world.schedules.filter(({ accountId }) => accountId === params.accountId),
  }),
  addSchedule: ({ world, params, body }) => {
    const schedule = {
      id: randomUUID(),
      accountId: params.accountId,
      nextDueAt: nowIso(),
      lastDueAt: null,
      lastOutcome: null,
      lastScanId: null,
      ...body,
    };
    world.schedules.push(schedule);
    return schedule;
  },
  changeSchedule: ({ world, params, body }) => change(find(world.schedules, params.scheduleId), body),
  removeSchedule: ({ world, params }) => drop(world.schedules, params.scheduleId),
  previewSchedule: () => ({ next: [1, 2, 3, 4, 5].map((n) => new Date(Date.now() + n * 86_400_000).toISOString()) }),

  listScans: ({ world, query }) =>
    pageOf(
      world.scans.filter(
        ({ accountId, state }) =>
          (!query.accountId || accountId === query.accountId) && (!query.state?.length || query.state.includes(state)),
      ),
      query,
    ),
  startScan: ({ world, body }) => {
    if (
      !body.scope.resources.length &&
      world.scans.some(({ accountId, state }) => accountId === body.accountId && state === 'running')
    )
      return { problem: 'scan-running' };
    const account = find(world.accounts, body.accountId);
    const units = { total: 18, done: 0, failed: 0 };
    const scan = {
      ...world.scans[0],
      id: randomUUID(),
      accountId: account.id,
      accountName: account.name,
      awsAccountId: account.awsAccountId,
      state: 'queued',
      trigger: 'manual',
      scope: body.scope,
      units,
    };
    world.scans.unshift(scan);
    return scan;
  },
  getScan: ({ world, params }) => {
    const scan = find(world.scans, params.scanId);
    return scan ? scanDetailOf(scan) : gone;
  },
  resumeScan: ({ world, params }) => change(find(world.scans, params.scanId), { state: 'running', endedAt: null }),
  cancelScan: ({ world, params }) => {
    const scan = find(world.scans, params.scanId);
    if (scan && !['queued', 'running'].includes(scan.state)) return { problem: 'not-cancellable' };
    return change(scan, { state: 'cancelled', endedAt: nowIso() });
  },

  getPolicyEngineStorage: () => storageOf('policy-engine', ['findings', 'finding_history', 'tallies']),
  getNotificationStorage: () => storageOf('notification', ['deliveries']),
  getAuthStorage: () => storageOf('auth', ['members', 'sessions']),
  listDeadLetters: ({ world }) => ({ items: world.deadLetters }),
  redriveDeadLetters: ({ world, body }) => {
    const left = world.deadLetters.filter(({ id }) => !body.ids?.includes(id));
    const moved = world.deadLetters.length - left.length;
    world.deadLetters = left;
    return { moved };
  },
  getOverview: overviewOf,
};
