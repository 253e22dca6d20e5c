/** Scans for some severities or resources alone, and scans that are resumed. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Severity } from '@cspmexa/contracts';
import { newId } from '@cspmexa/platform';
import { S3Bucket } from '@cspmexa/resources';
import { eventually } from '@cspmexa/testkit';
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
       d as (delete from judged_places), e as (delete from accounts), f as (delete from judged_resources),
       g as (delete from judged_scans) select 1`,
  );
  await engine.heard();
  generation += 100;
});

const arnOf = (name: string): string => bucket(name, 'Never').arn;
const tallies = () =>
  engine.rows(`select policy_id as policy, region, pass, fail, unknown from tallies order by 1, 2, discriminator`);
const versioned = (lines: readonly string[]): string[] => lines.filter((line) => line.includes('versioned'));

describe('a scan for the policies of some severities', () => {
  const medium: { severities: Severity[] } = { severities: ['medium'] };

  it('changes their findings and tallies, and no others', async () => {
    await engine.collect(generation, [
      buckets([bucket('reports', 'Never')]),
      network('us-east-1', [group('sg-1', 'us-east-1', 22)]),
    ]);
    const before = await tallies();
    const open = await engine.findings();
    // Its units are those that the medium policies need, with fewer facets; nothing of the rest is lost.
    await engine.collect(generation + 1, [buckets([bucket('reports', 'Enabled'), bucket('logs', 'Never')])], {
      scope: medium,
    });
    expect(await engine.findings()).toEqual(
      [
        ...open.filter((line) => !line.includes('versioned')),
        'open test-s3-bucket-versioned logs/',
        'resolved test-s3-bucket-versioned reports/',
      ].sort(),
    );
    expect(await tallies()).toEqual(
      before.map((row) => (row['policy'] === 'test-s3-bucket-versioned' ? { ...row, pass: 1, fail: 1 } : row)),
    );
    await eventually(() =>
      expect(engine.events.filter(({ type }) => type === 'scan.judged').at(-1)?.data).toMatchObject({
        verdicts: { pass: 1, fail: 1, unknown: 0 },
      }),
    );
  });

  it('does not make a late full scan worthless: it still counts for the other severities', async () => {
    const scanId = newId();
    const units = [
      await engine.unit(scanId, generation, buckets([bucket('reports', 'Never')])),
      await engine.unit(scanId, generation, network('us-east-1', [group('sg-1', 'us-east-1', 22)])),
    ];
    await engine.collect(generation + 1, [buckets([bucket('reports', 'Enabled')])], { scope: medium });
    for (const { envelope } of units) await engine.send(envelope);
    await engine.send(engine.scan(scanId, generation, units));
    expect(await engine.findings()).toEqual([
      'open test-ec2-group-is-used sg-1/',
      'open test-ec2-group-ports-closed sg-1/ssh',
      'open test-s3-bucket-has-group reports/',
    ]);
    expect(await tallies()).toContainEqual({
      ...{ policy: 'test-s3-bucket-versioned', region: 'global', pass: 1, fail: 0, unknown: 0 },
    });
  });

  it('makes only its own policies unknown where a unit of it fails', async () => {
    await engine.collect(generation, [
      buckets([bucket('reports', 'Never')]),
      network('us-east-1', [group('sg-1', 'us-east-1', 22)]),
    ]);
    const before = await tallies();
    await engine.send(engine.failed(newId(), generation + 1, { service: 'ec2', region: 'us-east-1' }, medium));
    expect(await tallies()).toEqual(before);
    const high: { severities: Severity[] } = { severities: ['high'] };
    await engine.send(engine.failed(newId(), generation + 2, { service: 'ec2', region: 'us-east-1' }, high));
    expect((await tallies()).filter(({ unknown }) => unknown === 1)).toEqual([
      { policy: 'test-ec2-group-ports-closed', region: 'us-east-1', pass: 0, fail: 0, unknown: 1 },
    ]);
  });
});

describe('a scan of some resources', () => {
  const collectTargets = (
    at: number,
    targets: readonly string[],
    units: Parameters<EngineUnderTest['collect']>[1],
  ): Promise<string> => engine.collect(at, units, { scope: { resources: [...targets] } });

  it('changes their findings alone, and no tally', async () => {
    await engine.collect(generation, [buckets([bucket('reports', 'Never'), bucket('logs', 'Never')])]);
    const before = await tallies();
    await collectTargets(
      generation + 1,
      [arnOf('reports')],
      [buckets([bucket('reports', 'Enabled'), bucket('logs', 'Enabled'), bucket('new', 'Never')])],
    );
    expect(versioned(await engine.findings())).toEqual([
      'open test-s3-bucket-versioned logs/',
      'resolved test-s3-bucket-versioned reports/',
    ]);
    expect(await tallies()).toEqual(before);
    await engine.heard();
    expect(engine.events.filter(({ type }) => type === 'scan.judged').at(-1)?.data).toMatchObject({
      verdicts: { pass: 1, fail: 0 },
      changes: { opened: 0, resolved: 1 },
    });
  });

  it('resolves what its whole listing no longer shows, and nothing when the listing has a hole', async () => {
    await engine.collect(generation, [buckets([bucket('reports', 'Never'), bucket('logs', 'Never')])]);
    await collectTargets(generation + 1, [arnOf('reports')], [buckets([], [S3Bucket.kind])]);
    expect(versioned(await engine.findings())).toHaveLength(2);
    await collectTargets(generation + 2, [arnOf('reports')], [buckets([])]);
    expect(versioned(await engine.findings())).toEqual([
      'open test-s3-bucket-versioned logs/',
      'resolved test-s3-bucket-versioned reports/',
    ]);
    expect(await engine.rows(`select distinct resolution from findings where status = 'resolved'`)).toEqual([
      { resolution: 'resource-deleted' },
    ]);
  });

  it('opens what it sees for the first time, before the account was ever scanned', async () => {
    await collectTargets(generation, [arnOf('reports')], [buckets([bucket('reports', 'Never')])]);
    expect(versioned(await engine.findings())).toEqual(['open test-s3-bucket-versioned reports/']);
    expect(await tallies()).toEqual([]);
  });

  it('judges across the resources that it collected, and leaves alone what reads a region that was not looked at', async () => {
    const used = [group('sg-1', 'us-east-1'), networkInterface('eni-1', 'us-east-1', 'sg-1')];
    await engine.collect(generation, [buckets([bucket('reports', 'Enabled')]), network('us-east-1', used)]);
    expect(await engine.findings()).toEqual(['open test-s3-bucket-has-group reports/']);
    const target = group('sg-1', 'us-east-1').arn;
    await collectTargets(generation + 1, [target], [network('us-east-1', [group('sg-1', 'us-east-1')])]);
    expect(await engine.findings()).toEqual([
      'open test-ec2-group-is-used sg-1/',
      'open test-s3-bucket-has-group reports/',
    ]);
    await collectTargets(
      generation + 2,
      [arnOf('reports')],
      [buckets([bucket('reports', 'Enabled')]), network('sa-east-1', [group('reports', 'sa-east-1')])],
    );
    expect(await engine.findings()).toEqual([
      'open test-ec2-group-is-used sg-1/',
      'open test-s3-bucket-has-group reports/',
    ]);
  });

  it('is not undone by a scan of everything that began before it, but for what it could not judge', async () => {
    const scanId = newId();
    const units = [
      await engine.unit(scanId, generation, buckets([bucket('reports', 'Never'), bucket('logs', 'Never')])),
      await engine.unit(scanId, generation, network('us-east-1', [])),
    ];
    await collectTargets(generation + 1, [arnOf('reports')], [buckets([bucket('reports', 'Enabled')])]);
    for (const { envelope } of units) await engine.send(envelope);
    await engine.send(engine.scan(scanId, generation, units));
    // Which groups there are it did not look at, so that the older scan's word on that stands.
    expect(await engine.findings()).toEqual([
      'open test-s3-bucket-has-group logs/',
      'open test-s3-bucket-has-group reports/',
      'open test-s3-bucket-versioned logs/',
    ]);
    expect(await tallies()).toContainEqual({
      ...{ policy: 'test-s3-bucket-versioned', region: 'global', pass: 0, fail: 2, unknown: 0 },
    });
    // A newer scan of everything has the last word, and nothing of the resource need be remembered.
    expect(await engine.rows('select 1 from judged_resources')).not.toEqual([]);
    await engine.collect(generation + 2, [buckets([bucket('reports', 'Never')]), network('us-east-1', [])]);
    expect(versioned(await engine.findings())).toContain('open test-s3-bucket-versioned reports/');
    expect(await engine.rows('select 1 from judged_resources')).toEqual([]);
  });

  it('is late when its place, or the resource itself, was judged by a newer scan', async () => {
    const late = newId();
    const unit = await engine.unit(late, generation, {
      ...buckets([bucket('reports', 'Never')]),
      targets: [arnOf('reports')],
    });
    await collectTargets(generation + 1, [arnOf('reports')], [buckets([bucket('reports', 'Enabled')])]);
    await engine.send(unit.envelope);
    expect(await engine.findings()).toEqual([]);
    await engine.collect(generation + 2, [buckets([bucket('reports', 'Enabled')]), network('us-east-1', [])]);
    const other = await engine.unit(late, generation + 1, {
      ...buckets([bucket('reports', 'Never')]),
      targets: [arnOf('reports')],
    });
    await engine.send(other.envelope);
    expect(versioned(await engine.findings())).toEqual([]);
  });

  it('blinds nobody when a unit of it fails', async () => {
    await engine.collect(generation, [buckets([bucket('reports', 'Never')])]);
    const before = await tallies();
    await engine.send(
      engine.failed(newId(), generation + 1, { service: 's3', region: 'global' }, { resources: [arnOf('reports')] }),
    );
    await engine.send(
      engine.scan(newId(), generation + 1, [], { state: 'partial', scope: { resources: [arnOf('reports')] } }),
    );
    expect(await tallies()).toEqual(before);
    expect(versioned(await engine.findings())).toEqual(['open test-s3-bucket-versioned reports/']);
  });

  it('leaves the score and the coverage of the overview as they are', async () => {
    const client = await engine.client();
    const numbers = async () => {
      const { score, coverage } = await client.getOverview({ query: {} });
      return { score, coverage };
    };
    await engine.collect(generation, [buckets([bucket('reports', 'Never'), bucket('logs', 'Enabled')])]);
    const before = await numbers();
    expect(before.score).not.toBeNull();
    await collectTargets(generation + 1, [arnOf('reports')], [buckets([bucket('reports', 'unseen')])]);
    await engine.collect(generation + 2, [network('us-east-1', [])], { scope: { severities: ['critical'] } });
    expect(await numbers()).toEqual(before);
  });
});

describe('a scan that is resumed', () => {
  it('is judged with everything that it has collected, and told of then', async () => {
    const scanId = newId();
    const first = await engine.unit(scanId, generation, buckets([bucket('reports', 'Enabled')]));
    await engine.send(first.envelope);
    const cancelled = engine.scan(scanId, generation, [first], { state: 'cancelled' });
    await engine.send(cancelled);
    expect(await engine.heard()).toEqual([]);
    const used = [group('reports', 'us-east-1'), networkInterface('eni-1', 'us-east-1', 'reports')];
    const second = await engine.unit(scanId, generation, network('us-east-1', used));
    await engine.send(second.envelope);
    await engine.send(engine.scan(scanId, generation, [first, second]));
    expect(await engine.heard()).toEqual(['scan.judged']);
    expect(engine.events.at(-1)?.data).toMatchObject({ verdicts: { pass: 5, fail: 0, unknown: 0 } });
    const before = await tallies();
    await engine.send({ ...cancelled, id: newId() });
    await engine.send(engine.scan(scanId, generation, [first], { state: 'partial' }));
    expect(await engine.heard()).toEqual([]);
    expect(await tallies()).toEqual(before);
    expect(await engine.findings()).toEqual([]);
  });

  it('after a part of it had failed is told of again, and the place that failed counts again', async () => {
    const scanId = newId();
    const first = await engine.unit(scanId, generation, buckets([bucket('reports', 'Enabled')]));
    const failed = engine.failed(scanId, generation, { service: 'ec2', region: 'us-east-1' });
    const partial = engine.scan(scanId, generation, [first], { state: 'partial' });
    const second = await engine.unit(scanId, generation, network('us-east-1', [group('sg-1', 'us-east-1', 22)]));
    const complete = engine.scan(scanId, generation, [first, second]);
    for (const message of [first.envelope, failed, partial]) await engine.send(message);
    expect(await tallies()).toContainEqual({
      ...{ policy: 'test-ec2-group-ports-closed', region: 'us-east-1', pass: 0, fail: 0, unknown: 1 },
    });
    for (const message of [second.envelope, complete, { ...failed, id: newId() }]) await engine.send(message);
    expect((await engine.heard()).filter((name) => name === 'scan.judged')).toHaveLength(2);
    expect(engine.events.filter(({ type }) => type === 'scan.judged').at(-1)?.data).toMatchObject({
      verdicts: { pass: 2, fail: 3, unknown: 0 },
      changes: { opened: 3 },
    });
    expect(await engine.findings()).toEqual([
      'open test-ec2-group-is-used sg-1/',
      'open test-ec2-group-ports-closed sg-1/ssh',
      'open test-s3-bucket-has-group reports/',
    ]);
    expect((await tallies()).filter(({ unknown }) => unknown !== 0)).toEqual([]);
  });
});
