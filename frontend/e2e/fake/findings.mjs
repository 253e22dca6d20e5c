/** What the fake API answers about findings: lists by a query, groups, facets, the work on them, and views. */
import {
  FindingStatus,
  isAccount,
  isInTimes,
  isResource,
  newForDays,
  parseFindingQuery,
  Severity,
  severityRank,
  withTerm,
} from '@cspmexa/contracts';
import { randomUUID } from 'node:crypto';

const day = 86_400_000;
const gone = { problem: 'not-found' };
const nowIso = () => new Date().toISOString();
const iso = (ms) => new Date(ms).toISOString();
const find = (list, id) => list.find((item) => item.id === id);

/** What a query asks of a finding: the same as the services' SQL. */
function matcherOf(q, { world, me }) {
  const { filter } = parseFindingQuery(q ?? '');
  const now = new Date();
  const accountNames = new Map(world.accounts.map(({ id, name }) => [id, name]));
  const controls = new Map(world.policies.map(({ id, controls }) => [id, controls.map((one) => one.toLowerCase())]));
  const names = ({ resourceArn, resourceName }) => [resourceArn, resourceName ?? ''].map((name) => name.toLowerCase());
  const has = {
    severity: ({ severity }, value) => severity === value,
    status: ({ status }, value) => status === value,
    service: ({ service }, value) => service === value,
    region: ({ region }, value) => region === value,
    policy: ({ policyId }, value) => policyId === value,
    kind: ({ resourceKind }, value) => resourceKind === value,
    cause: (finding, value) => causeOf(finding).toLowerCase() === value,
    resource: (finding, value) => isResource(value, finding),
    control: ({ policyId }, value) =>
      controls.get(policyId)?.some((control) => control === value || control.startsWith(`${value}/`)),
    account: ({ accountId, awsAccountId }, value) =>
      isAccount(value, { accountId, awsAccountId, accountName: accountNames.get(accountId) ?? null }),
    assignee: ({ assignee }, value) =>
      value === 'none' ? assignee === null : assignee === (value === 'me' ? me.email : value),
  };
  const flags = {
    reopened: ({ reopened }) => reopened,
    new: ({ openedAt }) => Date.parse(openedAt) >= now - newForDays * day,
    overdue: ({ status, dueAt }) => status === 'open' && dueAt !== null && Date.parse(dueAt) < now,
    assigned: ({ assignee }) => assignee !== null,
    unassigned: ({ assignee }) => assignee === null,
    mine: ({ assignee }) => assignee === me.email,
  };
  const times = { opened: 'openedAt', changed: 'changedAt', fixed: 'resolvedAt', due: 'dueAt' };
  const words = (finding) => [finding.title.en, finding.title.pt, ...names(finding)].join('\n').toLowerCase();
  const any = Object.entries(filter.any);
  const none = Object.entries(filter.none);
  return (finding) =>
    any.every(([key, values]) => values.some((value) => has[key](finding, value))) &&
    none.every(([key, values]) => !values.some((value) => has[key](finding, value))) &&
    filter.is.every((flag) => flags[flag](finding)) &&
    filter.isNot.every((flag) => !flags[flag](finding)) &&
    filter.times.every(({ time, range, negated }) => {
      const at = finding[times[time]];
      return isInTimes(range, at === null ? null : new Date(at), now) !== negated;
    }) &&
    filter.text.every((word) => words(finding).includes(word)) &&
    filter.notText.every((word) => !words(finding).includes(word));
}

const causeOf = ({ resourceArn, policyId }) => `${resourceArn}#${policyId.split('-').at(-1)}`;

const orders = {
  severity: ({ severity }) => severityRank[severity],
  openedAt: ({ openedAt }) => openedAt,
  changedAt: ({ changedAt }) => changedAt,
  dueAt: ({ dueAt }) => dueAt ?? '9',
};

/** The older filters, which stand beside the query. */
function oldMatcher({ status, severity, service, region, accountId, policyId, resourceArn, reopened, search }) {
  const among = (list, value) => !list?.length || list.includes(value);
  const word = search?.toLowerCase();
  return (finding) =>
    among(status, finding.status) &&
    among(severity, finding.severity) &&
    among(service, finding.service) &&
    among(region, finding.region) &&
    among(accountId, finding.accountId) &&
    among(policyId, finding.policyId) &&
    (!resourceArn || finding.resourceArn === resourceArn) &&
    (reopened === undefined || finding.reopened === reopened) &&
    (!word ||
      [finding.title.en, finding.title.pt, finding.resourceArn].some((text) => text.toLowerCase().includes(word)));
}

/** A long list is sorted once, until it is another one. */
let sorted = {};

function matching(call, { q, sort = '-severity', ...old }) {
  const { world } = call;
  const key = JSON.stringify([q, sort, old, call.me.email, world.findingsStamp]);
  if (world.findings.length > 5_000 && sorted.of === world.findings && sorted.key === key) return sorted.found;
  const matches = matcherOf(q, call);
  const matchesOld = oldMatcher(old);
  const order = orders[sort.replace('-', '')];
  const sign = sort.startsWith('-') ? -1 : 1;
  const found = world.findings
    .filter((finding) => matchesOld(finding) && matches(finding))
    .map((finding) => ({ finding, by: order(finding) }))
    .sort((a, b) => sign * (a.by < b.by ? -1 : a.by > b.by ? 1 : 0) || (a.finding.id < b.finding.id ? -1 : 1))
    .map(({ finding }) => finding);
  sorted = { of: world.findings, key, found };
  return found;
}

function pageFrom(items, { limit, cursor, skip = 0 }) {
  const from = cursor ? Number(Buffer.from(cursor, 'base64url')) : skip;
  if (Number.isNaN(from)) return { problem: 'invalid-cursor' };
  const next = from + limit < items.length ? Buffer.from(String(from + limit)).toString('base64url') : null;
  return { items: items.slice(from, from + limit), next, total: items.length };
}

/** What findings are gathered by: the key of a group, what it is called, and its value in a query. */
const groupers = {
  policy: ({ policyId, title }) => ({ key: policyId, title }),
  resource: ({ resourceArn, resourceName }) => ({ key: resourceArn, name: resourceName }),
  account: ({ accountId, awsAccountId }) => ({ key: accountId, name: awsAccountId }),
  service: ({ service }) => ({ key: service }),
  region: ({ region }) => ({ key: region }),
  severity: ({ severity }) => ({ key: severity }),
  assignee: ({ assignee }) => ({ key: assignee ?? '', value: assignee ?? 'none' }),
  cause: (finding) => ({
    key: causeOf(finding),
    title: { en: `Put right: ${finding.title.en}`, pt: `Corrigir: ${finding.title.pt}` },
    name: finding.resourceName,
  }),
};

/** Groups of many findings are gathered once, until there are others. */
let gathered = {};

function groupsOf(call, { by, q, sort }) {
  const found = matching(call, { q });
  const key = JSON.stringify([by, q, sort]);
  if (found.length > 5_000 && gathered.of === found && gathered.key === key) return gathered.groups;
  const groups = gather(found, { by, q }).sort(groupOrders[sort]);
  gathered = { of: found, key, groups };
  return groups;
}

function gather(findings, { by, q }) {
  const groups = new Map();
  for (const finding of findings) {
    const { value, ...told } = groupers[by](finding);
    const group = groups.get(told.key) ?? {
      title: null,
      name: null,
      ...told,
      q: withTerm(q ?? '', by, [value ?? told.key]),
      severity: 'info',
      findings: 0,
      open: 0,
      excepted: 0,
      arns: new Set(),
      judged: by === 'policy' ? 52 : null,
      bySeverity: Object.fromEntries(Severity.options.map((severity) => [severity, 0])),
      oldest: finding.openedAt,
    };
    groups.set(told.key, group);
    group.findings += 1;
    if (finding.status === 'open') group.open += 1;
    if (finding.status === 'excepted') group.excepted += 1;
    group.arns.add(finding.resourceArn);
    group.bySeverity[finding.severity] += 1;
    if (severityRank[finding.severity] > severityRank[group.severity]) group.severity = finding.severity;
    if (finding.openedAt < group.oldest) group.oldest = finding.openedAt;
  }
  return [...groups.values()].map(({ arns, ...group }) => ({
    ...group,
    resources: ['policy', 'resource', 'cause'].includes(by) ? arns.size : null,
  }));
}

const groupOrders = {
  '-severity': (a, b) => severityRank[b.severity] - severityRank[a.severity] || b.findings - a.findings,
  '-findings': (a, b) => b.findings - a.findings,
  oldest: (a, b) => (a.oldest < b.oldest ? -1 : 1),
};

const facetKeys = {
  status: ({ status }) => status,
  severity: ({ severity }) => severity,
  service: ({ service }) => service,
  region: ({ region }) => region,
  account: ({ awsAccountId }) => awsAccountId,
  policy: ({ policyId }) => policyId,
  assignee: ({ assignee }) => assignee ?? 'none',
};

function facetsOf(call, q = '') {
  return Object.entries(facetKeys).map(([key, valueOf]) => {
    let others = withTerm(q, key, []);
    if (key === 'status') for (const status of FindingStatus.options) others = others.replaceAll(`is:${status}`, '');
    const counts = new Map();
    for (const finding of matching(call, { q: others })) {
      const value = valueOf(finding);
      counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    const values = [...counts].map(([value, count]) => ({ value, count })).sort((a, b) => b.count - a.count);
    return { key, values: values.slice(0, 200) };
  });
}

function detailOf(world, finding) {
  const policy = find(world.policies, finding.policyId);
  const same = world.findings.filter((one) => one.status === 'open' && causeOf(one) === causeOf(finding));
  return {
    ...finding,
    why: policy.why,
    conditions: policy.conditions,
    evidence: policy.evidence,
    fix: policy.fix,
    controls: policy.controls.map((id) => ({
      id,
      title: { en: `Control ${id.split('/')[1]}`, pt: `Controle ${id.split('/')[1]}` },
    })),
    sameAs: policy.sameAs,
    comments: world.comments.get(finding.id) ?? [],
    cause: {
      key: causeOf(finding),
      title: { en: `Put right: ${finding.title.en}`, pt: `Corrigir: ${finding.title.pt}` },
      findings: same.length,
    },
    history: [
      {
        id: `0${finding.id.slice(1)}`,
        at: finding.openedAt,
        change: 'opened',
        scanId: world.scans[1].id,
        actor: null,
        severity: finding.severity,
        reason: finding.reason,
        before: null,
        after: policy.evidence,
        changes: [
          { path: '/facets/policy/Statement/0/Principal', before: 'arn:aws:iam::111122223333:root', after: '*' },
        ],
        cause: {
          eventId: '0f0f0f0f-1111-4222-8333-444455556666',
          eventName: 'PutBucketPolicy',
          actor: 'arn:aws:sts::111122223333:assumed-role/deploy/ci',
          at: finding.openedAt,
        },
      },
      ...(finding.exception
        ? [
            {
              id: `1${finding.id.slice(1)}`,
              at: finding.exception.createdAt,
              change: 'excepted',
              scanId: null,
              actor: finding.exception.approver,
              severity: finding.severity,
              reason: null,
              before: null,
              after: null,
              changes: null,
              cause: null,
            },
          ]
        : []),
    ],
  };
}

const slaDays = { critical: 7, high: 30, medium: 90, low: 180, info: null };
const slaOf = ({ severity, openedAt }) =>
  slaDays[severity] === null ? null : iso(Date.parse(openedAt) + slaDays[severity] * day);

/** Applies a change of a finding. @returns why it stays as it is, if it does. */
function apply(world, finding, action, me) {
  switch (action.kind) {
    case 'assign':
      if (finding.assignee === action.assignee) return 'no-change';
      finding.assignee = action.assignee;
      break;
    case 'due':
      if (finding.status === 'resolved') return 'resolved';
      finding.dueAt = action.dueAt ? iso(Date.parse(action.dueAt)) : slaOf(finding);
      break;
    case 'comment':
      world.comments.set(finding.id, [
        ...(world.comments.get(finding.id) ?? []),
        { id: randomUUID(), author: me.email, text: action.text, at: nowIso() },
      ]);
      finding.comments += 1;
      break;
    case 'except':
      if (finding.status === 'resolved') return 'resolved';
      finding.status = 'excepted';
      finding.exception = {
        reason: action.reason,
        ticket: action.ticket ?? null,
        owner: action.owner ?? me.email,
        approver: me.email,
        until: action.until ? iso(Date.parse(action.until)) : null,
        createdAt: nowIso(),
      };
      break;
    default:
      if (finding.status !== 'excepted') return 'no-exception';
      Object.assign(finding, { status: 'open', exception: null });
  }
  finding.version += 1;
  finding.changedAt = nowIso();
  return undefined;
}

function changeMany(call) {
  const { world, me, body } = call;
  const { select, action } = body;
  const chosen = select.ids
    ? select.ids.map((id) => ({ id, finding: find(world.findings, id) }))
    : matching(call, { q: select.q })
        .filter(({ id }) => !select.except.includes(id))
        .map((finding) => ({ id: finding.id, finding }));
  if (chosen.length > 20_000) return { problem: 'too-many' };
  const skipped = [];
  const before = [];
  for (const { id, finding } of chosen) {
    const was = finding && { ...finding };
    const why = finding ? apply(world, finding, action, me) : 'not-found';
    if (why) skipped.push({ findingId: id, why });
    else before.push({ was, version: finding.version, comments: world.comments.get(id) });
  }
  const change = {
    id: randomUUID(),
    action,
    matched: chosen.length,
    changed: before.length,
    skipped: skipped.slice(0, 200),
    at: nowIso(),
    undoableUntil: iso(Date.now() + 600_000),
  };
  world.findingChanges.set(change.id, { change, before });
  world.findingsStamp += 1;
  return change;
}

function undo({ world, params }) {
  const made = world.findingChanges.get(params.changeId);
  if (!made) return gone;
  if (made.change.undoableUntil === null) return { problem: 'conflict' };
  let changed = 0;
  const skipped = [];
  for (const { was, version, comments } of made.before) {
    const finding = find(world.findings, was.id);
    if (finding?.version !== version) skipped.push({ findingId: was.id, why: 'changed-meanwhile' });
    else {
      if (made.change.action.kind === 'comment') world.comments.set(was.id, comments.slice(0, -1));
      Object.assign(finding, was, { version: version + 1 });
      changed += 1;
    }
  }
  world.findingsStamp += 1;
  made.change = { ...made.change, changed, skipped: skipped.slice(0, 200), undoableUntil: null };
  return made.change;
}

/** The views that somebody sees, each as it is for them. */
const viewsOf = (call) =>
  call.world.views
    .filter(({ owner, shared }) => shared || owner === call.me.email)
    .map((view) => ({
      ...view,
      mine: view.owner === call.me.email,
      pinned: view.pinnedBy.includes(call.me.email),
      isDefault: view.defaultOf.includes(call.me.email),
      count: matching(call, { q: view.q }).length,
    }))
    .sort((a, b) => a.name.localeCompare(b.name));

const viewOf = (call, id) => viewsOf(call).find((view) => view.id === id) ?? gone;

/** The view, if the person may change it. */
const ownView = ({ world, me, params }) =>
  world.views.find(
    ({ id, owner, shared }) => id === params.viewId && (owner === me.email || (shared && me.role === 'admin')),
  );

const oneOf = (call) => find(call.world.findings, call.params.findingId);

/** One finding changed by hand, as it is then. */
function changeOne(call, action) {
  const finding = oneOf(call);
  if (!finding) return gone;
  if (call.body?.ifVersion !== undefined && call.body.ifVersion !== finding.version)
    return { problem: 'changed-meanwhile' };
  apply(call.world, finding, action, call.me);
  call.world.findingsStamp += 1;
  return detailOf(call.world, finding);
}

export const findingHandlers = {
  listFindings: (call) => {
    const { limit, cursor, skip, ...query } = call.query;
    return pageFrom(matching(call, query), { limit, cursor, skip });
  },
  listFindingGroups: (call) => pageFrom(groupsOf(call, call.query), call.query),
  getFindingFacets: (call) => ({ items: facetsOf(call, call.query.q) }),
  getFinding: (call) => {
    const finding = oneOf(call);
    return finding ? detailOf(call.world, finding) : gone;
  },
  changeFinding: (call) => {
    const { assignee, dueAt } = call.body;
    const finding = oneOf(call);
    if (!finding) return gone;
    if (assignee === undefined) return changeOne(call, { kind: 'due', dueAt });
    const changed = changeOne(call, { kind: 'assign', assignee });
    return dueAt === undefined || changed.problem ? changed : changeOne({ ...call, body: {} }, { kind: 'due', dueAt });
  },
  commentFinding: (call) => {
    const changed = changeOne(call, { kind: 'comment', text: call.body.text });
    return changed.problem ? changed : changed.comments.at(-1);
  },
  removeComment: ({ world, me, params }) => {
    const comments = world.comments.get(params.findingId) ?? [];
    const left = comments.filter(({ id, author }) => id !== params.commentId || author !== me.email);
    if (left.length === comments.length) return gone;
    world.comments.set(params.findingId, left);
    find(world.findings, params.findingId).comments = left.length;
    return undefined;
  },
  exceptFinding: (call) => changeOne(call, { ...call.body, kind: 'except' }),
  removeException: (call) => changeOne(call, { kind: 'remove-exception' }),
  changeFindings: changeMany,
  undoFindingChanges: undo,
  getFindingSettings: () => ({ slaDays }),
  changeFindingSettings: ({ body }) => (Object.assign(slaDays, body.slaDays), { slaDays }),

  listViews: (call) => ({ items: viewsOf(call) }),
  addView: (call) => {
    const { world, me, body } = call;
    if (world.views.some(({ name, owner }) => name === body.name && owner === me.email)) return { problem: 'conflict' };
    const view = { ...body, id: randomUUID(), owner: me.email, pinnedBy: [], defaultOf: [], createdAt: nowIso() };
    world.views.push(view);
    return viewOf(call, view.id);
  },
  changeView: (call) => {
    const view = ownView(call);
    if (!view) return gone;
    Object.assign(view, call.body);
    return viewOf(call, view.id);
  },
  removeView: (call) => {
    const view = ownView(call);
    if (!view) return gone;
    call.world.views.splice(call.world.views.indexOf(view), 1);
    return undefined;
  },
  chooseView: (call) => {
    const { world, me, params, body } = call;
    const view = find(world.views, params.viewId);
    if (!view) return gone;
    const without = (list) => list.filter((email) => email !== me.email);
    if (body.pinned !== undefined) view.pinnedBy = [...without(view.pinnedBy), ...(body.pinned ? [me.email] : [])];
    if (body.isDefault !== undefined) {
      for (const one of world.views) one.defaultOf = without(one.defaultOf);
      if (body.isDefault) view.defaultOf.push(me.email);
    }
    return viewOf(call, view.id);
  },
};

/** What a finding needs beside what a scan says of it. */
export const workOf = (finding, n, now = Date.now()) => ({
  ...finding,
  assignee: n % 5 === 2 ? 'ana@example.com' : n % 7 === 3 ? 'bruno@example.com' : null,
  dueAt: finding.status === 'open' ? slaOf(finding) : null,
  comments: 0,
  version: 1 + (n % 3),
  ...(n % 11 === 6 && finding.status === 'open' ? { dueAt: iso(now + ((n % 9) + 1) * day) } : {}),
});

/** Very many findings, made up by multiplying those of a small world. */
export function manyFindings({ findings }, count) {
  const start = Date.now();
  return Array.from({ length: count }, (_, n) => {
    const like = findings[n % findings.length];
    const name = `${like.service}-resource-${String(n).padStart(6, '0')}`;
    return {
      ...like,
      id: `f0000000-0000-4000-9000-${String(n).padStart(12, '0')}`,
      resourceName: name,
      resourceArn: `arn:aws:${like.service}:::${name}`,
      openedAt: iso(start - (n % 10_000) * 60_000 - 600_000),
    };
  });
}

/** Views that somebody has made. */
export const someViews = (now) => [
  {
    id: 'a1110000-0000-4000-8000-000000000001',
    name: 'Public buckets',
    q: 'is:open policy:aws-s3-bucket-not-public',
    group: null,
    sort: '-openedAt',
    columns: [],
    shared: true,
    owner: 'bruno@example.com',
    pinnedBy: ['ana@example.com'],
    defaultOf: [],
    createdAt: iso(now - 20 * day),
  },
  {
    id: 'a1110000-0000-4000-8000-000000000002',
    name: 'My production',
    q: 'is:open account:production severity:critical,high',
    group: null,
    sort: 'dueAt',
    columns: ['severity', 'finding', 'due', 'assignee'],
    shared: false,
    owner: 'ana@example.com',
    pinnedBy: [],
    defaultOf: [],
    createdAt: iso(now - 10 * day),
  },
];
