/** R01, R02, R03, R05: every operation asked from outside, as everybody, with two tenants that have data. */
import {
  mayDo,
  permissions,
  Problem,
  Role,
  routeList,
  tokenScopes,
  type Permission,
  type Route,
} from '@cspmexa/contracts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readDocument } from '../test/fuzz/document.js';
import { startTwoTenants, type TwoTenants } from '../test/two-tenants.js';

/** How an answer tells whether somebody may ask. */
type Cell = 'open' | 'unauthenticated' | 'forbidden' | 'nothing';

const people = { admin: 'Ana Souza', analyst: 'Bruno Lima', viewer: 'Carla Dias', auditor: 'Davi Rocha' } as const;
const actors = ['anonymous', ...Role.options, "another tenant's admin", 'a token without the scope', 'a token with it'];
const isPermission = (text: string): text is Permission => permissions.some((permission) => permission === text);
/** What a token can be allowed. */
const isScope = (text: string): text is Permission => tokenScopes.some((scope) => scope === text);
/** Every tenant has the same. */
const shared = ['policyId', 'frameworkId'];
const namesIn = ({ path }: Route): string[] => [...path.matchAll(/:(\w+)/g)].map(([, name = '']) => name);
const hasForeignId = (route: Route): boolean => namesIn(route).some((name) => !shared.includes(name));

/** What the contract says. */
function expected(route: Route, actor: string): Cell {
  const { permission, stepUp } = route;
  if (permission === 'public') return 'open';
  if (actor === 'anonymous') return 'unauthenticated';
  if (actor === 'a token without the scope') return 'forbidden';
  if (actor === 'a token with it') return isScope(permission) && !stepUp ? 'open' : 'forbidden';
  const role = actor === "another tenant's admin" ? 'admin' : Role.parse(actor);
  if (isPermission(permission) && !mayDo({ role }, permission)) return 'forbidden';
  return actor === "another tenant's admin" && hasForeignId(route) ? 'nothing' : 'open';
}

let two: TwoTenants;
beforeAll(async () => {
  two = await startTwoTenants();
}, 300_000);
afterAll(() => two?.stop(), 60_000);

const pathOf = ({ path }: Route, ids: Readonly<Record<string, string>>): string =>
  path.replace(/:(\w+)/g, (_, name: string) => {
    const id = ids[name];
    if (!id) throw new Error(`There is no ${name} among the data of the tests.`);
    return id;
  });
const send = (route: Route, path: string, token: string | undefined, body?: unknown) =>
  sendText(route, path, token, body === undefined ? undefined : JSON.stringify(body));
const sendText = async (route: Route, path: string, token: string | undefined, body?: string) => {
  const response = await fetch(`${two.site}/api${path}`, {
    method: route.method,
    redirect: 'manual',
    headers: {
      origin: two.site,
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body }),
  });
  return { status: response.status, text: await response.text() };
};

const inOneMonth = new Date(Date.now() + 30 * 86_400_000).toISOString();

/** Bodies that are good, so that nothing but the id, or what a test adds, is wrong with a request. */
const bodies: Readonly<Record<string, object>> = {
  addAccount: { name: 'Smuggled', access: { kind: 'default-chain' } },
  connectDiscoveredAccounts: { ids: [crypto.randomUUID()] },
  startScan: { accountId: crypto.randomUUID() },
  addAlertRule: { name: 'Smuggled', recipients: [{ email: 'evil@example.com' }] },
  changeAccount: { name: 'Taken' },
  addSchedule: { cron: '0 0 * * *' },
  changeSchedule: { enabled: true },
  exceptFinding: { reason: 'It is ours now.' },
  changeFinding: { assignee: 'evil@example.com' },
  commentFinding: { text: 'It is ours now.' },
  changeFindings: { select: { q: '' }, action: { kind: 'assign', assignee: 'evil@example.com' } },
  changeFindingSettings: { slaDays: { critical: 1, high: 1, medium: 1, low: 1, info: 1 } },
  addView: { name: 'Smuggled', q: '' },
  changeView: { name: 'Taken', q: '' },
  chooseView: { pinned: true },
  setPolicy: { accountId: null, enabled: false, reason: 'It is ours now.' },
  tryPolicy: { accountId: null, enabled: true },
  attestControl: { controlId: 'fsbp/S3.1', verdict: 'met', note: 'It is.', until: inOneMonth },
  startExport: { of: 'findings', format: 'csv' },
  testAlertRule: { name: 'Smuggled', recipients: [{ email: 'evil@example.com' }] },
  changeAlertRule: { name: 'Taken', recipients: [{ email: 'evil@example.com' }] },
  changeMember: { role: 'admin' },
};

describe('permissions', () => {
  const cells = new Map<string, Map<string, string>>();
  const note = (route: Route, actor: string, cell: string): void => {
    const row = cells.get(route.id) ?? new Map<string, string>();
    cells.set(route.id, row.set(actor, cell));
  };
  /** Asks with a field that no operation knows: whoever is let in is told so, and nothing happens. */
  const ask = async (route: Route, token: string | undefined): Promise<string> => {
    const { status, text } = await send(route, `${pathOf(route, two.ids)}?smuggled=1`, token);
    if (status === 302) return 'open'; // callbacks of providers, which add fields as they like
    const { code } = Problem.parse(JSON.parse(text));
    // No such provider is configured here.
    const isAbsent = route.id.endsWith('OidcSignIn') && code === 'not-found';
    return code === 'invalid-input' || isAbsent ? 'open' : code;
  };
  /** Asks in good order for what is not theirs. */
  const askForeign = async (route: Route, token: string): Promise<string> => {
    const { status, text } = await send(route, pathOf(route, two.ids), token, bodies[route.id]);
    return status === 404 && Problem.parse(JSON.parse(text)).code === 'not-found' ? 'nothing' : `${status} ${text}`;
  };
  const machine = async (scope: Permission): Promise<string> => {
    const api = two.api(await two.token('Ana Souza'));
    return (await api.addApiToken({ body: { name: scope, scopes: [scope], expiresInDays: 1 } })).token;
  };
  const expectAll = (actor: string): void => {
    const found = routeList.map((route) => [route.id, cells.get(route.id)?.get(actor)]);
    expect(found).toEqual(routeList.map((route) => [route.id, expected(route, actor)]));
  };

  it('are denied to whoever does not say who they are (R01)', async () => {
    for (const route of routeList) note(route, 'anonymous', await ask(route, undefined));
    expectAll('anonymous');
  }, 60_000);

  it.each(Role.options)(
    'of a member who is %s are those of the contract (R01)',
    async (role) => {
      const token = await two.token(people[role]);
      for (const route of routeList) note(route, role, await ask(route, token));
      expectAll(role);
    },
    60_000,
  );

  it("of another tenant's admin end at that tenant (R01, R02)", async () => {
    const before = await two.hashOf(two.tenantId);
    const token = await two.token('Eva Stein');
    for (const route of routeList)
      note(route, "another tenant's admin", await (hasForeignId(route) ? askForeign(route, token) : ask(route, token)));
    expectAll("another tenant's admin");
    expect(await two.hashOf(two.tenantId)).toEqual(before);
  }, 120_000);

  it('of a token are those of its scope, and never what needs a person (R01)', async () => {
    const tokens = new Map<string, string>();
    for (const scope of tokenScopes) tokens.set(scope, await machine(scope));
    const [one, other] = [tokens.get('alerts:read'), tokens.get('accounts:read')];
    for (const route of routeList) {
      const without = route.permission === 'alerts:read' ? other : one;
      note(route, 'a token without the scope', await ask(route, without));
      note(route, 'a token with it', await ask(route, tokens.get(route.permission) ?? one));
    }
    expectAll('a token without the scope');
    expectAll('a token with it');
  }, 120_000);

  it('are complete: each operation of the document has been asked as everybody (R01)', async () => {
    const { operations } = await readDocument(two.site);
    expect(operations.map(({ id }) => id).sort()).toEqual(routeList.map(({ id }) => id).sort());
    for (const { id } of operations) expect([id, [...(cells.get(id)?.keys() ?? [])]]).toEqual([id, actors]);
  });
});

describe('another tenant', () => {
  let theirs: string;
  beforeAll(async () => {
    theirs = await two.token('Eva Stein');
  });
  const withIds = routeList.filter(hasForeignId);
  /** What some lists cannot do without. */
  const queries: Readonly<Record<string, string>> = {
    previewSchedule: '?cron=0%200%20*%20*%20*',
    listFindingGroups: '?by=resource',
  };
  // What compares two scans names them as if they were in its path.
  const lists = routeList.filter(
    ({ id, method, path, permission }) =>
      method === 'GET' && !path.includes(':') && permission !== 'public' && id !== 'compareScans',
  );
  const bare = ({ status, text }: { status: number; text: string }) => {
    const { traceId: _, ...problem } = Problem.parse(JSON.parse(text));
    return { status, problem };
  };

  it.each(withIds.map((route) => [route.id, route] as const))(
    '%s answers for an id of it as for one that nobody has (R02)',
    async (id, route) => {
      const random = Object.fromEntries(Object.keys(two.ids).map((name) => [name, crypto.randomUUID()]));
      const foreign = await send(route, pathOf(route, two.ids), theirs, bodies[id]);
      expect(bare(foreign)).toEqual(bare(await send(route, pathOf(route, random), theirs, bodies[id])));
    },
  );

  it.each(lists.map((route) => [route.id, route] as const))('%s shows nothing of it (R02)', async (id, route) => {
    const { status, text } = await send(route, `${route.path}${queries[id] ?? ''}`, theirs);
    expect(status).toBe(200);
    const secrets = Object.entries(two.ids).flatMap(([name, value]) => (shared.includes(name) ? [] : [value]));
    for (const secret of [two.tenantId, 'tucanuva', ...secrets]) expect(text.toLowerCase()).not.toContain(secret);
  });

  it.each([
    ['listScans', '/v1/scans?accountId='],
    ['listFindings', '/v1/findings?accountId='],
    ['listResources', '/v1/resources?accountId='],
  ])('%s finds nothing for an account of it (R03)', async (_, path) => {
    const response = await fetch(`${two.site}/api${path}${two.ids['accountId']}`, {
      headers: { authorization: `Bearer ${theirs}` },
    });
    expect([response.status, await response.json()]).toEqual([200, expect.objectContaining({ items: [] })]);
  });

  it('has no scans to compare, not even with its own (R03)', async () => {
    const { scanId = '' } = two.ids;
    for (const query of [`to=${scanId}`, `to=${crypto.randomUUID()}&from=${scanId}`]) {
      const headers = { authorization: `Bearer ${theirs}` };
      expect((await fetch(`${two.site}/api/v1/scan-comparison?${query}`, { headers })).status).toBe(404);
    }
  });

  it('is not changed by what is smuggled into bodies, alone and among what is their own (R03)', async () => {
    const before = await two.hashOf(two.tenantId);
    const { accountId = '', discoveredId = '', memberId = '', findingId = '' } = two.ids;
    const mixed = [...Array.from({ length: 150 }, () => crypto.randomUUID()), discoveredId];
    const tries: [string, object, readonly number[]][] = [
      ['startScan', { accountId }, [404, 422]],
      ['connectDiscoveredAccounts', { ids: [discoveredId] }, [200, 202, 404, 422]],
      ['connectDiscoveredAccounts', { ids: mixed }, [200, 202, 404, 422]],
      ['connectDiscoveredAccounts', { ids: [crypto.randomUUID()], viaAccountId: accountId }, [200, 202, 404, 422]],
      ['addAlertRule', { name: 'x', accountIds: [accountId], recipients: [{ email: 'x@example.com' }] }, [201]],
      ['addInvitation', { email: 'y@example.com', role: 'viewer', accountIds: [accountId] }, [201]],
      ['changeFindings', { ...bodies['changeFindings'], select: { ids: [findingId] } }, [201]],
      ['changeFindings', bodies['changeFindings'] ?? {}, [201]],
      ['switchTenant', { tenantId: two.tenantId }, [404]],
      ['redriveDeadLetters', { consumer: 'policy-engine', ids: [memberId] }, [200, 404]],
    ];
    for (const [id, body, statuses] of tries) {
      const route = routeList.find((each) => each.id === id);
      if (!route) throw new Error(`There is no ${id}.`);
      const { status, text } = await send(route, route.path, theirs, body);
      expect([id, statuses.includes(status) ? 'as it should' : `${status} ${text}`]).toEqual([id, 'as it should']);
      expect(text).not.toContain('210987654321');
      expect(text).not.toContain('"accountId":"');
    }
    expect(await two.hashOf(two.tenantId)).toEqual(before);
  });

  it('has no child below a parent of ours (R03)', async () => {
    // An account of their own, and a schedule and a scan of the other tenant.
    const before = await two.hashOf(two.tenantId);
    const mixed = { ...two.ids, ...two.otherIds, scheduleId: two.ids['scheduleId'] ?? '' };
    for (const route of routeList.filter(({ path }) =>
      /:(scheduleId|scanId|findingId|resourceId|viewId|changeId)/.test(path),
    ))
      expect([route.id, (await send(route, pathOf(route, mixed), theirs, bodies[route.id])).status]).toEqual([
        route.id,
        404,
      ]);
    expect(await two.hashOf(two.tenantId)).toEqual(before);
  });
});

describe('writes', () => {
  // Those of the auth service have a test of their own.
  const writes = routeList.filter(({ method, service }) => method !== 'GET' && service !== 'auth');

  it('take no field that they do not know, and no trick with names (R05)', async () => {
    const token = await two.token('Ana Souza');
    const before = await two.hashOf(two.tenantId);
    const smuggled = [
      `"id":"${crypto.randomUUID()}"`,
      `"tenantId":"${two.otherTenantId}"`,
      '"status":"ready"',
      '"score":100',
      '"createdAt":"2020-01-01T00:00:00.000Z"',
      '"__proto__":{"role":"admin"}',
      '"constructor":{"prototype":{"role":"admin"}}',
      '"x":1,"x":1',
    ];
    const taken: string[] = [];
    for (const route of writes) {
      if (route.request.body && !bodies[route.id]) throw new Error(`Give ${route.id} a good body.`);
      const good = JSON.stringify(bodies[route.id] ?? {}).slice(1, -1);
      const path = pathOf(route, two.ids);
      const tries: [path: string, body: string][] = [
        ...smuggled.map((extra): [string, string] => [path, `{${[good, extra].filter(Boolean).join(',')}}`]),
        [path, `[{${good}}]`],
        [`${path}?a[]=1&a=2`, `{${good}}`],
        [`${path}?tenantId=${two.otherTenantId}`, `{${good}}`],
      ];
      for (const [to, body] of tries) {
        const { status } = await sendText(route, to, token, body);
        if (status !== 400) taken.push(`${route.method} ${to} ${body}: ${status}`);
      }
    }
    expect(taken).toEqual([]);
    expect(await two.hashOf(two.tenantId)).toEqual(before);
  }, 120_000);
});
