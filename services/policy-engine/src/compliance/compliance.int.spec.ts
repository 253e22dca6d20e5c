import type { ApiClient, AttestationInput } from '@cspmexa/contracts';
import { newId } from '@cspmexa/platform';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startEngine, startTime, type EngineUnderTest } from '../../test/engine-under-test.js';
import { buckets } from '../../test/sample-units.js';
import { bucketIsYoung, bucketOfAge, tunedPolicies } from '../../test/tuned-policies.js';

/** Its policy speaks for this one. */
const judged = 'cis-aws-7.0/3.1.2';
/** Nobody speaks for this one. */
const manual = 'cis-aws-7.0/2.1.2';
const frameworkId = 'cis-aws-7.0';

let engine: EngineUnderTest;
let client: ApiClient;
let elsewhere: ApiClient;
let stranger: ApiClient;
let generation = 0;
beforeAll(async () => {
  engine = await startEngine(tunedPolicies);
  client = await engine.client();
  elsewhere = await engine.client({ accountIds: [newId()] });
  stranger = await engine.client({ tenantId: newId() });
}, 60_000);
afterAll(() => engine?.stop(), 30_000);
beforeEach(async () => {
  await engine.rows('with a as (delete from attestations), b as (delete from policy_settings) select 1');
  generation += 1;
  await engine.collect(generation, [
    buckets([bucketOfAge('reports', 10, startTime), bucketOfAge('old', 100, startTime)]),
  ]);
});

const framework = async (asker = client, accountId?: string) =>
  asker.getComplianceFramework({ params: { frameworkId }, query: accountId === undefined ? {} : { accountId } });
const control = async (id: string, asker = client) => {
  const { sections } = await framework(asker);
  return sections.flatMap(({ controls }) => controls).find((one) => one.id === id);
};
const evidence = (controlId: string, accountId?: string) =>
  client.getControlEvidence({ params: { frameworkId }, query: { controlId, ...(accountId ? { accountId } : {}) } });
const inDays = (days: number): string => new Date(engine.clock.now().getTime() + days * 86_400_000).toISOString();
const attest = (given: Partial<AttestationInput> = {}, asker = client) =>
  asker.attestControl({
    body: { controlId: manual, accountId: null, verdict: 'met', note: 'Seen.', until: inDays(30), ...given },
  });

describe('compliance', () => {
  it('tells each control, from verdicts', async () => {
    expect(await control(judged)).toMatchObject({
      ...{ number: '3.1.2', section: '3.1', status: 'failed', policies: 1, attested: false, severity: 'medium' },
      counts: { pass: 1, fail: 1, unknown: 0 },
    });
    expect(await control(manual)).toMatchObject({ status: 'manual', policies: 0, severity: null });
    const { counts, sections } = await framework();
    expect(counts).toMatchObject({ passed: 0, failed: 1, unknown: 0, percent: 0 });
    expect(sections.find(({ id }) => id === '3.1')?.counts).toMatchObject({ failed: 1, manual: 3 });
  });

  it('sets every framework against every account', async () => {
    const matrix = await client.getCompliance();
    expect(matrix.accounts).toEqual([{ accountId: engine.accountId, awsAccountId: '111122223333' }]);
    const cis = matrix.frameworks.find(({ id }) => id === frameworkId);
    expect(cis).toMatchObject({ controls: 70, all: { failed: 1, percent: 0 } });
    expect(cis?.accounts).toEqual([{ accountId: engine.accountId, counts: cis?.all }]);
  });

  it('tells on what a status rests', async () => {
    const found = await evidence(judged, engine.accountId);
    expect(found).toMatchObject({
      status: 'failed',
      byPolicy: [{ policyId: bucketIsYoung.id, row: null, off: false, counts: { pass: 1, fail: 1, unknown: 0 } }],
      byAccount: [{ accountId: engine.accountId, status: 'failed' }],
      unknowns: [],
      findingsQuery: `control:${judged} is:open account:111122223333`,
      attestations: [],
    });
    const listed = await client.listFindings({ query: { q: found.findingsQuery } });
    expect(listed.items.map(({ policyId }) => policyId)).toEqual([bucketIsYoung.id]);
    expect((await evidence(judged)).findingsQuery).toBe(`control:${judged} is:open`);
  });

  it('tells why it is not known', async () => {
    generation += 1;
    await engine.collect(generation, [buckets([], ['aws.s3.bucket'])], { state: 'partial' });
    expect(await evidence(judged)).toMatchObject({
      status: 'unknown',
      unknowns: [{ reason: 'denied', action: 's3:List', count: 1 }],
    });
  });

  it('does not count what is switched off', async () => {
    const body = { accountId: null, enabled: false, parameters: {}, reason: 'Not for us.' };
    await client.setPolicy({ params: { policyId: bucketIsYoung.id }, body });
    expect(await evidence(judged)).toMatchObject({ status: 'unknown', byPolicy: [{ off: true }] });
    await engine.heard();
  });

  it('shows a member their accounts alone, and other tenants nothing', async () => {
    expect((await elsewhere.getCompliance()).accounts).toEqual([]);
    expect(await control(judged, elsewhere)).toMatchObject({ status: 'unknown', counts: { fail: 0 } });
    await expect(framework(elsewhere, engine.accountId)).rejects.toMatchObject({ status: 404 });
    await expect(framework(stranger, engine.accountId)).rejects.toMatchObject({ status: 404 });
    expect((await stranger.getCompliance()).accounts).toEqual([]);
    await expect(
      client.getComplianceFramework({ params: { frameworkId: 'cis-aws-1.0' }, query: {} }),
    ).rejects.toMatchObject({ status: 404 });
    await expect(evidence('fsbp/S3.5')).rejects.toMatchObject({ status: 404 });
  });
});

describe('an attestation', () => {
  it('decides a control until its date, and is kept when it has expired', async () => {
    expect(await attest()).toMatchObject({ verdict: 'met', by: 'person@example.com', expired: false, accountId: null });
    expect(await control(manual)).toMatchObject({ status: 'passed', attested: true });
    expect((await framework()).counts).toMatchObject({ passed: 1, failed: 1, percent: 50 });
    engine.clock.advance(30 * 86_400_000);
    expect(await control(manual)).toMatchObject({ status: 'manual', attested: false });
    expect((await evidence(manual)).attestations).toMatchObject([{ note: 'Seen.', expired: true }]);
  });

  it('of an account stands before that of all, and is replaced by a newer one', async () => {
    await attest({ verdict: 'not-applicable' });
    expect(await control(manual)).toMatchObject({ status: 'not-applicable' });
    await attest({ accountId: engine.accountId, verdict: 'not-met' });
    expect(await control(manual)).toMatchObject({ status: 'failed' });
    await Promise.all([1, 2, 3].map(() => attest({ accountId: engine.accountId, verdict: 'met' })));
    expect(await control(manual)).toMatchObject({ status: 'passed' });
    expect((await evidence(manual)).attestations.map(({ accountId }) => accountId).sort()).toEqual(
      [engine.accountId, null].sort(),
    );
    await client.removeAttestation({ query: { controlId: manual, accountId: engine.accountId } });
    expect(await control(manual)).toMatchObject({ status: 'not-applicable' });
    await client.removeAttestation({ query: { controlId: manual } });
    expect(await control(manual)).toMatchObject({ status: 'manual' });
    await expect(client.removeAttestation({ query: { controlId: manual } })).rejects.toMatchObject({ status: 404 });
  });

  it('does not make a failing verdict go away', async () => {
    await attest({ controlId: judged });
    expect(await control(judged)).toMatchObject({ status: 'failed', attested: false });
  });

  it.each<[Partial<AttestationInput> & { days?: number }, number]>([
    [{ controlId: 'cis-aws-7.0/99.1' }, 404],
    [{ accountId: '5b0d6c1e-2f3a-4b5c-8d7e-9f0a1b2c3d4e' }, 404],
    [{ days: 0 }, 400],
    [{ days: 732 }, 400],
    [{ note: 'x' }, 400],
    [{ evidenceUrl: 'javascript:alert(1)' }, 400],
  ])('is not %j', async ({ days = 30, ...given }, status) => {
    await expect(attest({ until: inDays(days), ...given })).rejects.toMatchObject({ status });
    expect(await engine.rows('select * from attestations')).toEqual([]);
  });

  it('of a member is about their accounts', async () => {
    const limited = await engine.client({ accountIds: [engine.accountId] });
    await expect(attest({}, limited)).rejects.toMatchObject({ status: 403 });
    await expect(limited.removeAttestation({ query: { controlId: manual } })).rejects.toMatchObject({ status: 403 });
    await expect(attest({ accountId: engine.accountId }, elsewhere)).rejects.toMatchObject({ status: 404 });
    await attest({ accountId: engine.accountId }, limited);
    expect(await control(manual, stranger)).toMatchObject({ status: 'manual' });
  });
});
