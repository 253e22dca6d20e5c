/** R06: a member who may see some accounts sees nothing of the others, and changes nothing there. */
import { ApiError, type Account, type ApiClient } from '@cspmexa/contracts';
import { createSandboxAccount } from '@cspmexa/sandbox';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { collectorUnderTest, sandboxAccess, type CollectorUnderTest } from '../../test/collector-under-test.js';

let collector: CollectorUnderTest;
let mine: Account;
let other: Account;
let limited: ApiClient;
const scanOf = new Map<string, string>();

const statusOf = async (call: Promise<unknown>): Promise<number> =>
  call.then(
    () => 200,
    (error: unknown) => {
      if (error instanceof ApiError) return error.status;
      throw error;
    },
  );

const ours = createSandboxAccount({ accountId: '444455556666' });
const customer = createSandboxAccount({ accountId: '111122223333' });

/** A role in the customer's account that lets us in. */
function trustUs(externalId: string): void {
  const statement = {
    Effect: 'Allow',
    Principal: { AWS: 'arn:aws:iam::444455556666:root' },
    Action: 'sts:AssumeRole',
    Condition: { StringEquals: { 'sts:ExternalId': externalId } },
  };
  customer.state.iam.roles.set('cspmexa-read', {
    name: 'cspmexa-read',
    id: 'AROASANDBOX',
    arn: 'arn:aws:iam::111122223333:role/cspmexa-read',
    path: '/',
    createdAt: new Date(),
    inline: new Map(),
    attached: new Set(),
    tags: [],
    instanceProfiles: [],
    trustPolicy: JSON.stringify({ Version: '2012-10-17', Statement: [statement] }),
    maxSessionSeconds: 3_600,
  });
}

beforeAll(async () => {
  collector = await collectorUnderTest(sandboxAccess(ours, customer));
  const { api } = collector;
  mine = await api.addAccount({ body: { name: 'Mine', access: { kind: 'default-chain' } } });
  const roleArn = 'arn:aws:iam::111122223333:role/cspmexa-read';
  other = await api.addAccount({ body: { name: 'Other', access: { kind: 'role', roleArn } } });
  trustUs(other.externalId);
  for (const { id } of [mine, other]) {
    const scan = await api.startScan({ body: { accountId: id } });
    await collector.ended(scan.id);
    scanOf.set(id, scan.id);
    await api.addSchedule({ params: { accountId: id }, body: { cron: '0 3 * * *', timeZone: 'UTC' } });
  }
  limited = await collector.apiOf({ accountIds: [mine.id] });
}, 120_000);
afterAll(() => collector?.stop(), 60_000);

describe('a member who may see one account (R06)', () => {
  it('finds it alone in every list', async () => {
    expect((await limited.listAccounts({ query: {} })).items.map(({ id }) => id)).toEqual([mine.id]);
    const scans = (await limited.listScans({ query: {} })).items;
    expect(scans.length).toBeGreaterThan(0);
    expect(new Set(scans.map(({ accountId }) => accountId))).toEqual(new Set([mine.id]));
    const resources = (await limited.listResources({ query: {} })).items;
    expect(resources.length).toBeGreaterThan(0);
    expect(new Set(resources.map(({ accountId }) => accountId))).toEqual(new Set([mine.id]));
    const all = (await collector.api.listResources({ query: {} })).items;
    expect(new Set(all.map(({ accountId }) => accountId))).toEqual(new Set([mine.id, other.id]));
  });

  it('meets nothing of the others by their ids', async () => {
    const params = { accountId: other.id };
    const scanId = scanOf.get(other.id) ?? '';
    const foreign = (await collector.api.listResources({ query: { accountId: other.id } })).items[0];
    const asked = await Promise.all([
      statusOf(limited.getAccount({ params })),
      statusOf(limited.checkAccount({ params })),
      statusOf(limited.changeAccount({ params, body: { name: 'Taken' } })),
      statusOf(limited.removeAccount({ params })),
      statusOf(limited.listSchedules({ params })),
      statusOf(limited.getScan({ params: { scanId } })),
      statusOf(limited.cancelScan({ params: { scanId } })),
      statusOf(limited.startScan({ body: { accountId: other.id } })),
      statusOf(limited.getResource({ params: { resourceId: foreign?.id ?? '' } })),
    ]);
    expect(asked).toEqual(Array(9).fill(404));
    expect((await collector.api.getAccount({ params })).name).toBe('Other');
  });

  it('does in their own account what their role allows', async () => {
    const params = { accountId: mine.id };
    expect((await limited.changeAccount({ params, body: { name: 'Still mine' } })).name).toBe('Still mine');
    const scan = await limited.startScan({ body: { accountId: mine.id, scope: { services: ['s3'] } } });
    await collector.ended(scan.id);
    expect((await limited.getScan({ params: { scanId: scan.id } })).state).toBe('complete');
  });

  it('connects no account: it would be one that they may not see', async () => {
    const add = limited.addAccount({ body: { name: 'New', access: { kind: 'default-chain' } } });
    expect(await statusOf(add)).toBe(403);
    expect((await collector.api.listAccounts({ query: {} })).items).toHaveLength(2);
  });
});
