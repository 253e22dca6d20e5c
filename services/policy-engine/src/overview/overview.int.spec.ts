import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ApiError } from '@cspmexa/contracts';
import { policyList } from '@cspmexa/policies';
import type { Policy } from '@cspmexa/policy-kit';
import { startEngine, type EngineUnderTest } from '../../test/engine-under-test.js';
import { bucketVersioned, samplePolicies } from '../../test/sample-policies.js';
import { bucket, buckets, group, network, networkInterface } from '../../test/sample-units.js';

const retired: Policy = { ...bucketVersioned, id: 'test-s3-old', retired: 'Said by another one.' };
let engine: EngineUnderTest;
beforeAll(async () => {
  engine = await startEngine([...samplePolicies, retired]);
}, 60_000);
afterAll(() => engine.stop(), 30_000);

const groups = (...ports: (number | null)[]) =>
  network('us-east-1', [group('sg-1', 'us-east-1', ...ports), networkInterface('eni-1', 'us-east-1', 'sg-1')]);

describe('the overview', () => {
  it('is empty before the first scan', async () => {
    const { trend, ...overview } = await (await engine.client()).getOverview({ query: { days: 7 } });
    expect(overview).toEqual({
      score: null,
      coverage: { judged: 0, unknown: 0, percent: null },
      bySeverity: { critical: 0, high: 0, medium: 0, low: 0, info: 0 },
      byService: [],
      byAccount: [],
      meanHoursToFix: null,
      meanHoursToFixBySeverity: { critical: null, high: null, medium: null, low: null, info: null },
      overdue: 0,
    });
    expect(trend.map(({ day }) => day)).toEqual([
      '2026-02-23',
      '2026-02-24',
      '2026-02-25',
      '2026-02-26',
      '2026-02-27',
      '2026-02-28',
      '2026-03-01',
    ]);
  });

  it('counts, scores and follows the days without a job that does', async () => {
    const client = await engine.client();
    await engine.collect(1, [
      buckets([bucket('a', 'Never'), bucket('b', 'Enabled'), bucket('c', 'unseen')]),
      groups(22, null),
    ]);
    engine.clock.advance(86_400_000);
    await engine.collect(2, [
      buckets([bucket('a', 'Enabled'), bucket('b', 'Enabled'), bucket('c', 'unseen')]),
      groups(22, null),
    ]);
    engine.clock.advance(86_400_000);
    await engine.collect(3, [
      buckets([bucket('a', 'Never'), bucket('b', 'Enabled'), bucket('c', 'unseen')]),
      groups(22),
    ]);
    const { items } = await client.listFindings({ query: { severity: ['medium'] } });
    await client.exceptFinding({ params: { findingId: items[0]?.id ?? '' }, body: { reason: 'Known.' } });

    const overview = await client.getOverview({ query: { days: 7, accountId: engine.accountId } });
    expect(overview).toMatchObject({
      // medium 3: a fails, b passes; critical 10: passes; high 6: fails; low 1: group used passes, three buckets fail.
      score: Math.floor((1000 * (3 + 10 + 1)) / (6 + 10 + 6 + 1 + 3)) / 10,
      coverage: { judged: 8, unknown: 1, percent: 88.8 },
      bySeverity: { critical: 0, high: 1, medium: 0, low: 3, info: 0 },
      byService: [
        { service: 's3', open: 3, critical: 0, high: 0 },
        { service: 'ec2', open: 1, critical: 0, high: 1 },
      ],
      byAccount: [{ accountId: engine.accountId, awsAccountId: '111122223333', open: 4, unknown: 1 }],
      meanHoursToFix: 48,
      overdue: 0,
    });
    expect(Object.values(overview.meanHoursToFixBySeverity)).toContain(48);
    expect(overview.trend.slice(-4)).toEqual([
      { day: '2026-02-28', open: 0, opened: 0, resolved: 0 },
      { day: '2026-03-01', open: 5, opened: 5, resolved: 0 },
      { day: '2026-03-02', open: 4, opened: 0, resolved: 1 },
      { day: '2026-03-03', open: 4, opened: 2, resolved: 1 },
    ]);
    const total = async (q: string) => (await client.listFindings({ query: { q, limit: 1 } })).total;
    for (const [severity, count] of Object.entries(overview.bySeverity))
      expect([severity, await total(`is:open severity:${severity}`)]).toEqual([severity, count]);
    for (const { service, open, critical, high } of overview.byService) {
      expect(await total(`is:open service:${service}`)).toBe(open);
      expect(await total(`is:open service:${service} severity:critical,high`)).toBe(critical + high);
    }
    for (const { accountId, open } of overview.byAccount)
      expect(await total(`is:open account:${accountId}`)).toBe(open);
    expect(await (await engine.client({ tenantId: engine.accountId })).getOverview({ query: {} })).toMatchObject({
      score: null,
      byAccount: [],
    });
  });
});

describe('what is overdue', () => {
  it('is counted as it is listed, and gives way to a new date when it comes back', async () => {
    const late = await startEngine();
    try {
      const client = await late.client();
      const overdue = async () => {
        const { overdue: count } = await client.getOverview({ query: {} });
        const { items, total } = await client.listFindings({ query: { q: 'is:overdue', sort: 'dueAt' } });
        expect(total).toBe(count);
        return items.map(({ severity, dueAt }) => [severity, dueAt]);
      };
      await late.collect(1, [buckets([bucket('a', 'Never')]), groups(22)]);
      expect(await overdue()).toEqual([]);
      late.clock.advance(31 * 86_400_000);
      expect(await overdue()).toEqual([['high', '2026-03-31T12:00:00.000Z']]);
      late.clock.advance(60 * 86_400_000);
      expect(await overdue()).toEqual([
        ['high', '2026-03-31T12:00:00.000Z'],
        ['medium', '2026-05-30T12:00:00.000Z'],
      ]);
      await late.collect(2, [buckets([bucket('a', 'Enabled')]), groups(22)]);
      const [fixed] = (await client.listFindings({ query: { q: 'is:resolved severity:medium' } })).items;
      expect(fixed).toMatchObject({ dueAt: null });
      await late.collect(3, [buckets([bucket('a', 'Never')]), groups(22)]);
      const [back] = (await client.listFindings({ query: { q: 'is:reopened' } })).items;
      expect(back).toMatchObject({ dueAt: '2026-08-29T12:00:00.000Z' });
      expect((await client.getFinding({ params: { findingId: back?.id ?? '' } })).cause).toEqual({
        key: 'arn:aws:s3:::a#versioning',
        title: { en: 'a: versioning', pt: 'a: versioning' },
        findings: 1,
      });
    } finally {
      await late.stop();
    }
  }, 30_000);
});

describe('the name of an account', () => {
  it('is what queries ask for, whatever order its changes come in', async () => {
    const client = await engine.client();
    const found = async (q: string) => (await client.listFindings({ query: { q } })).total;
    const open = await found('is:open');
    expect(await found('is:open account:produção')).toBe(0);
    await engine.send(engine.named('PRODUÇÃO Nº 1', '2026-03-03T00:00:00.000Z'));
    await engine.send(engine.named('Teste', '2026-03-02T00:00:00.000Z'));
    expect(await found('is:open account:"produção nº 1"')).toBe(open);
    expect(await found('is:open account:teste')).toBe(0);
    await engine.send(engine.named('Teste', '2026-03-04T00:00:00.000Z'));
    expect(await found('is:open account:TESTE')).toBe(open);
  });
});

describe('the catalogue', () => {
  it('lists what judges, with how many resources satisfy it', async () => {
    const { items } = await (await engine.client({ role: 'viewer' })).listPolicies();
    expect(items.map(({ id, counts }) => ({ id, ...counts }))).toEqual([
      { id: 'test-s3-bucket-versioned', pass: 1, fail: 1, unknown: 1 },
      { id: 'test-ec2-group-ports-closed', pass: 1, fail: 1, unknown: 0 },
      { id: 'test-ec2-group-is-used', pass: 1, fail: 0, unknown: 0 },
      { id: 'test-s3-bucket-has-group', pass: 0, fail: 3, unknown: 0 },
    ]);
  });

  it('gives one policy, and none that is retired or was never there', async () => {
    const client = await engine.client();
    expect(await client.getPolicy({ params: { policyId: 'test-ec2-group-ports-closed' } })).toMatchObject({
      service: 'ec2',
      rows: [
        { id: 'all', severity: 'critical' },
        { id: 'ssh', severity: 'high' },
      ],
      fix: { cli: 'aws repair --name <name> --arn <arn>' },
    });
    for (const policyId of ['test-s3-old', 'nothing', '..', '%00', '__proto__'])
      await expect(client.getPolicy({ params: { policyId } })).rejects.toBeInstanceOf(ApiError);
  });
});

describe('a policy that is retired', () => {
  it('takes its findings with it at the next scan, and its tally', async () => {
    await engine.rows(
      `insert into tallies values ($1::uuid, $2::uuid, 's3', 'global', 'test-s3-old', '', 2, 1, 1, 0, '[]')`,
      engine.tenantId,
      engine.accountId,
    );
    // As if the policy had judged until yesterday.
    await engine.rows(
      `update findings set fingerprint = '\\x00', policy_id = 'test-s3-old', status = 'open'
       where tenant_id = $1::uuid and policy_id = 'test-s3-bucket-versioned' and resource_name = 'a'`,
      engine.tenantId,
    );
    await engine.collect(4, [
      buckets([bucket('a', 'Never'), bucket('b', 'Enabled'), bucket('c', 'unseen')]),
      groups(22),
    ]);
    expect(await engine.rows(`select status, resolution from findings where policy_id = 'test-s3-old'`)).toEqual([
      { status: 'resolved', resolution: 'policy-retired' },
    ]);
    expect(await engine.rows(`select 1 from tallies where policy_id = 'test-s3-old'`)).toEqual([]);
  });
});

describe('the policies that ship', () => {
  it('judge a scan end to end, the second time without a write', async () => {
    const whole = await startEngine(policyList);
    try {
      const units = [buckets([bucket('reports', 'Never')]), groups(22, null)];
      await whole.collect(1, units);
      const open = await whole.findings();
      expect(open.length).toBeGreaterThan(3);
      expect(whole.events.filter(({ type }) => type === 'finding.opened').length).toBeLessThanOrEqual(open.length);
      await whole.heard();
      const client = await whole.client();
      for (const { id } of (await client.listFindings({ query: { limit: 200 } })).items)
        expect((await client.getFinding({ params: { findingId: id } })).conditions.some(({ holds }) => !holds)).toBe(
          true,
        );
      await whole.collect(2, units);
      expect(await whole.heard()).toEqual(['scan.judged']);
      expect((await client.listPolicies()).items).toHaveLength(policyList.filter((policy) => !policy.retired).length);
    } finally {
      await whole.stop();
    }
  }, 30_000);
});
