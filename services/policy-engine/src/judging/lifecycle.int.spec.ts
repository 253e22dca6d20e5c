import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '@cspmexa/platform';
import { Ec2NetworkInterface, Ec2SecurityGroup, S3Bucket } from '@cspmexa/resources';
import { startEngine, type EngineUnderTest } from '../../test/engine-under-test.js';
import { bucket, buckets, group, network, networkInterface } from '../../test/sample-units.js';

let engine: EngineUnderTest;
let generation = 0;
beforeAll(async () => {
  engine = await startEngine();
}, 60_000);
afterAll(() => engine.stop(), 30_000);
beforeEach(async () => {
  await engine.rows(
    `with a as (delete from findings), b as (delete from finding_history), c as (delete from tallies),
       d as (delete from judged_places), e as (delete from accounts) select 1`,
  );
  await engine.heard();
  generation += 10;
});

/** Everything that an unchanged scan must not write, with the transaction that wrote each row. */
const written = () =>
  engine.rows(
    `select 'finding' as what, id::text as id, xmin::text as by from findings
     union all select 'history', id::text, xmin::text from finding_history
     union all select 'tally', policy_id || region || discriminator, xmin::text from tallies order by 1, 2`,
  );

describe('the life of a finding', () => {
  it('opens, is resolved, and opens again, with an event and the evidence each time', async () => {
    await engine.collect(generation, [buckets([bucket('reports', 'Never'), bucket('logs', 'Enabled')])]);
    expect(await engine.findings()).toContain('open test-s3-bucket-versioned reports/');
    expect(await engine.findings()).not.toContain('open test-s3-bucket-versioned logs/');
    engine.clock.advance(3_600_000);
    await engine.collect(generation + 1, [buckets([bucket('reports', 'Enabled'), bucket('logs', 'Enabled')])]);
    expect(await engine.findings()).toContain('resolved test-s3-bucket-versioned reports/');
    engine.clock.advance(3_600_000);
    await engine.collect(generation + 2, [buckets([bucket('reports', 'Suspended'), bucket('logs', 'Enabled')])]);
    expect(await engine.findings()).toContain('open test-s3-bucket-versioned reports/');

    const client = await engine.client();
    const { items } = await client.listFindings({ query: { policyId: ['test-s3-bucket-versioned'] } });
    expect(items).toMatchObject([
      { status: 'open', reopened: true, resolution: null, resolvedAt: null, resourceName: 'reports' },
    ]);
    const detail = await client.getFinding({ params: { findingId: items[0]?.id ?? '' } });
    expect(detail.history.map(({ change }) => change)).toEqual(['reopened', 'resolved', 'opened']);
    expect(detail.history).toMatchObject([
      {
        before: { status: 'resolved' },
        after: { status: 'open', conditions: [{ actual: 'Suspended', holds: false }] },
      },
      {
        before: { status: 'open', conditions: [{ actual: 'Never' }] },
        after: { status: 'resolved', conditions: [{ actual: 'Enabled', holds: true }] },
      },
      { before: null, after: { status: 'open', severity: 'medium' } },
    ]);
    expect(detail.fix).toMatchObject({ cli: 'aws repair --name reports --arn arn:aws:s3:::reports' });
    expect(detail.controls).toEqual([
      { id: 'cis-aws-5.0/2.1.2', title: { en: expect.any(String), pt: expect.any(String) } },
    ]);
    const names = (await engine.heard()).filter((name) => name !== 'scan.judged');
    expect(names).toEqual(['finding.opened', 'finding.resolved', 'finding.reopened']);
  });

  it('keeps it open when we could not look, and says so in the tally', async () => {
    await engine.collect(generation, [buckets([bucket('reports', 'Never')])]);
    await engine.collect(generation + 1, [buckets([bucket('reports', 'unseen')])], { state: 'partial' });
    expect(await engine.findings()).toContain('open test-s3-bucket-versioned reports/');
    expect(
      await engine.rows(`select fail, unknown, reasons from tallies where policy_id = 'test-s3-bucket-versioned'`),
    ).toEqual([{ fail: 0, unknown: 1, reasons: [{ reason: 'denied', action: 's3:GetBucketVersioning', count: 1 }] }]);
  });

  it('resolves what is deleted, but not when its listing failed', async () => {
    await engine.collect(generation, [buckets([bucket('reports', 'Never'), bucket('logs', 'Never')])]);
    await engine.collect(generation + 1, [buckets([bucket('logs', 'Never')], [S3Bucket.kind])], { state: 'partial' });
    expect(await engine.findings()).toContain('open test-s3-bucket-versioned reports/');
    await engine.collect(generation + 2, [buckets([bucket('logs', 'Never')])]);
    expect(await engine.findings()).toContain('resolved test-s3-bucket-versioned reports/');
    expect(await engine.rows(`select distinct resolution from findings where status = 'resolved'`)).toEqual([
      { resolution: 'resource-deleted' },
    ]);
  });

  it('notes that one worsened, with an event, and that its evidence changed, without', async () => {
    await engine.collect(generation, [
      network('sa-east-1', [group('sg-1', 'sa-east-1', 22), networkInterface('eni-1', 'sa-east-1', 'sg-1')]),
    ]);
    expect(await engine.findings()).toEqual(['open test-ec2-group-ports-closed sg-1/ssh']);
    await engine.collect(generation + 1, [
      network('sa-east-1', [group('sg-1', 'sa-east-1', 22, null), networkInterface('eni-1', 'sa-east-1', 'sg-1')]),
    ]);
    // The row that "all" implies is not judged: its finding stays.
    expect(await engine.findings()).toEqual([
      'open test-ec2-group-ports-closed sg-1/all',
      'open test-ec2-group-ports-closed sg-1/ssh',
    ]);
    await engine.collect(generation + 2, [
      network('sa-east-1', [group('sg-1', 'sa-east-1', 22), networkInterface('eni-1', 'sa-east-1', 'sg-1')]),
    ]);
    expect(await engine.findings()).toEqual([
      'open test-ec2-group-ports-closed sg-1/ssh',
      'resolved test-ec2-group-ports-closed sg-1/all',
    ]);
    expect((await engine.heard()).filter((name) => name !== 'scan.judged')).toEqual([
      'finding.opened',
      'finding.opened',
      'finding.resolved',
    ]);
    await engine.rows(`update findings set severity = 1, content_hash = '' where discriminator = 'ssh'`);
    await engine.collect(generation + 3, [
      network('sa-east-1', [group('sg-1', 'sa-east-1', 22), networkInterface('eni-1', 'sa-east-1', 'sg-1')]),
    ]);
    await engine.rows(`update findings set evidence_hash = '', content_hash = '' where discriminator = 'ssh'`);
    await engine.collect(generation + 4, [
      network('sa-east-1', [group('sg-1', 'sa-east-1', 22), networkInterface('eni-1', 'sa-east-1', 'sg-1')]),
    ]);
    expect((await engine.heard()).filter((name) => name !== 'scan.judged')).toEqual(['finding.worsened']);
    expect(
      await engine.rows(`select change from finding_history where change in ('worsened', 'changed') order by version`),
    ).toEqual([{ change: 'worsened' }, { change: 'changed' }]);
  });
});

describe('what a scan may touch', () => {
  it('is only what it looked at', async () => {
    await engine.collect(generation, [
      buckets([bucket('reports', 'Never')]),
      network('sa-east-1', [group('sg-1', 'sa-east-1', 22)]),
      network('us-east-1', [group('sg-2', 'us-east-1', 22)]),
    ]);
    const before = await engine.findings();
    expect(before).toEqual([
      'open test-ec2-group-is-used sg-1/',
      'open test-ec2-group-is-used sg-2/',
      'open test-ec2-group-ports-closed sg-1/ssh',
      'open test-ec2-group-ports-closed sg-2/ssh',
      'open test-s3-bucket-has-group reports/',
      'open test-s3-bucket-versioned reports/',
    ]);
    await engine.collect(generation + 1, [network('us-east-1', [])], {
      scope: { services: ['ec2'], regions: ['us-east-1'] },
    });
    expect(await engine.findings()).toEqual([
      ...before.filter((line) => !line.includes('sg-2')),
      'resolved test-ec2-group-is-used sg-2/',
      'resolved test-ec2-group-ports-closed sg-2/ssh',
    ]);
  });

  it('leaves policies alone that read what the scan did not look at', async () => {
    const complete = [
      buckets([bucket('reports', 'Enabled')]),
      network('us-east-1', [group('sg-1', 'us-east-1'), networkInterface('eni-1', 'us-east-1', 'sg-1')]),
    ];
    await engine.collect(generation, complete);
    expect(await engine.findings()).toEqual(['open test-s3-bucket-has-group reports/']);
    const before = await written();
    await engine.collect(generation + 1, [buckets([bucket('reports', 'Enabled')])], {
      scope: { services: ['s3'], regions: [] },
    });
    expect(await written()).toEqual(before);
  });

  it('is nothing across units when a unit that is read failed', async () => {
    const groups = [group('sg-1', 'us-east-1'), networkInterface('eni-1', 'us-east-1', 'sg-1')];
    await engine.collect(generation, [buckets([bucket('reports', 'Enabled')]), network('us-east-1', groups)]);
    expect(await engine.findings()).toEqual(['open test-s3-bucket-has-group reports/']);
    const scanId = newId();
    const unit = await engine.unit(scanId, generation + 1, buckets([bucket('reports', 'Enabled')]));
    await engine.send(unit.envelope);
    await engine.send(engine.failed(scanId, generation + 1, { service: 'ec2', region: 'us-east-1' }));
    await engine.send(engine.scan(scanId, generation + 1, [unit], { state: 'partial' }));
    expect(await engine.findings()).toEqual(['open test-s3-bucket-has-group reports/']);
    expect(
      await engine.rows(
        `select policy_id, pass, fail, unknown, reasons->0->>'reason' as reason from tallies where service = 'ec2' order by 1`,
      ),
    ).toEqual([
      { policy_id: 'test-ec2-group-is-used', pass: 0, fail: 0, unknown: 1, reason: 'not-collected' },
      { policy_id: 'test-ec2-group-ports-closed', pass: 0, fail: 0, unknown: 1, reason: 'not-collected' },
    ]);
  });

  it('is unknown, not failing, when the listing of what is read has a hole', async () => {
    await engine.collect(generation, [network('sa-east-1', [group('sg-1', 'sa-east-1')], [Ec2NetworkInterface.kind])], {
      state: 'partial',
    });
    expect(await engine.findings()).toEqual([]);
    expect(await engine.rows(`select unknown from tallies where policy_id = 'test-ec2-group-is-used'`)).toEqual([
      { unknown: 1 },
    ]);
    expect(Ec2SecurityGroup.scope).toBe('regional');
  });

  it('is nothing across units when it was cancelled', async () => {
    await engine.collect(generation, [network('sa-east-1', [group('sg-1', 'sa-east-1')])], { state: 'cancelled' });
    expect(await engine.findings()).toEqual([]);
    expect(await engine.heard()).toEqual([]);
  });
});

describe('messages that come late, twice or in another order', () => {
  it('changes nothing by an older generation', async () => {
    const scanId = newId();
    const old = await engine.unit(scanId, generation, buckets([]));
    await engine.collect(generation + 1, [buckets([bucket('reports', 'Never')])]);
    const before = await written();
    await engine.send(old.envelope);
    await engine.send(engine.scan(scanId, generation, [old]));
    expect(await written()).toEqual(before);
    expect(await engine.heard()).toEqual(['finding.opened', 'scan.judged', 'scan.judged']);
  });

  it('handles each message once, though it comes three times at the same time', async () => {
    const scanId = newId();
    const unit = await engine.unit(scanId, generation, buckets([bucket('reports', 'Never')]));
    const scan = engine.scan(scanId, generation, [unit]);
    await Promise.all([1, 2, 3].map(() => engine.send(unit.envelope)));
    await Promise.all([1, 2, 3].map(() => engine.send(scan)));
    expect((await engine.heard()).sort()).toEqual(['finding.opened', 'scan.judged']);
    expect(await engine.rows('select count(*)::int as entries from finding_history')).toEqual([{ entries: 1 }]);
  });

  it('writes nothing for an unchanged second scan', async () => {
    const units = [
      buckets([bucket('reports', 'Never'), bucket('logs', 'unseen')]),
      network('sa-east-1', [group('sg-1', 'sa-east-1', 22), group('sg-2', 'sa-east-1')]),
    ];
    await engine.collect(generation, units);
    const before = await written();
    expect(before.length).toBeGreaterThan(8);
    await engine.heard();
    await engine.collect(generation + 1, units);
    expect(await written()).toEqual(before);
    expect(await engine.heard()).toEqual(['scan.judged']);
    expect(engine.events.at(-1)?.data).toMatchObject({
      verdicts: { pass: 3, fail: 4, unknown: 3 },
      changes: { opened: 0, resolved: 0, reopened: 0, changed: 0 },
    });
  });

  it('tells that a scan is judged once all of its units are, also when they come after it', async () => {
    const scanId = newId();
    const units = await Promise.all([
      engine.unit(scanId, generation, buckets([bucket('reports', 'Never')])),
      engine.unit(scanId, generation, network('sa-east-1', [group('sg-1', 'sa-east-1')])),
    ]);
    await engine.send(engine.scan(scanId, generation, units));
    expect(await engine.heard()).not.toContain('scan.judged');
    await Promise.all(units.map(({ envelope }) => engine.send(envelope)));
    expect(await engine.heard()).toContain('scan.judged');
    expect(
      engine.events.find(({ type, data }) => type === 'scan.judged' && JSON.stringify(data).includes(scanId))?.data,
    ).toMatchObject({
      verdicts: { pass: 2, fail: 2, unknown: 1 },
      changes: { opened: 2 },
    });
  });
});

describe('an account that is removed', () => {
  it('takes its findings with it, and a late unit does not bring them back', async () => {
    const scanId = newId();
    const late = await engine.unit(scanId, generation + 1, buckets([bucket('reports', 'Never')]));
    await engine.collect(generation, [buckets([bucket('reports', 'Never')])]);
    await engine.heard();
    await engine.send(engine.removed());
    await engine.send(late.envelope);
    expect(await engine.rows('select distinct status, resolution from findings')).toEqual([
      { status: 'resolved', resolution: 'account-removed' },
    ]);
    expect(await engine.rows('select 1 from tallies')).toEqual([]);
    expect(await engine.heard()).toEqual(['finding.resolved']);
  });
});
