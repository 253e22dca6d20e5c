/** Tenants who share the workers: nothing of one reaches another (A06), and none waits for another's queue (L02). */
import { readSnapshot } from '@cspmexa/resources';
import { createSandboxAccount, realisticAccount, type SandboxAccount } from '@cspmexa/sandbox';
import { eventually } from '@cspmexa/testkit';
import { newId } from '@cspmexa/platform';
import { unitCollected } from '@cspmexa/contracts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { collectorUnderTest, sandboxAccess, type CollectorUnderTest } from '../../test/collector-under-test.js';
import { gatedCollector } from '../../test/gated-collector.js';
import { addSandboxAccount } from '../index.js';

const tenants = [newId(), newId(), newId()];
const ours = createSandboxAccount({ accountId: '999900001111' });
const customers = Array.from({ length: 10 }, (_, at) => customerAccount(`${100_000_000_000 + at}`));

/** An account with a role for us, and a few resources that carry its id. */
function customerAccount(accountId: string): SandboxAccount {
  const account = createSandboxAccount({ accountId });
  account.invoke('s3', 'CreateBucket', { Bucket: `data-of-${accountId}` });
  for (const name of ['one', 'two']) account.invoke('iam', 'CreateUser', { UserName: `${name}-of-${accountId}` });
  return account;
}

/** Trusts us for one ExternalId alone. */
function trust(account: SandboxAccount, externalId: string): void {
  const AssumeRolePolicyDocument = JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { AWS: `arn:aws:iam::${ours.id}:root` },
        Action: 'sts:AssumeRole',
        Condition: { StringEquals: { 'sts:ExternalId': externalId } },
      },
    ],
  });
  account.invoke('iam', 'CreateRole', { RoleName: 'cspmexa-read', AssumeRolePolicyDocument });
}

describe('ten accounts of three tenants that are scanned at once (A06)', () => {
  let collector: CollectorUnderTest;
  beforeAll(async () => {
    collector = await collectorUnderTest(sandboxAccess(ours, ...customers), {
      env: { COLLECTOR_CONCURRENCY: '16', COLLECTOR_PLANNERS: '6' },
    });
  }, 60_000);
  afterAll(() => collector.stop(), 60_000);

  it('share workers, and no account id, credential, finding or snapshot', async () => {
    const apis = await Promise.all(tenants.map((tenantId) => collector.apiOf({ tenantId })));
    const accounts = await Promise.all(
      customers.map(async (customer, at) => {
        const [tenantId, api] = [tenants[at % 3] ?? '', apis[at % 3]];
        const roleArn = `arn:aws:iam::${customer.id}:role/cspmexa-read`;
        const account = await api?.addAccount({ body: { name: customer.id, access: { kind: 'role', roleArn } } });
        trust(customer, account?.externalId ?? '');
        return { tenantId, api, customer, id: account?.id ?? '' };
      }),
    );
    for (const customer of customers) customer.latencyMs = 5;
    const scope = { services: ['s3' as const, 'iam' as const], regions: ['us-east-1', 'eu-west-1'] };
    const scans = await Promise.all(
      accounts.map(async ({ api, id }) => (await api?.startScan({ body: { accountId: id, scope } }))?.id ?? ''),
    );
    const ended = await eventually(async () => {
      const all = await Promise.all(scans.map((scanId, at) => accounts[at]?.api?.getScan({ params: { scanId } })));
      for (const scan of all) expect(scan?.endedAt).not.toBeNull();
      return all;
    }, 60_000);
    for (const [at, { customer }] of accounts.entries())
      expect(ended[at]).toMatchObject({ state: 'complete', awsAccountId: customer.id, failure: null });

    const everyId = customers.map(({ id }) => id);
    for (const { tenantId, customer, id: accountId } of accounts) {
      const foreign = everyId.filter((each) => each !== customer.id);
      const rows = await collector.database.withTenant(tenantId, (tx) =>
        tx.resource.findMany({ where: { accountId } }),
      );
      expect(rows.length).toBeGreaterThan(3);
      expect(rows.every((row) => row.tenantId === tenantId && row.awsAccountId === customer.id)).toBe(true);
      expect(rows.some((row) => row.arn.includes(`data-of-${customer.id}`))).toBe(true);
      const stored = JSON.stringify(rows);
      expect(foreign.filter((each) => stored.includes(each))).toEqual([]);
      const keys = collector.events
        .filter((event) => event.type === unitCollected.name && event.tenantId === tenantId)
        .map(({ data }) => unitCollected.payload.parse(data))
        .filter((unit) => unit.accountId === accountId);
      expect(keys.length).toBeGreaterThan(2);
      for (const { awsAccountId, snapshot } of keys) {
        expect(awsAccountId).toBe(customer.id);
        expect(snapshot.key.startsWith(`${tenantId}/${accountId}/`)).toBe(true);
        const { header, resources } = await readSnapshot(await collector.snapshots.get(snapshot.key));
        expect(header.place.accountId).toBe(customer.id);
        for await (const resource of resources) {
          const text = JSON.stringify(resource);
          expect(foreign.filter((each) => text.includes(each))).toEqual([]);
        }
      }
    }
  }, 120_000);
});

describe('a tenant whose scans come after fifty of another (L02)', () => {
  it('has them begun and collected at once', async () => {
    const gate = gatedCollector();
    gate.closed = true;
    const aws = realisticAccount();
    const collector = await collectorUnderTest(sandboxAccess(aws), {
      collectors: gate.collectors,
      env: { COLLECTOR_CONCURRENCY: '4' },
    });
    const facts = { name: 'Sandbox', awsAccountId: aws.id };
    const [many, one] = [newId(), newId()];
    const theirs = await addSandboxAccount(collector.database, many, facts);
    const mine = await addSandboxAccount(collector.database, one, facts);
    // Fifty that all wait, as when there were fifty accounts.
    await collector.database.client.scan.createMany({
      data: Array.from({ length: 50 }, (_, at) => ({
        tenantId: many,
        id: newId(),
        accountId: theirs.id,
        state: 'queued',
        trigger: 'schedule',
        regions: ['us-east-1', 'eu-west-1'],
        generation: at + 1,
        createdAt: new Date(Date.now() - 60_000 + at),
      })),
    });
    const running = () => collector.database.client.scan.count({ where: { tenantId: many, state: 'running' } });
    await eventually(async () => expect(await running()).toBe(6));
    const api = await collector.apiOf({ tenantId: one });
    const began = Date.now();
    const { id } = await api.startScan({ body: { accountId: mine.id, scope: { regions: ['us-east-1'] } } });
    await eventually(async () => expect((await api.getScan({ params: { scanId: id } })).startedAt).not.toBeNull());
    expect(Date.now() - began).toBeLessThan(5_000);
    // All four workers are busy with the other tenant's; the next that is free takes this one.
    expect(await running()).toBe(6);
    gate.openings = 1;
    await eventually(async () =>
      expect((await api.getScan({ params: { scanId: id } })).unitList).toMatchObject([{ state: 'running' }]),
    );
    gate.closed = false;
    await eventually(async () => expect((await api.getScan({ params: { scanId: id } })).state).toBe('complete'));
    await collector.stop();
  }, 60_000);
});
