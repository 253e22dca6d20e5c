/** The life of an account: connected, checked against its role, changed, removed. */
import { accountChanged, accountRemoved, ApiError } from '@cspmexa/contracts';
import { createSandboxAccount } from '@cspmexa/sandbox';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@cspmexa/testkit';
import { collectorUnderTest, sandboxAccess, type CollectorUnderTest } from '../../test/collector-under-test.js';

const ours = createSandboxAccount({ accountId: '444455556666' });
const customer = createSandboxAccount({ accountId: '111122223333' });
const roleArn = 'arn:aws:iam::111122223333:role/cspmexa-read';
let collector: CollectorUnderTest;

beforeAll(async () => {
  collector = await collectorUnderTest(sandboxAccess(ours, customer));
}, 60_000);
afterAll(() => collector.stop(), 60_000);

/** Puts a role into the customer's account that trusts us on these conditions. */
function putRole(conditions: object | undefined, name = 'cspmexa-read'): void {
  const statement = { Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::444455556666:root' }, Action: 'sts:AssumeRole' };
  const trusted = conditions ? { ...statement, Condition: conditions } : statement;
  customer.state.iam.roles.set(name, {
    name,
    id: 'AROASANDBOX',
    arn: `arn:aws:iam::${customer.id}:role/${name}`,
    path: '/',
    createdAt: new Date(),
    inline: new Map(),
    attached: new Set(),
    tags: [],
    instanceProfiles: [],
    trustPolicy: JSON.stringify({ Version: '2012-10-17', Statement: [trusted] }),
    maxSessionSeconds: 3_600,
  });
}

const add = (name: string, arn = roleArn) =>
  collector.api.addAccount({ body: { name, access: { kind: 'role', roleArn: arn } } });
const check = (accountId: string) => collector.api.checkAccount({ params: { accountId } });
const remove = (accountId: string) => collector.api.removeAccount({ params: { accountId } });

async function refusal(
  call: Promise<unknown>,
): Promise<{ status: number; code: string | undefined; detail: string | undefined }> {
  const error = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof ApiError)) throw new Error('It was not refused.');
  return { status: error.status, code: error.problem?.code, detail: error.problem?.detail };
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
      expect(told).toContainEqual({ accountId: account.id, name: 'Production', awsAccountId: '111122223333' });
    });
    await remove(account.id);
  });

  it.each([
    ['without any condition', () => undefined],
    ['with any ExternalId', () => ({ StringLike: { 'sts:ExternalId': '*' } })],
    ['unless a wrong ExternalId is given', (ours: string) => ({ StringEqualsIfExists: { 'sts:ExternalId': ours } })],
  ])('is never ready when its role opens %s', async (_, conditions) => {
    const account = await add('Open');
    putRole(conditions(account.externalId));
    expect(await refusal(check(account.id))).toMatchObject({ status: 422, code: 'role-open-without-external-id' });
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

  it('gets another ExternalId when it is connected again after its removal', async () => {
    const before = await add('Production');
    await remove(before.id);
    expect(await refusal(collector.api.getAccount({ params: { accountId: before.id } }))).toMatchObject({
      status: 404,
    });
    const after = await add('Production');
    expect(after.externalId).not.toBe(before.externalId);
    await remove(after.id);
    await eventually(() =>
      expect(collector.events.filter(({ type }) => type === accountRemoved.name).length).toBeGreaterThan(4),
    );
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
