import type { Account } from '@cspmexa/contracts';
import { createSandboxAccount, startSandboxServer, type SandboxServer } from '@cspmexa/sandbox';
import { proveAudited } from '@cspmexa/testkit';
import { afterAll, beforeAll, describe } from '@jest/globals';
import { collectorUnderTest, type CollectorUnderTest } from '../test/collector-under-test.js';
import { gatedCollector } from '../test/gated-collector.js';
import { startOrganizations, type OrganizationsServer } from '../test/organizations-server.js';

describe('what people change in the collector', () => {
  let sandbox: SandboxServer;
  let organization: OrganizationsServer;
  let collector: CollectorUnderTest;
  let management: Account;
  let count = 0;
  const gate = gatedCollector();

  beforeAll(async () => {
    sandbox = await startSandboxServer([createSandboxAccount({ accountId: '111111111111' })]);
    organization = await startOrganizations(sandbox.url);
    organization.accounts = ['111111111111', '222222222222', '333333333333', '444444444444'].map((Id) => ({
      Id,
      Name: `account-${Id}`,
      Email: `${Id}@example.com`,
      State: 'ACTIVE',
    }));
    organization.units = [{ Id: 'r-root', Name: 'Root', accounts: organization.accounts.map(({ Id }) => Id) }];
    const credentials = { accessKeyId: 'AKIASANDBOX', secretAccessKey: 'sandbox' };
    const pretend = { name: 'Sandbox', awsAccountId: '999988887777' };
    const awsAccess = {
      sandbox: pretend,
      ownSettings: () => ({ credentials, homeRegion: 'us-east-1', endpointUrl: organization.url }),
    };
    // Scans go on until somebody cancels them.
    gate.closed = true;
    collector = await collectorUnderTest(awsAccess, { collectors: gate.collectors });
    management = await own();
    await collector.api.checkAccount({ params: { accountId: management.id } });
  }, 60_000);
  afterAll(async () => {
    gate.closed = false;
    await collector.stop();
    await organization.close();
    await sandbox.close();
  }, 60_000);

  const own = () =>
    collector.api.addAccount({ body: { name: `account ${(count += 1)}`, access: { kind: 'default-chain' } } });
  const start = () =>
    collector.api.startScan({
      body: { accountId: management.id, scope: { services: ['ec2'], regions: ['us-east-1'] } },
    });
  const cancelAll = async (): Promise<void> => {
    const { items } = await collector.api.listScans({ query: { state: ['queued', 'running'] } });
    for (const { id: scanId } of items) await collector.api.cancelScan({ params: { scanId } });
  };
  const scan = async (): Promise<string> => {
    await cancelAll();
    return (await start()).id;
  };
  const schedule = async () =>
    (await collector.api.addSchedule({ params: { accountId: management.id }, body: { cron: '0 3 * * *' } })).id;
  const discovered = async (state: 'proposed'): Promise<string> => {
    await collector.api.discoverAccounts({ params: { accountId: management.id } });
    const { items } = await collector.api.listDiscoveredAccounts({ query: { limit: 200, state: [state] } });
    return items[0]?.id ?? '';
  };
  // Without what the background does: when AWS Organizations was asked, how far a scan has come, what planning it has found out.
  const state = async () => {
    const tables = await Promise.all([
      collector.owner.query(
        `select id, name, enabled, role_arn, removed_at, status = 'unchecked' as is_unchecked from accounts order by id`,
      ),
      collector.owner.query('select * from schedules order by id'),
      collector.owner.query('select * from discovered_accounts order by id'),
      collector.owner.query(`select id, state = 'cancelled' as is_cancelled from scans order by id`),
    ]);
    return tables.map(({ rows }) => rows);
  };
  proveAudited('collector', () => ({ owner: collector.owner, state }), {
    addAccount: async () => own,
    addSandboxAccount: async () => {
      const { items } = await collector.api.listAccounts({ query: { limit: 200 } });
      for (const { id: accountId } of items.filter(({ sandbox }) => sandbox))
        await collector.api.removeAccount({ params: { accountId } });
      return () => collector.api.addSandboxAccount();
    },
    changeAccount: async () => {
      const { id: accountId } = await own();
      return () => collector.api.changeAccount({ params: { accountId }, body: { name: 'another name' } });
    },
    removeAccount: async () => {
      const { id: accountId } = await own();
      return () => collector.api.removeAccount({ params: { accountId } });
    },
    checkAccount: async () => {
      await collector.owner.query(`update accounts set status = 'unchecked' where id = $1`, [management.id]);
      return () => collector.api.checkAccount({ params: { accountId: management.id } });
    },
    discoverAccounts: async () => () => collector.api.discoverAccounts({ params: { accountId: management.id } }),
    connectDiscoveredAccounts: async () => {
      const id = await discovered('proposed');
      return () => collector.api.connectDiscoveredAccounts({ body: { ids: [id] } });
    },
    ignoreDiscoveredAccount: async () => {
      const discoveredId = await discovered('proposed');
      return () => collector.api.ignoreDiscoveredAccount({ params: { discoveredId } });
    },
    addSchedule: async () => schedule,
    changeSchedule: async () => {
      const scheduleId = await schedule();
      return () => collector.api.changeSchedule({ params: { scheduleId }, body: { enabled: false } });
    },
    removeSchedule: async () => {
      const scheduleId = await schedule();
      return () => collector.api.removeSchedule({ params: { scheduleId } });
    },
    startScan: async () => {
      await cancelAll();
      return start;
    },
    cancelScan: async () => {
      const scanId = await scan();
      return () => collector.api.cancelScan({ params: { scanId } });
    },
    resumeScan: async () => {
      const scanId = await scan();
      await collector.api.cancelScan({ params: { scanId } });
      return () => collector.api.resumeScan({ params: { scanId } });
    },
  });
});
