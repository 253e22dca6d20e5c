/** What the history of a finding says of why it changed: what is different in the resource, and who changed it. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '@cspmexa/platform';
import { condition, definePolicy, passIf, resourceOfSample, sample, text } from '@cspmexa/policy-kit';
import { Ec2Instance, S3Bucket, type Resource } from '@cspmexa/resources';
import { startEngine, type EngineUnderTest, type ScanGiven, type UnitGiven } from '../../test/engine-under-test.js';
import { samplePolicies } from '../../test/sample-policies.js';
import { bucket, buckets, group, network, networkInterface } from '../../test/sample-units.js';

const noUserData = definePolicy({
  id: 'test-ec2-instance-no-user-data',
  title: text('No user data', 'Sem user data'),
  severity: 'high',
  on: Ec2Instance,
  needs: ['userData', 'state'],
  why: text('Because.', 'Porque.'),
  fix: { steps: [text('Repair it.', 'Corrija.')] },
  check: ({ userData }) =>
    passIf(
      [condition(userData === null, text('There is none', 'Não há'), { actual: userData !== null })],
      text('There is some.', 'Há.'),
    ),
  examples: { none: { outcome: 'pass' }, some: { given: { userData: 'x' }, outcome: 'fail' } },
});

const instance = (userData: string | null, name = 'running', hops = 1): Resource =>
  resourceOfSample(
    sample(Ec2Instance, {
      region: 'us-east-1',
      facets: {
        userData,
        state: { name, stoppedAt: null },
        metadataOptions: { httpEndpoint: 'enabled', httpTokens: 'required', hopLimit: hops },
      },
    }),
  );
const instances = (...resources: Resource[]): UnitGiven => ({
  ...{ service: 'ec2', region: 'us-east-1', kinds: [Ec2Instance.kind], resources },
});

let engine: EngineUnderTest;
let generation = 0;
beforeAll(async () => {
  engine = await startEngine([...samplePolicies, noUserData]);
}, 60_000);
afterAll(() => engine.stop(), 30_000);
beforeEach(async () => {
  await engine.rows(
    `with a as (delete from findings), b as (delete from finding_history), c as (delete from tallies),
       d as (delete from judged_places), e as (delete from accounts), f as (delete from judged_resources) select 1`,
  );
  generation += 100;
});

/** A scan, with the key of its only snapshot. */
const collect = async (at: number, unit: UnitGiven, given: ScanGiven = {}): Promise<string> => {
  const scanId = newId();
  const sent = await engine.unit(scanId, at, { targets: given.scope?.resources ?? [], ...unit }, given.causes);
  await engine.send(sent.envelope);
  await engine.send(engine.scan(scanId, at, [sent], given));
  return sent.snapshot.key;
};
const fileOf = (key: string): string => path.join(engine.folder, ...key.split('/'));
const historyOf = async (policyId: string) => {
  const client = await engine.client();
  const { items } = await client.listFindings({ query: { policyId: [policyId] } });
  const { history } = await client.getFinding({ params: { findingId: items[0]?.id ?? '' } });
  return history.map(({ change, changes, cause }) => ({ change, changes, cause }));
};
const versioned = 'test-s3-bucket-versioned';
const status = '/facets/versioning/value/status';

describe('what changed in a resource', () => {
  it('is told with each change of its finding, but for the first', async () => {
    await collect(generation, buckets([bucket('reports', 'Never'), bucket('logs', 'Enabled')]));
    await collect(generation + 1, buckets([bucket('reports', 'Suspended'), bucket('logs', 'Enabled')]));
    await collect(generation + 2, buckets([bucket('reports', 'Enabled'), bucket('logs', 'Enabled')]));
    await collect(generation + 3, buckets([bucket('reports', 'Never'), bucket('logs', 'Enabled')]));
    expect(await historyOf(versioned)).toEqual([
      { change: 'reopened', changes: [{ path: status, before: 'Enabled', after: 'Never' }], cause: null },
      { change: 'resolved', changes: [{ path: status, before: 'Suspended', after: 'Enabled' }], cause: null },
      { change: 'changed', changes: [{ path: status, before: 'Never', after: 'Suspended' }], cause: null },
      { change: 'opened', changes: null, cause: null },
    ]);
  });

  it('costs nothing while nothing changes: the snapshots before are left where they are', async () => {
    await collect(generation, buckets([bucket('reports', 'Never')]));
    const since = engine.reads.length;
    const key = await collect(generation + 1, buckets([bucket('reports', 'Never')]));
    expect([...new Set(engine.reads.slice(since))]).toEqual([key]);
  });

  it('is written beside what a person does while it is read', async () => {
    const first = await collect(generation, buckets([bucket('reports', 'Never'), bucket('logs', 'Never')]));
    const client = await engine.client();
    const { items } = await client.listFindings({ query: { policyId: [versioned] } });
    engine.onRead = async (key) => {
      if (key !== first) return;
      for (const { id } of items) await client.exceptFinding({ params: { findingId: id }, body: { reason: 'Known.' } });
    };
    await collect(generation + 1, buckets([bucket('reports', 'Enabled'), bucket('logs', 'Never')]));
    engine.onRead = undefined;
    const lines = (await engine.findings()).filter((line) => line.includes(versioned));
    expect(lines).toEqual([`excepted ${versioned} logs/`, `resolved ${versioned} reports/`]);
    expect(engine.reads.filter((key) => key === first)).toHaveLength(3);
  });

  it('is looked for again when the finding was changed while it was read', async () => {
    const first = await collect(generation, buckets([bucket('reports', 'Never'), bucket('logs', 'Never')]));
    let times = 0;
    engine.onRead = async (key) => {
      if (key !== first || (times += 1) > 1) return;
      await engine.rows(
        `update findings set status = 'resolved', version = version + 1 where resource_name = 'logs' and policy_id = $1`,
        versioned,
      );
    };
    await collect(generation + 1, buckets([bucket('reports', 'Enabled'), bucket('logs', 'Never')]));
    engine.onRead = undefined;
    expect(times).toBe(2);
    const lines = (await engine.findings()).filter((line) => line.includes(versioned));
    expect(lines).toEqual([`open ${versioned} logs/`, `resolved ${versioned} reports/`]);
  });

  it('is only what the policy reads, and shows no secret', async () => {
    await collect(generation, instances(instance(null)));
    await collect(generation + 1, instances(instance('password=hunter2', 'stopped', 5)));
    const [opened] = await historyOf(noUserData.id);
    expect(opened).toMatchObject({
      change: 'opened',
      changes: [
        { path: '/facets/state/value/name', before: 'running', after: 'stopped' },
        { path: '/facets/userData/value', before: null, after: { sha256: expect.stringMatching(/^[0-9a-f]{64}$/) } },
      ],
    });
    expect(JSON.stringify(await engine.rows('select * from finding_history'))).not.toContain('hunter2');
  });

  it('is the whole resource when it is new, and nothing when it is deleted', async () => {
    await collect(generation, buckets([bucket('logs', 'Enabled')]));
    await collect(generation + 1, buckets([bucket('logs', 'Enabled'), bucket('reports', 'Never')]));
    await collect(generation + 2, buckets([bucket('logs', 'Enabled')]));
    expect(await historyOf(versioned)).toMatchObject([
      { change: 'resolved', changes: null },
      { change: 'opened', changes: [{ path: '', after: { base: { name: 'reports' } } }] },
    ]);
  });

  it('is not known when the snapshot before did not list the kind whole', async () => {
    await collect(generation, buckets([], [S3Bucket.kind]));
    await collect(generation + 1, buckets([bucket('reports', 'Never')]));
    expect(await historyOf(versioned)).toMatchObject([{ change: 'opened', changes: null }]);
  });

  it.each<[string, (key: string) => Promise<void>]>([
    ['gone', (key) => rm(fileOf(key))],
    ['empty', (key) => writeFile(fileOf(key), '')],
    ['spoilt', (key) => writeFile(fileOf(key), 'hello')],
  ])('is not known when the snapshot before is %s, and holds nothing up', async (_, spoil) => {
    const key = await collect(generation, buckets([bucket('reports', 'Never')]));
    await spoil(key);
    await collect(generation + 1, buckets([bucket('reports', 'Enabled')]));
    expect(await historyOf(versioned)).toMatchObject([{ change: 'resolved', changes: null }, { change: 'opened' }]);
  });

  it('is waited for while the store fails', async () => {
    const key = await collect(generation, buckets([bucket('reports', 'Never')]));
    await rm(fileOf(key));
    await mkdir(fileOf(key));
    const unit = await engine.unit(newId(), generation + 1, buckets([bucket('reports', 'Enabled')]));
    expect(await engine.deliver(unit.envelope)).toMatchObject({ retry: [{ attempts: 1 }] });
    await rm(fileOf(key), { recursive: true });
    await engine.send(unit.envelope);
    expect(await historyOf(versioned)).toMatchObject([{ change: 'resolved', changes: null }, { change: 'opened' }]);
  });

  it('is counted from the last time that the resource itself was looked at', async () => {
    const { arn } = bucket('reports', 'Never');
    await collect(generation, buckets([bucket('reports', 'Never')]));
    await collect(generation + 1, buckets([bucket('reports', 'Suspended')]), { scope: { resources: [arn] } });
    await collect(generation + 2, buckets([bucket('reports', 'Enabled')]));
    expect((await historyOf(versioned)).map(({ changes }) => changes)).toEqual([
      [{ path: status, before: 'Suspended', after: 'Enabled' }],
      [{ path: status, before: 'Never', after: 'Suspended' }],
      null,
    ]);
  });

  it('is that of the resource itself where others decide', async () => {
    const { kinds } = network('us-east-1', []);
    const unit = (...resources: Resource[]): UnitGiven => ({ ...network('us-east-1', resources), kinds });
    await collect(generation, unit(group('sg-1', 'us-east-1'), networkInterface('eni-1', 'us-east-1', 'sg-1')));
    await collect(generation + 1, unit(group('sg-1', 'us-east-1')));
    expect(await historyOf('test-ec2-group-is-used')).toEqual([{ change: 'opened', changes: [], cause: null }]);
  });
});

describe('who changed a resource', () => {
  it('is told with what it led to, and with nothing else', async () => {
    const cause = {
      eventId: 'e1',
      eventName: 'PutBucketVersioning',
      actor: 'arn:aws:iam::111122223333:role/X\0',
      at: '2026-03-01T11:58:00.000Z',
    };
    const { arn } = bucket('reports', 'Never');
    await collect(generation, buckets([bucket('reports', 'Never'), bucket('logs', 'Never')]), {
      causes: [{ ...cause, resourceArn: arn }],
    });
    const told = { ...cause, actor: 'arn:aws:iam::111122223333:role/X\uFFFD' };
    expect(
      await engine.rows(
        `select f.resource_name as name, f.policy_id as policy, h.cause from finding_history h join findings f on f.id = h.finding_id
         where f.policy_id = '${versioned}' order by 1`,
      ),
    ).toEqual([
      { name: 'logs', policy: versioned, cause: null },
      { name: 'reports', policy: versioned, cause: told },
    ]);
    const client = await engine.client();
    const { items } = await client.listFindings({ query: { resourceArn: arn, policyId: [versioned] } });
    expect(await client.getFinding({ params: { findingId: items[0]?.id ?? '' } })).toMatchObject({
      history: [{ cause: told }],
    });
  });
});
