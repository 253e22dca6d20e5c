import { rm } from 'node:fs/promises';
import path from 'node:path';
import { ApiError, type ApiClient, type PolicySettingInput } from '@cspmexa/contracts';
import { newId } from '@cspmexa/platform';
import { eventually } from '@cspmexa/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startEngine, startTime, type EngineUnderTest } from '../../test/engine-under-test.js';
import { samplePolicies } from '../../test/sample-policies.js';
import { buckets, group, network, networkInterface } from '../../test/sample-units.js';
import { DryRun } from './dry-run.js';
import { bucketIsYoung, bucketOfAge, groupIsShared, tunedPolicies } from '../../test/tuned-policies.js';

let engine: EngineUnderTest;
let client: ApiClient;
let generation = 0;
beforeAll(async () => {
  engine = await startEngine([...samplePolicies, ...tunedPolicies]);
  client = await engine.client();
}, 60_000);
afterAll(() => engine?.stop(), 30_000);
beforeEach(async () => {
  engine.onRead = undefined;
  await engine.heard();
  await engine.rows(
    `with a as (delete from findings), b as (delete from finding_history), c as (delete from tallies), d as (delete from judged_places),
       e as (delete from accounts), f as (delete from policy_settings), g as (delete from judged_resources) select 1`,
  );
  generation += 10;
});

const aged = (name: string, days: number) => bucketOfAge(name, days, startTime);
const set = (given: Partial<PolicySettingInput>, policyId = bucketIsYoung.id) =>
  client.setPolicy({ params: { policyId }, body: { accountId: null, enabled: null, parameters: {}, ...given } });
const off = { enabled: false, reason: 'Not for us.' } as const;
const ofPolicy = async (policyId = bucketIsYoung.id) =>
  (await engine.findings()).filter((line) => line.includes(` ${policyId} `));
const tallies = (policyId = bucketIsYoung.id) =>
  engine.rows('select pass, fail, unknown from tallies where policy_id = $1', policyId);
const young = (status: string, name: string): string => `${status} ${bucketIsYoung.id} ${name}/`;

describe('a number of a policy', () => {
  it('judges what was collected last again, for the tenant and by its own words', async () => {
    await engine.collect(generation, [buckets([aged('reports', 30), aged('logs', 5)])]);
    expect(await ofPolicy()).toEqual([]);
    const detail = await set({ parameters: { maxAgeDays: 10 }, reason: 'We move fast.' });
    expect(detail).toMatchObject({
      title: { en: 'Buckets are at most 10 days old' },
      adjusted: true,
      off: 0,
      parameters: [{ name: 'maxAgeDays', default: 90, min: 1, max: 3_650 }],
      settings: [{ accountId: null, enabled: null, parameters: { maxAgeDays: 10 }, reason: 'We move fast.' }],
    });
    expect((await engine.heard()).filter((name) => name.startsWith('finding'))).toEqual(['finding.opened']);
    expect(await ofPolicy()).toEqual([young('open', 'reports')]);
    expect(await tallies()).toEqual([{ pass: 1, fail: 1, unknown: 0 }]);
    const [item] = (await client.listFindings({ query: { policyId: [bucketIsYoung.id] } })).items;
    const finding = await client.getFinding({ params: { findingId: item?.id ?? '' } });
    expect(finding).toMatchObject({
      title: { en: 'Buckets are at most 10 days old' },
      fix: { steps: [{ en: 'Keep 10 days.' }] },
      history: [{ change: 'opened', actor: 'person@example.com', scanId: null, changes: [] }],
    });

    await set({});
    await engine.heard();
    expect(await ofPolicy()).toEqual([young('resolved', 'reports')]);
    expect(await tallies()).toEqual([{ pass: 2, fail: 0, unknown: 0 }]);
    // Nobody repaired anything: the mean time to fix knows nothing of it.
    expect(await client.getFinding({ params: { findingId: item?.id ?? '' } })).toMatchObject({
      resolution: 'policy-changed',
    });
    expect(await client.getOverview({ query: {} })).toMatchObject({ meanHoursToFix: null });
    expect(await engine.rows('select * from policy_settings')).toEqual([]);
    expect(await client.getPolicy({ params: { policyId: bucketIsYoung.id } })).toMatchObject({
      adjusted: false,
      settings: [],
    });
  });

  it('of an account stands before that of the tenant, and scans judge by it', async () => {
    await engine.collect(generation, [buckets([aged('reports', 30)])]);
    await set({ parameters: { maxAgeDays: 10 } });
    await set({ accountId: engine.accountId, parameters: { maxAgeDays: 40 } });
    await engine.heard();
    expect((await ofPolicy()).filter((line) => line.startsWith('open'))).toEqual([]);
    await engine.collect(generation + 1, [buckets([aged('reports', 30), aged('old', 50)])]);
    expect((await ofPolicy()).filter((line) => line.startsWith('open'))).toEqual([young('open', 'old')]);
    const detail = await client.getPolicy({ params: { policyId: bucketIsYoung.id } });
    expect(detail.byAccount).toEqual([
      { accountId: engine.accountId, counts: { pass: 1, fail: 1, unknown: 0 }, off: false },
    ]);
    expect(detail.settings.map(({ accountId }) => accountId)).toEqual([null, engine.accountId]);
  });

  it('is judged over resources that others read', async () => {
    const units = [
      network('sa-east-1', [group('sg-1', 'sa-east-1', 22), networkInterface('eni-1', 'sa-east-1', 'sg-1')]),
    ];
    await engine.collect(generation, [...units, buckets([aged('reports', 1)])]);
    expect(await ofPolicy(groupIsShared.id)).toEqual([]);
    await set({ parameters: { minUsers: 2 } }, groupIsShared.id);
    await engine.heard();
    expect(await ofPolicy(groupIsShared.id)).toEqual([`open ${groupIsShared.id} sg-1/`]);
    expect(await tallies(groupIsShared.id)).toEqual([{ pass: 0, fail: 1, unknown: 0 }]);
    await set({ parameters: { minUsers: 1 } }, groupIsShared.id);
    await engine.heard();
    expect(await ofPolicy(groupIsShared.id)).toEqual([`resolved ${groupIsShared.id} sg-1/`]);
  });

  it('uses the newest look at a resource', async () => {
    await engine.collect(generation, [buckets([aged('reports', 30), aged('logs', 30), aged('gone', 30)])]);
    const arns = ['reports', 'gone'].map((name) => aged(name, 1).arn);
    await engine.collect(generation + 1, [{ ...buckets([aged('reports', 2)]), targets: arns }], {
      scope: { resources: arns },
    });
    await set({ parameters: { maxAgeDays: 10 } });
    await engine.heard();
    expect(await ofPolicy()).toEqual([young('open', 'logs')]);
  });

  it('cannot be undone by a scan that comes late', async () => {
    const late = await engine.unit(newId(), generation, buckets([aged('reports', 400)]));
    await engine.collect(generation + 1, [buckets([aged('reports', 30)])]);
    await set({ parameters: { maxAgeDays: 40 } });
    await engine.send(late.envelope);
    await engine.heard();
    expect(await ofPolicy()).toEqual([]);
    expect(await tallies()).toEqual([{ pass: 1, fail: 0, unknown: 0 }]);
  });

  it('leaves what is not kept any more as it is until the next scan', async () => {
    await engine.collect(generation, [buckets([aged('reports', 30)])]);
    const [kept] = await engine.rows<{ snapshot_key: string }>('select distinct snapshot_key from judged_places');
    await rm(path.join(engine.folder, kept?.snapshot_key ?? ''));
    await set({ parameters: { maxAgeDays: 10 } });
    await engine.heard();
    expect(await ofPolicy()).toEqual([]);
    expect(await tallies()).toEqual([{ pass: 1, fail: 0, unknown: 0 }]);
    await engine.collect(generation + 1, [buckets([aged('reports', 30)])]);
    expect(await ofPolicy()).toEqual([young('open', 'reports')]);
  });

  it('is judged in the end although the store fails at first', async () => {
    await engine.collect(generation, [buckets([aged('reports', 30)])]);
    let failures = 0;
    engine.onRead = async () => {
      failures += 1;
      if (failures === 1) throw new Error('The store is away.');
    };
    await set({ parameters: { maxAgeDays: 10 } });
    await eventually(async () => expect(await ofPolicy()).toEqual([young('open', 'reports')]));
    expect(failures).toBe(2);
  });

  it('holds for a scan that was being judged when it was set', async () => {
    await engine.collect(generation, [buckets([aged('reports', 30)])]);
    let isSet = false;
    engine.onRead = async () => {
      if (isSet) return;
      isSet = true;
      await set({ parameters: { maxAgeDays: 10 } });
    };
    await engine.collect(generation + 1, [buckets([aged('reports', 31)])]);
    await engine.heard();
    expect(await ofPolicy()).toEqual([young('open', 'reports')]);
    expect(await tallies()).toEqual([{ pass: 0, fail: 1, unknown: 0 }]);
  });
});

describe('what was collected last', () => {
  const regional = (region: string, ...users: string[]) =>
    network(region, [group('sg-1', region), ...users.map((id) => networkInterface(id, region, 'sg-1'))]);
  const shared = (status: string): string => `${status} ${groupIsShared.id} sg-1/`;
  const numbers = () =>
    engine.rows(
      'select region, pass, fail, unknown from tallies where policy_id = $1 order by region',
      groupIsShared.id,
    );

  it('is what a newer scan brought while it was read', async () => {
    await engine.collect(generation, [buckets([aged('reports', 30)])]);
    await engine.heard();
    let isNewer = false;
    engine.onRead = async () => {
      if (isNewer) return;
      isNewer = true;
      await engine.collect(generation + 1, [buckets([aged('reports', 5), aged('logs', 30)])]);
    };
    await set({ parameters: { maxAgeDays: 10 } });
    await eventually(async () => expect(await ofPolicy()).toEqual([young('open', 'logs')]));
    await engine.heard();
    expect(await tallies()).toEqual([{ pass: 1, fail: 1, unknown: 0 }]);
    expect(await engine.rows(`select 1 from findings where resource_name = 'reports'`)).toEqual([]);
  });

  it('says nothing of a resource whose newest look is gone', async () => {
    await engine.collect(generation, [buckets([aged('reports', 30), aged('logs', 30)])]);
    const { arn } = aged('reports', 1);
    await engine.collect(generation + 1, [{ ...buckets([aged('reports', 2)]), targets: [arn] }], {
      scope: { resources: [arn] },
    });
    const [alone] = await engine.rows<{ snapshot_key: string }>(
      `select distinct snapshot_key from judged_resources where stage = 'unit'`,
    );
    await rm(path.join(engine.folder, alone?.snapshot_key ?? ''));
    await set({ parameters: { maxAgeDays: 10 } });
    await engine.heard();
    expect(await ofPolicy()).toEqual([young('open', 'logs')]);
  });

  it('speaks for the places that can be read, and leaves the others as they are', async () => {
    await engine.collect(generation, [regional('sa-east-1', 'eni-1'), regional('us-east-1', 'eni-2')]);
    const kept = await engine.rows<{ snapshot_key: string }>(
      `select distinct snapshot_key from judged_places where region = 'us-east-1'`,
    );
    for (const { snapshot_key } of kept) await rm(path.join(engine.folder, snapshot_key));
    await set({ parameters: { minUsers: 2 } }, groupIsShared.id);
    await engine.heard();
    expect(await ofPolicy(groupIsShared.id)).toEqual([shared('open')]);
    expect(await numbers()).toEqual([
      { region: 'sa-east-1', pass: 0, fail: 1, unknown: 0 },
      { region: 'us-east-1', pass: 1, fail: 0, unknown: 0 },
    ]);
  });

  it('does not make a place known that a newer scan could not look at', async () => {
    await engine.collect(generation, [buckets([aged('reports', 30)])]);
    await engine.send(engine.failed(newId(), generation + 1, { service: 's3', region: 'global' }));
    expect(await tallies()).toEqual([{ pass: 0, fail: 0, unknown: 1 }]);
    await set({ parameters: { maxAgeDays: 10 } });
    await engine.heard();
    expect(await ofPolicy()).toEqual([young('open', 'reports')]);
    expect(await tallies()).toEqual([{ pass: 0, fail: 0, unknown: 1 }]);
    await set(off);
    await set({});
    await engine.heard();
    expect(await tallies()).toEqual([{ pass: 0, fail: 0, unknown: 1 }]);
  });

  it('is judged again once for each setting, however often the message comes', async () => {
    await engine.collect(generation, [buckets([aged('reports', 30)])]);
    await set({ parameters: { maxAgeDays: 10 } });
    await set({ parameters: { maxAgeDays: 40 } });
    await set({ parameters: { maxAgeDays: 20 } });
    await engine.heard();
    expect(await ofPolicy()).toEqual([young('open', 'reports')]);
    const { length } = await engine.rows('select * from finding_history');
    const data = { policyId: bucketIsYoung.id, accountId: engine.accountId, by: 'person@example.com' };
    const [last] = await engine.rows<{ message_id: string }>(
      'select message_id from inbox order by handled_at desc limit 1',
    );
    await engine.send({
      ...engine.removed(),
      ...{ id: last?.message_id ?? '', type: 'policy.set', version: 1, data },
    });
    expect(await engine.rows('select * from finding_history')).toHaveLength(length);
  });
});

describe('a policy that is switched off', () => {
  it('takes its findings and numbers with it at once, and brings them back when it is on again', async () => {
    await engine.collect(generation, [buckets([aged('reports', 100)])]);
    await engine.heard();
    const before = await client.getOverview({ query: {} });
    const detail = await set(off);
    expect(detail).toMatchObject({ off: 1, byAccount: [{ off: true, counts: { pass: 0, fail: 0, unknown: 0 } }] });
    expect(await ofPolicy()).toEqual([young('resolved', 'reports')]);
    expect(await engine.rows(`select resolution from findings where policy_id = $1`, bucketIsYoung.id)).toEqual([
      { resolution: 'policy-off' },
    ]);
    expect(await tallies()).toEqual([]);
    const after = await client.getOverview({ query: {} });
    expect(after.coverage.judged).toBe(before.coverage.judged - 1);
    expect(after.bySeverity.medium).toBe(before.bySeverity.medium - 1);
    expect((await engine.heard()).filter((name) => name.startsWith('finding'))).toEqual(['finding.resolved']);

    await engine.collect(generation + 1, [buckets([aged('reports', 101)])]);
    expect(await ofPolicy()).toEqual([young('resolved', 'reports')]);
    expect(await tallies()).toEqual([]);

    await set({});
    await engine.heard();
    expect(await ofPolicy()).toEqual([young('open', 'reports')]);
    expect(await tallies()).toEqual([{ pass: 0, fail: 1, unknown: 0 }]);
  });

  it('may be on for one account and off for the tenant', async () => {
    await engine.collect(generation, [buckets([aged('reports', 100)])]);
    await set({ accountId: engine.accountId, enabled: true });
    await set(off);
    await engine.heard();
    expect(await ofPolicy()).toEqual([young('open', 'reports')]);
    expect(await client.getPolicy({ params: { policyId: bucketIsYoung.id } })).toMatchObject({ off: 0 });
  });

  it('stays without findings when a scan was being judged at that moment', async () => {
    await engine.collect(generation, [buckets([aged('logs', 1)])]);
    let isSet = false;
    engine.onRead = async () => {
      if (isSet) return;
      isSet = true;
      await set(off);
    };
    await engine.collect(generation + 1, [buckets([aged('reports', 100)])]);
    await engine.heard();
    expect((await ofPolicy()).filter((line) => line.startsWith('open'))).toEqual([]);
    expect(await tallies()).toEqual([]);
  });

  it('loses what a judgement left behind that did not know of it yet', async () => {
    await engine.collect(generation, [buckets([aged('reports', 100)])]);
    await engine.rows(
      `insert into policy_settings (tenant_id, policy_id, account_id, enabled, parameters, by, at)
       values ($1::uuid, $2, $3::uuid, false, '{}', 'ana@example.com', now())`,
      ...[engine.tenantId, bucketIsYoung.id, engine.accountId],
    );
    await engine.collect(generation + 1, [buckets([aged('reports', 100)])]);
    expect(await ofPolicy()).toEqual([young('resolved', 'reports')]);
    expect(await tallies()).toEqual([]);
  });

  it('of a removed account stays as it is', async () => {
    await engine.collect(generation, [buckets([aged('reports', 100)])]);
    await set({ accountId: engine.accountId, parameters: { maxAgeDays: 50 } });
    await engine.heard();
    await engine.send(engine.removed());
    expect(await engine.rows('select * from policy_settings')).toEqual([]);
    await set({ parameters: { maxAgeDays: 1 } });
    await engine.heard();
    expect(await ofPolicy()).toEqual([young('resolved', 'reports')]);
    expect(await tallies()).toEqual([]);
  });
});

describe('what may be set', () => {
  beforeEach(() => engine.collect(generation, [buckets([aged('reports', 1)])]));

  it.each<[Partial<PolicySettingInput>, string]>([
    [{ parameters: { maxAgeDays: 0 } }, '/body/parameters/maxAgeDays'],
    [{ parameters: { maxAgeDays: 3_651 } }, '/body/parameters/maxAgeDays'],
    [{ parameters: { 'a/b': 3 } }, '/body/parameters/a~1b'],
    [{ parameters: { constructor: 3 } }, '/body/parameters/constructor'],
    [{ enabled: false }, '/body/reason'],
  ])('is not %j', async (given, pointer) => {
    const refused: unknown = await set(given).catch((error: unknown) => error);
    expect(refused).toMatchObject({ status: 400, problem: { errors: [expect.objectContaining({ pointer })] } });
    expect(await engine.rows('select * from policy_settings')).toEqual([]);
  });

  it('is a policy that there is, for an account that one sees', async () => {
    await expect(set({}, 'aws-no-such-policy')).rejects.toMatchObject({ status: 404 });
    await expect(set({ accountId: newId(), parameters: { maxAgeDays: 9 } })).rejects.toMatchObject({ status: 404 });
    const limited = await engine.client({ accountIds: [engine.accountId] });
    const params = { policyId: bucketIsYoung.id };
    const body = { accountId: null, enabled: null, parameters: { maxAgeDays: 9 } };
    await expect(limited.setPolicy({ params, body })).rejects.toMatchObject({ status: 403 });
    await expect(limited.setPolicy({ params, body })).rejects.toBeInstanceOf(ApiError);
    await limited.setPolicy({ params, body: { ...body, accountId: engine.accountId } });
    const elsewhere = await engine.client({ accountIds: [newId()] });
    await expect(elsewhere.setPolicy({ params, body: { ...body, accountId: engine.accountId } })).rejects.toMatchObject(
      { status: 404 },
    );
    expect(await elsewhere.getPolicy({ params })).toMatchObject({ settings: [], byAccount: [], off: 0 });
  });
});

describe('a dry run', () => {
  const attempt = (given: Partial<PolicySettingInput>, asker = client, policyId = bucketIsYoung.id) =>
    asker.tryPolicy({ params: { policyId }, body: { accountId: null, enabled: null, parameters: {}, ...given } });

  it('tells what would fail and pass, and changes nothing', async () => {
    await engine.collect(generation, [buckets([aged('reports', 30), aged('logs', 5), aged('old', 100)])]);
    await engine.heard();
    expect(await attempt({ parameters: { maxAgeDays: 10 } })).toMatchObject({
      ...{ judged: 3, newlyFailing: 1, newlyPassing: 0, unknown: 0, unreadable: 0 },
      examples: [{ change: 'newly-failing', accountId: engine.accountId, resourceName: 'reports' }],
    });
    expect(await attempt({ parameters: { maxAgeDays: 120 } })).toMatchObject({ judged: 3, newlyPassing: 1 });
    expect(await attempt(off)).toMatchObject({ judged: 0, newlyPassing: 1 });
    expect(await attempt({})).toMatchObject({ judged: 3, newlyFailing: 0, newlyPassing: 0, examples: [] });
    expect(await engine.heard()).toEqual([]);
    expect(await ofPolicy()).toEqual([young('open', 'old')]);
  });

  it('tells what cannot be read, and no other accounts', async () => {
    await engine.collect(generation, [
      buckets([aged('reports', 30)]),
      network('sa-east-1', [group('sg-1', 'sa-east-1'), networkInterface('eni-1', 'sa-east-1', 'sg-1')]),
    ]);
    expect(await attempt({ parameters: { minUsers: 2 } }, client, groupIsShared.id)).toMatchObject({
      ...{ judged: 1, newlyFailing: 1, unreadable: 0 },
    });
    const elsewhere = await engine.client({ accountIds: [newId()] });
    expect(await attempt({ parameters: { maxAgeDays: 10 } }, elsewhere)).toMatchObject({ judged: 0, newlyFailing: 0 });
    await expect(attempt({ accountId: engine.accountId }, elsewhere)).rejects.toMatchObject({ status: 404 });
    const person = { tenantId: engine.tenantId, email: 'ana@example.com' };
    const body = { accountId: null, enabled: null, parameters: { maxAgeDays: 10 } };
    const hurried = await engine.service.app.get(DryRun).try(person, bucketIsYoung.id, body, 0);
    expect(hurried).toMatchObject({ judged: 0, unreadable: 1 });
    const kept = await engine.rows<{ snapshot_key: string }>('select distinct snapshot_key from judged_places');
    for (const { snapshot_key } of kept) await rm(path.join(engine.folder, snapshot_key));
    expect(await attempt({ parameters: { maxAgeDays: 10 } })).toMatchObject({ judged: 0, unreadable: 1 });
  });
});
