/** The life of an account: connected, checked against its role, changed, removed. */
import { accountChanged, accountRemoved, ApiError } from '@cspmexa/contracts';
import { createSandboxAccount } from '@cspmexa/sandbox';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@cspmexa/testkit';
import { collectorUnderTest, sandboxAccess, type CollectorUnderTest } from '../../test/collector-under-test.js';
import { letsInEveryone } from './trust-policy.js';

const ours = createSandboxAccount({ accountId: '444455556666' });
const customer = createSandboxAccount({ accountId: '111122223333' });
const spoke = createSandboxAccount({ accountId: '777788889999' });
const roleArn = 'arn:aws:iam::111122223333:role/cspmexa-read';
let collector: CollectorUnderTest;

beforeAll(async () => {
  collector = await collectorUnderTest(sandboxAccess(ours, customer, spoke));
}, 60_000);
afterAll(() => collector.stop(), 60_000);

const us = 'arn:aws:iam::444455556666:root';
const trusting = (conditions: object | undefined, principal: string): object => ({
  ...{ Effect: 'Allow', Principal: { AWS: principal }, Action: 'sts:AssumeRole' },
  ...(conditions ? { Condition: conditions } : {}),
});

/** Puts a role into the customer's account that trusts us on these conditions. */
function putRole(conditions: object | undefined, name = 'cspmexa-read', principal = us, account = customer): void {
  account.state.iam.roles.set(name, {
    name,
    id: 'AROASANDBOX',
    arn: `arn:aws:iam::${account.id}:role/${name}`,
    path: '/',
    createdAt: new Date(),
    inline: new Map(),
    attached: new Set(),
    tags: [],
    instanceProfiles: [],
    trustPolicy: JSON.stringify({ Version: '2012-10-17', Statement: [trusting(conditions, principal)] }),
    maxSessionSeconds: 3_600,
  });
}

const add = (name: string, arn = roleArn) =>
  collector.api.addAccount({ body: { name, access: { kind: 'role', roleArn: arn } } });
const check = (accountId: string) => collector.api.checkAccount({ params: { accountId } });
const remove = (accountId: string) => collector.api.removeAccount({ params: { accountId } });

async function refusal(
  call: Promise<unknown>,
): Promise<{ status: number; code: string | undefined; title: string | undefined; detail: string | undefined }> {
  const error = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof ApiError)) throw new Error('It was not refused.');
  const { code, title, detail } = error.problem ?? {};
  return { status: error.status, code, title, detail };
}

describe('an account with a role', () => {
  it('gets an ExternalId from us, is ready when only that one opens the role, and tells so', async () => {
    const account = await add('Production');
    expect(account).toMatchObject({ status: 'unchecked', awsAccountId: null, enabled: true, sandbox: false });
    expect(account.externalId).toMatch(/^cspmexa-[0-9a-f]{48}$/);
    putRole({ StringEquals: { 'sts:ExternalId': account.externalId } });
    expect(await check(account.id)).toMatchObject({ status: 'ready', awsAccountId: '111122223333', partition: 'aws' });
    await eventually(() => {
      const told = collector.events
        .filter(({ type }) => type === accountChanged.name)
        .map(({ data }) => accountChanged.payload.parse(data));
      expect(told).toContainEqual({
        ...{ accountId: account.id, name: 'Production', awsAccountId: '111122223333', owners: [] },
      });
    });
    await remove(account.id);
  });

  it.each([
    ['without any condition', () => undefined],
    ['with any ExternalId', () => ({ StringLike: { 'sts:ExternalId': '*' } })],
    ['unless a wrong ExternalId is given', (ours: string) => ({ StringEqualsIfExists: { 'sts:ExternalId': ours } })],
  ])('A01 is never ready when its role opens %s', async (_, conditions) => {
    const account = await add('Open');
    putRole(conditions(account.externalId));
    expect(await refusal(check(account.id))).toMatchObject({
      ...{ status: 422, code: 'role-open-without-external-id' },
      title: expect.stringContaining('add the sts:ExternalId condition to its trust policy'),
    });
    expect(await collector.api.getAccount({ params: { accountId: account.id } })).toMatchObject({
      status: 'failing',
      awsAccountId: null,
    });
    const { id } = await collector.api.startScan({ body: { accountId: account.id } });
    expect(await collector.ended(id)).toMatchObject({
      state: 'failed',
      failure: expect.stringContaining('could be assumed'),
    });
    await remove(account.id);
  });

  it('A01 is never ready when its role lets in everybody who learns the ExternalId', async () => {
    const account = await add('Everyone');
    putRole({ StringEquals: { 'sts:ExternalId': account.externalId } }, 'cspmexa-read', '*');
    expect(await refusal(check(account.id))).toMatchObject({
      code: 'role-open-without-external-id',
      detail: expect.stringContaining('name the one principal that the onboarding of this account shows'),
    });
    const org = { StringEquals: { 'sts:ExternalId': account.externalId, 'aws:PrincipalOrgID': 'o-abcdefghij' } };
    expect(letsInEveryone(JSON.stringify({ Statement: [trusting(org, '*')] }), customer.id)).toBe(false);
    putRole({ StringEquals: { 'sts:ExternalId': account.externalId } });
    expect(await check(account.id)).toMatchObject({ status: 'ready' });
    await remove(account.id);
  });

  it("A01 of another tenant cannot be read by who registers its role: their ExternalId is not the owner's", async () => {
    const account = await add('Ours');
    putRole({ StringEquals: { 'sts:ExternalId': account.externalId } });
    expect(await check(account.id)).toMatchObject({ status: 'ready' });
    const thief = await collector.apiOf({ tenantId: 'a2c5f8d1-0000-4000-8000-000000000002' });
    const theirs = await thief.addAccount({ body: { name: 'Mine', access: { kind: 'role', roleArn } } });
    expect(theirs.externalId).not.toBe(account.externalId);
    expect(await refusal(thief.checkAccount({ params: { accountId: theirs.id } }))).toMatchObject({
      code: 'role-not-assumable',
      detail: expect.stringContaining('AccessDenied'),
    });
    const { id } = await thief.startScan({ body: { accountId: theirs.id } });
    await eventually(async () =>
      expect(await thief.getScan({ params: { scanId: id } })).toMatchObject({ state: 'failed', resources: 0 }),
    );
    await thief.removeAccount({ params: { accountId: theirs.id } });
    await remove(account.id);
  }, 30_000);

  it('A01 takes no ExternalId from its client', async () => {
    const response = await fetch(`${collector.url}/v1/accounts`, {
      method: 'POST',
      headers: { authorization: collector.authorization, 'content-type': 'application/json' },
      body: JSON.stringify({
        name: 'Mine',
        access: { kind: 'role', roleArn, externalId: 'guessable' },
        externalId: 'x',
      }),
    });
    expect(response.status).toBe(400);
    expect((await collector.api.listAccounts({ query: {} })).items).toEqual([]);
  });

  it('says why its role cannot be assumed', async () => {
    const account = await add('Closed');
    putRole({ StringEquals: { 'sts:ExternalId': 'of-somebody-else' } });
    const refused = await refusal(check(account.id));
    expect(refused).toMatchObject({
      status: 422,
      code: 'role-not-assumable',
      detail: expect.stringContaining('AccessDenied'),
    });
    await remove(account.id);
  });

  it('cannot be connected twice, neither by its role nor by what a check finds out', async () => {
    const first = await add('First');
    expect(await refusal(add('Second'))).toMatchObject({ status: 409, code: 'account-exists' });
    const other = await add('Other', 'arn:aws:iam::111122223333:role/another');
    putRole({ StringEquals: { 'sts:ExternalId': first.externalId } });
    putRole({ StringEquals: { 'sts:ExternalId': other.externalId } }, 'another');
    await check(first.id);
    expect(await refusal(check(other.id))).toMatchObject({ status: 409, code: 'account-exists' });
    expect(await collector.api.getAccount({ params: { accountId: other.id } })).toMatchObject({ status: 'failing' });
    await Promise.all([remove(first.id), remove(other.id)]);
  });

  it('A01 gets another ExternalId when it is connected again after its removal, and never an old one', async () => {
    const before = await add('Production');
    await remove(before.id);
    expect(await refusal(collector.api.getAccount({ params: { accountId: before.id } }))).toMatchObject({
      status: 404,
    });
    const after = await add('Production');
    expect(after.externalId).not.toBe(before.externalId);
    const kept = await collector.database.withTenant(collector.tenantId, (tx) =>
      tx.account.findMany({ where: { tenantId: collector.tenantId }, select: { externalId: true } }),
    );
    expect(kept.map(({ externalId }) => externalId)).toEqual(
      expect.arrayContaining([before.externalId, after.externalId]),
    );
    expect(new Set(kept.map(({ externalId }) => externalId)).size).toBe(kept.length);
    await remove(after.id);
    await eventually(() =>
      expect(collector.events.filter(({ type }) => type === accountRemoved.name).length).toBeGreaterThan(4),
    );
  });
});

describe('an account behind a hub', () => {
  const hubArn = 'arn:aws:iam::111122223333:role/hub';
  const spokeArn = 'arn:aws:iam::777788889999:role/cspmexa-read';
  const behind = (viaAccountId: string) =>
    collector.api.addAccount({ body: { name: 'Spoke', access: { kind: 'role', roleArn: spokeArn, viaAccountId } } });

  it('is read through it, trusts its role alone, and says so when it is removed', async () => {
    const hub = await add('Hub', hubArn);
    putRole({ StringEquals: { 'sts:ExternalId': hub.externalId } }, 'hub');
    const account = await behind(hub.id);
    expect(account.access).toMatchObject({ viaAccountId: hub.id });
    const { trustPolicy } = await collector.api.getAccountOnboarding({ params: { accountId: account.id } });
    expect(trustPolicy).toMatchObject({
      Statement: [
        { Principal: { AWS: hubArn }, Condition: { StringEquals: { 'sts:ExternalId': account.externalId } } },
      ],
    });
    const { permissionsPolicy } = await collector.api.getAccountOnboarding({ params: { accountId: hub.id } });
    expect(permissionsPolicy).toMatchObject({
      Statement: [{}, { Action: ['sts:AssumeRole'], Resource: ['arn:aws:iam::*:role/cspmexa-read'] }],
    });
    putRole({ StringEquals: { 'sts:ExternalId': account.externalId } }, 'cspmexa-read', hubArn, spoke);
    expect(await check(account.id)).toMatchObject({ status: 'ready', awsAccountId: spoke.id });
    putRole(undefined, 'cspmexa-read', hubArn, spoke);
    expect(await refusal(check(account.id))).toMatchObject({ code: 'role-open-without-external-id' });
    await remove(hub.id);
    expect(await refusal(check(account.id))).toMatchObject({
      code: 'role-not-assumable',
      detail: expect.stringContaining('does not exist, or was removed'),
    });
    await remove(account.id);
  });

  it('is refused when the hub is unknown, removed, or of another tenant', async () => {
    const removed = await add('Removed', hubArn);
    await remove(removed.id);
    const stranger = await collector.apiOf({ tenantId: 'a2c5f8d1-0000-4000-8000-000000000003' });
    const theirs = await stranger.addAccount({ body: { name: 'Theirs', access: { kind: 'role', roleArn: hubArn } } });
    for (const id of ['a2c5f8d1-0000-4000-8000-000000000009', removed.id, theirs.id])
      expect(await refusal(behind(id))).toMatchObject({ status: 400, code: 'invalid-input' });
  });
});

describe('the budget of an account', () => {
  it('is the share that was set, or that of the installation', async () => {
    const account = await add('Production');
    const change = (budgetPercent: number | null) =>
      collector.api.changeAccount({ params: { accountId: account.id }, body: { budgetPercent } });
    expect(account.budgetPercent).toBeNull();
    expect(await change(10)).toMatchObject({ budgetPercent: 10 });
    expect(await change(null)).toMatchObject({ budgetPercent: null });
    await remove(account.id);
  });
});

describe('labels and owners', () => {
  it('are kept, changed, and told to those who mail owners', async () => {
    const owners = ['Rui@Example.com', 'ana@example.com', 'rui@example.com'];
    const account = await collector.api.addAccount({
      body: { name: 'Labelled', access: { kind: 'role', roleArn }, tags: { env: 'prod', '<b>': '=1' }, owners },
    });
    expect(account).toMatchObject({
      tags: { env: 'prod', '<b>': '=1' },
      owners: ['rui@example.com', 'ana@example.com'],
    });
    const params = { accountId: account.id };
    const changed = await collector.api.changeAccount({ params, body: { tags: {}, owners: ['bo@example.com'] } });
    expect([changed.tags, changed.owners, changed.name]).toEqual([{}, ['bo@example.com'], 'Labelled']);
    expect((await collector.api.changeAccount({ params, body: { name: 'Renamed' } })).owners).toEqual([
      'bo@example.com',
    ]);
    await remove(account.id);
  });

  it.each([
    { tags: Object.fromEntries(Array.from({ length: 31 }, (_, n) => [`k${n}`, ''])) },
    { tags: { ['k'.repeat(61)]: 'v' } },
    { owners: ['nobody'] },
    { owners: ['a@example.com\r\nBcc: b@example.com'] },
  ])('are refused when they are none: %j', async (labels) => {
    const body = { name: 'x', access: { kind: 'role' as const, roleArn }, ...labels };
    expect((await refusal(collector.api.addAccount({ body }))).code).toBe('invalid-input');
  });
});

describe('an account that our own credentials belong to', () => {
  it('is ready once it is known whose they are, and stays that AWS account', async () => {
    const account = await collector.api.addAccount({ body: { name: 'Own', access: { kind: 'default-chain' } } });
    expect(await check(account.id)).toMatchObject({ status: 'ready', awsAccountId: ours.id });
    const { defaultCaller } = ours;
    ours.defaultCaller = { ...defaultCaller, accountId: '999988887777', arn: 'arn:aws:iam::999988887777:root' };
    expect(await refusal(check(account.id))).toMatchObject({
      status: 409,
      code: 'conflict',
      detail: expect.stringContaining('999988887777'),
    });
    ours.defaultCaller = defaultCaller;
    await remove(account.id);
  });
});

describe('our own credentials', () => {
  const own = { name: 'Own', access: { kind: 'default-chain' } } as const;

  it.each([own, { ...own, access: { kind: 'default-chain', profile: 'production' } } as const])(
    'A01 are of the organisation that was here first: another one does not read our account with them: %j',
    async (body) => {
      const first = await add('First');
      const second = await collector.apiOf({ tenantId: crypto.randomUUID() });
      expect(await refusal(second.addAccount({ body }))).toMatchObject({ status: 403, code: 'forbidden' });
      expect(await second.listAccounts({ query: {} })).toMatchObject({ items: [] });
      await remove(first.id);
      // Not even when there is nothing left of the first one's.
      expect(await refusal(second.addAccount({ body }))).toMatchObject({ status: 403 });
      await remove((await collector.api.addAccount({ body })).id);
    },
  );

  it('A01 read nothing for an organisation that they are not of, for an account from before, either', async () => {
    const first = await add('First');
    const lenient = await collector.replica({ env: { COLLECTOR_OWN_CREDENTIALS: 'any' } });
    const tenantId = crypto.randomUUID();
    const { id } = await (await collector.apiOf({ tenantId }, lenient.url)).addAccount({ body: own });
    const second = await collector.apiOf({ tenantId });
    await lenient.stop();
    expect(await refusal(second.checkAccount({ params: { accountId: id } }))).toMatchObject({
      code: 'credentials-missing',
      detail: expect.stringContaining('Only the organisation that runs this installation'),
    });
    const scan = await second.startScan({ body: { accountId: id } });
    await eventually(async () =>
      expect(await second.getScan({ params: { scanId: scan.id } })).toMatchObject({ state: 'failed', resources: 0 }),
    );
    await second.removeAccount({ params: { accountId: id } });
    await remove(first.id);
  }, 30_000);

  it('are of the organisations that the configuration names, and of no other', async () => {
    const named = crypto.randomUUID();
    const configured = await collectorUnderTest(sandboxAccess(ours), {
      env: { COLLECTOR_OWN_CREDENTIALS: named },
    });
    try {
      const second = await configured.apiOf({ tenantId: named });
      expect(await refusal(configured.api.addAccount({ body: own }))).toMatchObject({ status: 403 });
      expect(await second.addAccount({ body: own })).toMatchObject({ access: { kind: 'default-chain' } });
    } finally {
      await configured.stop();
    }
  });
});

describe('what a customer pastes into AWS', () => {
  it('lets in our principal with this ExternalId alone, and grants reading', async () => {
    const account = await add('Production');
    const artefacts = await collector.api.getAccountOnboarding({ params: { accountId: account.id } });
    expect(artefacts.trustPolicy).toMatchObject({
      Statement: [
        {
          Principal: { AWS: 'arn:aws:iam::444455556666:role/CspmexaSandbox' },
          Condition: { StringEquals: { 'sts:ExternalId': account.externalId } },
        },
      ],
    });
    for (const text of [artefacts.cloudFormation, artefacts.terraform]) {
      expect(text).toContain(account.externalId);
      expect(text).toContain('s3:GetBucketPolicy');
      expect(text).toContain('cspmexa-read');
    }
    expect(artefacts.permissionsPolicy).toEqual(await collector.api.getIamPolicy());
    await remove(account.id);
  });
});

describe('tenants', () => {
  it('see nothing of each other', async () => {
    const account = await add('Production');
    const stranger = await collector.apiOf({ tenantId: 'a2c5f8d1-0000-4000-8000-000000000001' });
    const params = { accountId: account.id };
    expect(await stranger.listAccounts({ query: {} })).toEqual({ items: [], next: null });
    for (const call of [
      stranger.getAccount({ params }),
      stranger.changeAccount({ params, body: { name: 'Mine' } }),
      stranger.checkAccount({ params }),
      stranger.getAccountOnboarding({ params }),
      stranger.addSchedule({ params, body: { cron: '0 3 * * *' } }),
      stranger.startScan({ body: params }),
      stranger.removeAccount({ params }),
    ])
      expect(await refusal(call)).toMatchObject({ status: 404, code: 'not-found' });
    await remove(account.id);
  });
});
