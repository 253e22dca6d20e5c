/** The permission doctor over real scans: what was refused is named, and gone once it is granted. */
import type { Account } from '@cspmexa/contracts';
import { createSandboxAccount } from '@cspmexa/sandbox';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { collectorUnderTest, sandboxAccess, type CollectorUnderTest } from '../../test/collector-under-test.js';
import { addSandboxAccount } from '../index.js';

const aws = createSandboxAccount();
let collector: CollectorUnderTest;
let account: Account;

beforeAll(async () => {
  collector = await collectorUnderTest(sandboxAccess(aws));
  account = await addSandboxAccount(collector.database, collector.tenantId, { name: 'Sandbox', awsAccountId: aws.id });
}, 60_000);
afterAll(() => collector.stop(), 60_000);
afterEach(() => aws.faults.clear());

const params = () => ({ accountId: account.id });
const examine = () => collector.api.diagnoseAccount({ params: params() });
const coverage = async () => (await collector.api.getAccountCoverage({ params: params() })).items;
async function scan(scope: object): Promise<string> {
  const { id } = await collector.api.startScan({ body: { accountId: account.id, scope } });
  return (await collector.ended(id)).state;
}

describe('A03 the doctor', () => {
  const regions = ['us-east-1', 'sa-east-1'];

  it('knows nothing before the first scan', async () => {
    expect(await examine()).toMatchObject({ scannedAt: null, missing: [], statement: null, policies: [] });
  });

  it('names what was refused where and by whom, who is blind, and what helps; and nothing once it is granted', async () => {
    aws.faults.add({ service: 'ec2', action: 'DescribeVpcs', kind: 'UnauthorizedOperation' });
    aws.faults.add({
      service: 'ec2',
      action: 'DescribeVolumes',
      region: 'sa-east-1',
      kind: 'UnauthorizedOperation',
      because: 'scp',
    });
    aws.faults.add({ service: 'ec2', action: 'DescribeRegions', kind: 'UnauthorizedOperation', because: 'identity' });
    expect(await scan({ services: ['ec2'], regions })).toBe('partial');
    const { missing, statement, advice, policies, scannedAt } = await examine();
    expect(missing).toMatchObject([
      { action: 'ec2:DescribeRegions', deniedBy: 'identity-policy', policies: [] },
      { action: 'ec2:DescribeVolumes', deniedBy: 'service-control-policy', regions: ['sa-east-1'] },
      {
        action: 'ec2:DescribeVpcs',
        regions: [...regions].sort(),
        detail: expect.stringContaining('UnauthorizedOperation'),
      },
    ]);
    expect(statement).toMatchObject({ Action: ['ec2:DescribeRegions', 'ec2:DescribeVpcs'], Resource: '*' });
    expect(advice).toEqual([{ en: expect.stringContaining('SCP'), pt: expect.stringContaining('SCP') }]);
    expect(policies.length).toBeGreaterThan(1);
    expect(policies.every(({ actions }) => actions.length > 0)).toBe(true);
    expect(scannedAt).not.toBeNull();
    expect((await coverage()).filter(({ action }) => action === 'ec2:DescribeVpcs')).toMatchObject([
      { region: 'sa-east-1', outcome: 'denied' },
      { region: 'us-east-1', outcome: 'denied' },
    ]);

    aws.faults.clear();
    expect(await scan({ services: ['ec2'], regions: ['us-east-1'] })).toBe('complete');
    expect((await examine()).missing.map(({ action, regions: where }) => [action, where])).toEqual([
      ['ec2:DescribeVolumes', ['sa-east-1']],
      ['ec2:DescribeVpcs', ['sa-east-1']],
    ]);
    expect(await scan({ services: ['ec2'], regions })).toBe('complete');
    expect(await examine()).toMatchObject({ missing: [], statement: null, advice: [], others: [], policies: [] });
  }, 60_000);

  it('keeps apart what no permission fills, and forgets what the account no longer looks at', async () => {
    aws.faults.add({ service: 'ec2', action: 'DescribeVpcs', kind: 'garbage' });
    await scan({ services: ['ec2'], regions: ['us-east-1'] });
    expect(await examine()).toMatchObject({
      ...{ missing: [], statement: null, policies: [] },
      others: [expect.objectContaining({ action: 'ec2:DescribeVpcs', outcome: 'malformed' })],
    });
    await collector.api.changeAccount({ params: params(), body: { scope: { regions: ['sa-east-1'] } } });
    expect((await examine()).others).toEqual([]);
    expect(
      (await coverage()).some(({ action, region }) => action === 'ec2:DescribeVpcs' && region === 'us-east-1'),
    ).toBe(false);
    await collector.api.changeAccount({ params: params(), body: { scope: {} } });
  }, 60_000);

  it('says nothing of the accounts of others', async () => {
    const stranger = await collector.apiOf({ tenantId: 'a2c5f8d1-0000-4000-8000-000000000001' });
    await expect(stranger.diagnoseAccount({ params: params() })).rejects.toMatchObject({ status: 404 });
    await expect(stranger.getAccountCoverage({ params: params() })).rejects.toMatchObject({ status: 404 });
  });
});
