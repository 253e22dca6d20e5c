/** Discovery through AWS Organizations: proposed, connected in bulk, closed, and asked again each day. The SDK speaks HTTP to a server of ours. */
import { ApiError, type Account, type DiscoveredAccount } from '@cspmexa/contracts';
import { fixedClock } from '@cspmexa/platform';
import { createSandboxAccount, startSandboxServer, type SandboxServer } from '@cspmexa/sandbox';
import { eventually } from '@cspmexa/testkit';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { collectorUnderTest, type CollectorUnderTest } from '../../test/collector-under-test.js';
import { startOrganizations, type OrganizationsServer } from '../../test/organizations-server.js';

const clock = fixedClock('2026-05-01T00:00:00Z');
const ours = createSandboxAccount({ accountId: '111111111111' });
const customer = createSandboxAccount({ accountId: '222222222222' });
let sandbox: SandboxServer;
let organization: OrganizationsServer;
let collector: CollectorUnderTest;
let management: Account;

const name = (id: string): string => id.slice(0, 1).repeat(12);
const active = (id: string, more: object = {}) => ({
  Id: name(id),
  Name: `account-${id}`,
  Email: `${id}@example.com`,
  State: 'ACTIVE',
  ...more,
});
const tree = () => [
  { Id: 'r-root', Name: 'Root', accounts: [name('1')] },
  { Id: 'ou-root-work', Name: 'Workloads', parent: 'r-root', accounts: [name('2')] },
  { Id: 'ou-root-prod', Name: 'Production', parent: 'ou-root-work', accounts: [name('3'), name('4'), name('5')] },
];

beforeAll(async () => {
  sandbox = await startSandboxServer([ours, customer]);
  organization = await startOrganizations(sandbox.url);
  const credentials = { accessKeyId: 'AKIASANDBOX', secretAccessKey: 'sandbox' };
  const awsAccess = { ownSettings: () => ({ credentials, homeRegion: 'us-east-1', endpointUrl: organization.url }) };
  collector = await collectorUnderTest(awsAccess, { clock });
  management = await collector.api.addAccount({ body: { name: 'Management', access: { kind: 'default-chain' } } });
  await collector.api.checkAccount({ params: { accountId: management.id } });
}, 60_000);
afterAll(async () => {
  await collector.stop();
  await organization.close();
  await sandbox.close();
}, 60_000);
afterEach(async () => {
  organization.failing.clear();
  organization.asked.clear();
  await collector.database.withTenant(collector.tenantId, (tx) =>
    tx.discoveredAccount.deleteMany({ where: { tenantId: collector.tenantId } }),
  );
  const { items } = await collector.api.listAccounts({ query: { limit: 200 } });
  for (const { id } of items)
    if (id !== management.id) await collector.api.removeAccount({ params: { accountId: id } });
});

const discover = (accountId = management.id) => collector.api.discoverAccounts({ params: { accountId } });
const all = async (query: object = {}): Promise<DiscoveredAccount[]> =>
  (await collector.api.listDiscoveredAccounts({ query: { limit: 200, ...query } })).items.sort((a, b) =>
    a.awsAccountId < b.awsAccountId ? -1 : 1,
  );
const idOf = async (id: string): Promise<string> =>
  (await all()).find((each) => each.awsAccountId === name(id))?.id ?? '';
const states = async () => Object.fromEntries((await all()).map(({ awsAccountId, state }) => [awsAccountId, state]));

async function refusal(call: Promise<unknown>): Promise<{ code: string | undefined; detail: string | undefined }> {
  const error = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof ApiError)) throw new Error('It was not refused.');
  return { code: error.problem?.code, detail: error.problem?.detail };
}

describe('discovery', () => {
  it('proposes what is open, with its path, knows what is connected, and marks what is closed', async () => {
    organization.accounts = [
      active('1'),
      active('2'),
      active('3'),
      active('4', { State: 'SUSPENDED' }),
      active('5', { State: undefined, Status: 'PENDING_CLOSURE' }),
    ];
    organization.units = tree();
    expect(await discover()).toEqual({ found: 5, proposed: 2, closed: 2 });
    expect(await discover()).toEqual({ found: 5, proposed: 2, closed: 2 });
    const found = await all();
    expect(found.map(({ awsAccountId, state, path }) => [awsAccountId, state, path])).toEqual([
      [name('1'), 'connected', 'Root'],
      [name('2'), 'proposed', 'Root/Workloads'],
      [name('3'), 'proposed', 'Root/Workloads/Production'],
      [name('4'), 'closed', 'Root/Workloads/Production'],
      [name('5'), 'closed', 'Root/Workloads/Production'],
    ]);
    expect(found[1]).toMatchObject({
      name: 'account-2',
      email: '2@example.com',
      foundThrough: management.id,
      accountId: null,
    });
    expect(found[0]).toMatchObject({ accountId: management.id });
    expect((await all({ state: ['closed', 'connected'] })).map(({ awsAccountId }) => awsAccountId[0])).toEqual([
      '1',
      '4',
      '5',
    ]);
    const first = await collector.api.listDiscoveredAccounts({ query: { limit: 3 } });
    const second = await collector.api.listDiscoveredAccounts({ query: { limit: 3, cursor: first.next ?? '' } });
    expect([...first.items, ...second.items].map(({ id }) => id).sort()).toEqual(found.map(({ id }) => id).sort());
    expect(second.next).toBeNull();
    const stranger = await collector.apiOf({ tenantId: 'a2c5f8d1-0000-4000-8000-000000000001' });
    expect(await stranger.listDiscoveredAccounts({ query: {} })).toEqual({ items: [], next: null });
    expect(await refusal(stranger.discoverAccounts({ params: { accountId: management.id } }))).toMatchObject({
      code: 'not-found',
    });
  }, 30_000);

  it('closes nothing for a hole in the list, and says so', async () => {
    organization.accounts = [active('1'), active('2'), active('3')];
    organization.units = tree();
    await discover();
    organization.accounts = [active('1'), active('2'), active('9')];
    organization.failing.set('ListAccounts', {
      code: 'ServiceException',
      message: 'Try later.',
      from: (organization.asked.get('ListAccounts') ?? 0) + 2,
    });
    const refused = await refusal(discover());
    expect(refused).toMatchObject({
      code: 'unavailable',
      detail: expect.stringContaining('broke off after 2 accounts'),
    });
    expect(await states()).toMatchObject({ [name('3')]: 'proposed' });
    organization.failing.clear();
    await discover();
    expect(await states()).toMatchObject({ [name('3')]: 'closed', [name('9')]: 'proposed' });
  }, 30_000);

  it('goes without a path that cannot be read, and keeps the one that it knew', async () => {
    organization.accounts = [active('2'), active('3')];
    organization.units = tree();
    const denied = { code: 'AccessDeniedException', message: 'No.', from: 1 };
    organization.failing.set('ListOrganizationalUnitsForParent', denied);
    await discover();
    expect((await all()).map(({ path }) => path)).toEqual(['', '']);
    organization.failing.clear();
    await discover();
    organization.failing.set('ListRoots', denied);
    await discover();
    expect((await all()).map(({ path }) => path)).toEqual(['Root/Workloads', 'Root/Workloads/Production']);
  }, 30_000);

  it.each([
    ['AWSOrganizationsNotInUseException', 'Your account is not a member of an organization.'],
    ['AccessDeniedException', 'You are not authorized to perform: organizations:ListAccounts'],
  ])('says what AWS said when there is no organization to be read: %s', async (code, message) => {
    organization.failing.set('ListAccounts', { code, message, from: 1 });
    const refused = await refusal(discover());
    expect(refused).toMatchObject({ code: 'not-an-organization', detail: expect.stringContaining(message) });
    const { permissionsPolicy, terraform, cloudFormation } = await collector.api.getAccountOnboarding({
      params: { accountId: management.id },
    });
    for (const text of [JSON.stringify(permissionsPolicy), terraform, cloudFormation])
      expect(text).toContain('organizations:ListAccounts');
    expect(JSON.stringify(await collector.api.getIamPolicy())).not.toContain('organizations:');
  });

  it('says so when the role through which it asks cannot be assumed', async () => {
    const { id } = await collector.api.addAccount({
      body: { name: 'Closed', access: { kind: 'role', roleArn: 'arn:aws:iam::222222222222:role/nobody' } },
    });
    expect(await refusal(discover(id))).toMatchObject({
      code: 'role-not-assumable',
      detail: expect.stringContaining('AccessDenied'),
    });
  });

  it('survives names that nobody expects', async () => {
    organization.accounts = [
      { Id: name('2'), Name: '\u0000\u202eevil\n"${x}"', Email: '\u0000' },
      { Id: 'nonsense' },
      { Id: name('3') },
    ];
    organization.units = [];
    expect(await refusal(discover())).toMatchObject({
      code: 'unavailable',
      detail: expect.stringContaining('make no sense'),
    });
    expect((await all()).map(({ name: shown, email, state }) => [shown, email, state])).toEqual([
      ['evil "${x}"', null, 'proposed'],
      [name('3'), null, 'proposed'],
    ]);
  });
});

describe('a discovered account', () => {
  it('is connected in bulk, each with its own ExternalId, and what is wrong with one keeps no other back', async () => {
    organization.accounts = [active('1'), active('2'), active('3'), active('4', { State: 'CLOSED' })];
    organization.units = tree();
    await discover();
    const unknown = 'a2c5f8d1-0000-4000-8000-000000000009';
    const ids = [await idOf('1'), await idOf('2'), await idOf('3'), await idOf('4'), unknown];
    const { items } = await collector.api.connectDiscoveredAccounts({
      body: { ids, roleName: 'team/read', viaAccountId: management.id, scope: { regions: ['us-east-1'] } },
    });
    expect(items.map(({ problem }) => problem)).toEqual([
      'It is connected already.',
      null,
      null,
      'AWS says that it is closed or gone.',
      'There is no such discovered account.',
    ]);
    const connected = await Promise.all(
      items.slice(1, 3).map(({ accountId }) => collector.api.getAccount({ params: { accountId: accountId ?? '' } })),
    );
    expect(connected).toMatchObject([
      {
        name: 'account-2',
        access: { kind: 'role', roleArn: `arn:aws:iam::${name('2')}:role/team/read`, viaAccountId: management.id },
        scope: { services: [], regions: ['us-east-1'] },
        status: 'unchecked',
      },
      { name: 'account-3' },
    ]);
    expect(new Set(connected.map(({ externalId }) => externalId)).size).toBe(2);
    expect(await states()).toMatchObject({ [name('2')]: 'connected', [name('3')]: 'connected' });
    const stackSet = await collector.api.getStackSet({ query: {} });
    expect(stackSet.awsAccountIds).toEqual([name('2'), name('3')]);
    for (const { externalId } of connected) expect(stackSet.template).toContain(externalId);
    const [one] = connected;
    expect((await collector.api.getStackSet({ query: { accountId: [one?.id ?? ''] } })).awsAccountIds).toEqual([
      name('2'),
    ]);
    expect(await refusal(collector.api.getStackSet({ query: { accountId: [management.id] } }))).toMatchObject({
      code: 'invalid-input',
    });
    const onboarding = await collector.api.getAccountOnboarding({ params: { accountId: management.id } });
    expect(onboarding.permissionsPolicy).toMatchObject({
      Statement: expect.arrayContaining([
        expect.objectContaining({ Sid: 'CspmexaHub', Resource: ['arn:aws:iam::*:role/team/read'] }),
      ]),
    });
    const twice = await collector.api.connectDiscoveredAccounts({ body: { ids: [ids[1] ?? ''] } });
    expect(twice.items[0]?.problem).toBe('It is connected already.');
  }, 30_000);

  it('is refused with a hub that does not exist', async () => {
    organization.accounts = [active('2')];
    await discover();
    const body = { ids: [await idOf('2')], viaAccountId: 'a2c5f8d1-0000-4000-8000-000000000009' };
    expect(await refusal(collector.api.connectDiscoveredAccounts({ body }))).toMatchObject({ code: 'not-found' });
    expect(await states()).toEqual({ [name('2')]: 'proposed' });
  });

  it('is ignored, proposed again, and neither once it is connected', async () => {
    organization.accounts = [active('1'), active('2')];
    await discover();
    const ignore = (discoveredId: string) => collector.api.ignoreDiscoveredAccount({ params: { discoveredId } });
    expect(await ignore(await idOf('2'))).toMatchObject({ state: 'ignored' });
    expect(await discover()).toMatchObject({ proposed: 0 });
    expect(await ignore(await idOf('2'))).toMatchObject({ state: 'proposed' });
    expect(await refusal(ignore(await idOf('1')))).toMatchObject({ code: 'conflict' });
  });

  it('that is closed while it is connected is switched off once, with the reason', async () => {
    organization.accounts = [active('1'), active('2'), active('3')];
    organization.units = [];
    await discover();
    const { items } = await collector.api.connectDiscoveredAccounts({
      body: { ids: [await idOf('2'), await idOf('3')] },
    });
    organization.accounts = [active('1'), active('2', { State: 'SUSPENDED' })];
    expect(await discover()).toEqual({ found: 2, proposed: 0, closed: 2 });
    const get = async (at: number) => collector.api.getAccount({ params: { accountId: items[at]?.accountId ?? '' } });
    expect(await get(0)).toMatchObject({ enabled: false, statusDetail: expect.stringContaining('SUSPENDED') });
    expect(await get(1)).toMatchObject({
      enabled: false,
      statusDetail: expect.stringContaining('no longer in the organization'),
    });
    expect(await states()).toMatchObject({ [name('2')]: 'closed', [name('3')]: 'closed' });
    await collector.api.changeAccount({ params: { accountId: items[0]?.accountId ?? '' }, body: { enabled: true } });
    await discover();
    expect(await get(0)).toMatchObject({ enabled: true });
  }, 30_000);

  it('is looked for again each day, through the accounts that were asked once', async () => {
    organization.accounts = [active('1')];
    await discover();
    organization.accounts = [active('1'), active('2')];
    clock.advance(23 * 3_600_000);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(Object.keys(await states())).toEqual([name('1')]);
    clock.advance(3_600_000);
    await eventually(async () => expect(await states()).toMatchObject({ [name('2')]: 'proposed' }));
  }, 30_000);
});

describe('the work that is due', () => {
  it('is found by an index among thousands of accounts', async () => {
    const { database, owner } = collector;
    await owner.query(
      `insert into accounts (tenant_id, id, name, access_kind, external_id, created_at, discovered_at, enabled)
       select gen_random_uuid(), gen_random_uuid(), 'a', 'default-chain', n::text, now(), now() + n * interval '1 minute', true from generate_series(1, 10000) n`,
    );
    await owner.query('analyze accounts');
    const plan = await database.client.$queryRawUnsafe<Record<string, string>[]>(
      `explain select tenant_id, id from accounts where discovered_at <= now() and removed_at is null and enabled
       order by discovered_at limit 1 for update skip locked`,
    );
    expect(JSON.stringify(plan)).toContain('Index Scan using accounts_discovered_at_idx');
    await database.client.$executeRawUnsafe(`delete from accounts where name = 'a'`);
  }, 30_000);
});
