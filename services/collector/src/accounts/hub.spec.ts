/** Hub accounts: which lead somewhere, and what is said of the others. */
import { CallFailure, Coverage } from '@cspmexa/collector-kit';
import { createSandboxAccount, sandboxRequestHandler, type SandboxAccount } from '@cspmexa/sandbox';
import { describe, expect, it } from '@jest/globals';
import type { AccountTarget } from './account-row.js';
import { assumeRole, RoleSessions } from './assume-role.js';
import { hubOf, type HubLookup } from './hub.js';
import { verifyAccess } from './verify-access.js';

const tenantId = 'tenant';
const target = (id: string, awsAccountId: string, viaAccountId?: string, partition = 'aws'): AccountTarget => ({
  id,
  tenantId,
  access: {
    kind: 'role',
    roleArn: `arn:${partition}:iam::${awsAccountId}:role/cspmexa-read`,
    ...(viaAccountId === undefined ? {} : { viaAccountId }),
  },
  externalId: `external-id-of-${id}`,
  endpointUrl: null,
  sandbox: false,
  awsAccountId: null,
});
const lookup =
  (...accounts: readonly AccountTarget[]): HubLookup =>
  (tenant, id) =>
    Promise.resolve(accounts.find((account) => account.tenantId === tenant && account.id === id));

describe('the hub of an account', () => {
  const hub = target('hub', '222222222222');
  const spoke = target('spoke', '333333333333', 'hub');

  it('is nobody, or the account that it names', async () => {
    expect(await hubOf(lookup(hub), hub)).toBeUndefined();
    expect(await hubOf(lookup(hub), spoke)).toBe(hub);
  });

  const chain = ['b', 'c', 'd', 'e'].map((id, n) =>
    target(id, `33333333333${n}`, String.fromCharCode(id.charCodeAt(0) + 1)),
  );
  it.each([
    ['that nobody knows', spoke, [], 'does not exist, or was removed'],
    ['of another tenant', spoke, [{ ...hub, tenantId: 'another' }], 'does not exist, or was removed'],
    ['that it is itself', { ...spoke, id: 'hub' }, [hub], 'cannot be its own hub'],
    ['that it is the hub of', spoke, [{ ...target('hub', '222222222222', 'spoke') }], 'in a circle'],
    [
      'whose hubs go round',
      spoke,
      [target('hub', '222222222222', 'x'), target('x', '444444444444', 'hub')],
      'in a circle',
    ],
    [
      'behind too many others',
      target('a', '333333333339', 'b'),
      [...chain, target('f', '333333333338')],
      'more than 3',
    ],
    ['in the sandbox', spoke, [{ ...hub, sandbox: true }], 'sandbox'],
    ['in another partition', target('cn', '333333333333', 'hub', 'aws-cn'), [hub], 'cannot assume one in aws-cn'],
  ])('is none %s', async (_, account, known, words) => {
    const thrown: unknown = await hubOf(lookup(...known), account).catch((error: unknown) => error);
    expect(thrown).toBeInstanceOf(CallFailure);
    expect(thrown).toMatchObject({ unknown: { reason: 'credentials', detail: expect.stringContaining(words) } });
  });
});

describe('an account behind a hub', () => {
  const hub = target('hub', '222222222222');
  const spoke = target('spoke', '333333333333', 'hub');
  const hubArn = 'arn:aws:iam::222222222222:role/cspmexa-read';

  function world() {
    const accounts = ['111111111111', '222222222222', '333333333333'].map((accountId) =>
      createSandboxAccount({ accountId }),
    );
    const [ours, hubs, spokes] = accounts as [SandboxAccount, SandboxAccount, SandboxAccount]; // as many as are made
    trust(hubs, 'arn:aws:iam::111111111111:root', { StringEquals: { 'sts:ExternalId': hub.externalId } });
    trust(spokes, hubArn, { StringEquals: { 'sts:ExternalId': spoke.externalId } });
    const own = {
      credentials: { accessKeyId: 'AKIA', secretAccessKey: 'x' },
      homeRegion: 'us-east-1',
      requestHandler: sandboxRequestHandler([ours, hubs, spokes]),
    };
    const awsAccess = { ownSettings: () => own };
    const sessions = new RoleSessions(awsAccess, lookup(hub, spoke));
    return { ours, hubs, spokes, own, reach: { awsAccess, sessions } };
  }

  function trust(account: SandboxAccount, principal: unknown, condition: object | undefined): void {
    const statement = { Effect: 'Allow', Principal: { AWS: principal }, Action: 'sts:AssumeRole' };
    account.state.iam.roles.set('cspmexa-read', {
      ...{ name: 'cspmexa-read', id: 'AROASANDBOX', path: '/', createdAt: new Date(), inline: new Map() },
      ...{ attached: new Set<string>(), tags: [], instanceProfiles: [], maxSessionSeconds: 3_600 },
      arn: `arn:aws:iam::${account.id}:role/cspmexa-read`,
      trustPolicy: JSON.stringify({ Statement: [condition ? { ...statement, Condition: condition } : statement] }),
    });
  }

  it("is read with the hub's session, each role with its own ExternalId and for an hour at most", async () => {
    const { reach, own, ours, hubs, spokes } = world();
    expect(await verifyAccess(reach, spoke)).toMatchObject({ identity: { accountId: '333333333333' } });
    await expect(assumeRole(own, 'arn:aws:iam::333333333333:role/cspmexa-read', spoke.externalId)).rejects.toThrow(
      'AccessDenied',
    );
    expect(ours.callCounts()['sts:AssumeRole']).toBeGreaterThan(0);
    expect(hubs.callCounts()['sts:AssumeRole']).toBeGreaterThan(0);
    expect(spokes.callCounts()['sts:GetCallerIdentity']).toBe(1);
  });

  it.each([
    ['without any condition', undefined],
    ['with any ExternalId', { StringLike: { 'sts:ExternalId': '*' } }],
  ])('A01 is refused when its role opens to the hub %s', async (_, condition) => {
    const { reach, spokes } = world();
    trust(spokes, hubArn, condition);
    expect(await verifyAccess(reach, spoke)).toMatchObject({ refused: 'role-open-without-external-id' });
  });

  it('costs what AWS is asked, and the refusals that prove it closed are no holes', async () => {
    const { reach, ours, hubs, spokes } = world();
    const coverage = new Coverage();
    await verifyAccess(reach, spoke, coverage);
    const asked = [ours, hubs, spokes].flatMap((account) => Object.values(account.callCounts()));
    const { calls, retries } = coverage.counts;
    expect(calls + retries).toBe(asked.reduce((sum, count) => sum + count, 0));
    expect(coverage.costs().map(({ action }) => action)).toEqual([
      'iam:GetAccountAuthorizationDetails',
      'sts:AssumeRole',
      'sts:GetCallerIdentity',
    ]);
    expect(coverage.holes()).toEqual([]);
  });

  it('is not taken for closed when it is the hub that is refused', async () => {
    const { reach, hubs, spokes } = world();
    trust(spokes, hubArn, undefined);
    trust(hubs, 'arn:aws:iam::999999999999:root', undefined);
    expect(await verifyAccess(reach, spoke)).toMatchObject({
      refused: 'role-not-assumable',
      detail: expect.stringContaining('Through its hub account: AccessDenied'),
    });
  });

  it('shares the session of the hub, counts what is asked, and renews what turned out to be over once for all', async () => {
    const { reach, ours, hubs } = world();
    const settings = await Promise.all(Array.from({ length: 8 }, () => reach.sessions.settingsFor(spoke)));
    const all = (options?: object) =>
      Promise.all(
        settings.map(({ credentials }) => (typeof credentials === 'function' ? credentials(options) : credentials)),
      );
    const [first] = await all();
    expect(ours.callCounts()).toEqual({ 'sts:AssumeRole': 1 });
    expect(hubs.callCounts()).toEqual({ 'sts:AssumeRole': 1 });
    const renewed = await all({ forceRefresh: true });
    expect(new Set(renewed).size).toBe(1);
    expect(renewed[0]).not.toBe(first);
    expect(hubs.callCounts()).toEqual({ 'sts:AssumeRole': 2 });
    expect(ours.callCounts()).toEqual({ 'sts:AssumeRole': 1 });
  });

  it('gets another session of the hub when AWS says that the one it had is over', async () => {
    const { reach, ours, hubs } = world();
    const { credentials } = await reach.sessions.settingsFor(spoke);
    if (typeof credentials !== 'function') throw new Error('A role has temporary credentials.');
    await credentials();
    hubs.faults.add({ service: 'sts', action: 'AssumeRole', kind: 'ExpiredToken', times: 1 });
    await credentials({ forceRefresh: true });
    expect(ours.callCounts()['sts:AssumeRole']).toBe(2);
  });
});
