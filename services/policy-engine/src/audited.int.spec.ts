import { proveAudited } from '@cspmexa/testkit';
import { afterAll, beforeAll, describe } from '@jest/globals';
import { startEngine, type EngineUnderTest } from '../test/engine-under-test.js';
import { bucket, buckets } from '../test/sample-units.js';

describe('what people change in the policy engine', () => {
  let engine: EngineUnderTest;
  let findingId: string;
  beforeAll(async () => {
    engine = await startEngine();
    await engine.collect(1, [buckets([bucket('reports', 'Never')])]);
    findingId = (await (await engine.client()).listFindings({ query: {} })).items[0]?.id ?? '';
  }, 60_000);
  afterAll(() => engine.stop());

  const except = async (reason: string) =>
    (await engine.client()).exceptFinding({ params: { findingId }, body: { reason } });
  const params = () => ({ findingId });
  const view = async (name: string) => (await engine.client()).addView({ body: { name, q: 'is:open' } });
  const assign = async (assignee: string | null) =>
    (await engine.client()).changeFindings({
      body: { select: { ids: [findingId] }, action: { kind: 'assign', assignee } },
    });
  const comment = async () => (await engine.client()).commentFinding({ params: params(), body: { text: 'Why?' } });
  const controlId = 'cis-aws-7.0/2.1.2';
  const attest = async () =>
    (await engine.client()).attestControl({
      body: { controlId, verdict: 'met', note: 'Seen.', until: '2026-09-01T00:00:00Z' },
    });
  const slaDays = { critical: 1, high: 2, medium: 3, low: 4, info: 5 };
  const tables = [
    ...['findings', 'finding_comments', 'bulk_changes', 'views', 'view_choices', 'finding_settings'],
    ...['policy_settings', 'attestations'],
  ];
  const startExport = async () =>
    (await engine.client()).startExport({ body: { of: 'findings', q: 'is:open', format: 'csv' } });
  const state = () =>
    Promise.all([
      ...tables.map(
        async (table) => (await engine.owner.query(`select * from ${table} as t order by to_jsonb(t)::text`)).rows,
      ),
      // How far they are is their workers' business.
      engine.owner.query('select id from exports order by id').then(({ rows }) => rows),
    ]);
  proveAudited('policy-engine', () => ({ owner: engine.owner, state }), {
    exceptFinding: async () => () => except('Moved in May.'),
    removeException: async () => {
      await except('Moved in June.');
      return async () => (await engine.client()).removeException({ params: { findingId } });
    },
    changeFinding: async () => async () =>
      (await engine.client()).changeFinding({ params: params(), body: { assignee: 'rui@example.com' } }),
    commentFinding: async () => comment,
    removeComment: async () => {
      const { id } = await comment();
      return async () => (await engine.client()).removeComment({ params: { findingId, commentId: id } });
    },
    changeFindings: async () => () => assign('bia@example.com'),
    undoFindingChanges: async () => {
      const { id } = await assign('caio@example.com');
      return async () => (await engine.client()).undoFindingChanges({ params: { changeId: id } });
    },
    changeFindingSettings: async () => async () => (await engine.client()).changeFindingSettings({ body: { slaDays } }),
    setPolicy: async () => async () =>
      (await engine.client()).setPolicy({
        params: { policyId: 'test-ec2-group-is-used' },
        body: { accountId: null, enabled: false, reason: 'Not for us.' },
      }),
    attestControl: async () => attest,
    removeAttestation: async () => {
      await attest();
      return async () => (await engine.client()).removeAttestation({ query: { controlId } });
    },
    startExport: async () => startExport,
    removeExport: async () => {
      const { id } = await startExport();
      return async () => (await engine.client()).removeExport({ params: { exportId: id } });
    },
    addView: async () => () => view('Added'),
    changeView: async () => {
      const { id } = await view('To change');
      return async () =>
        (await engine.client()).changeView({ params: { viewId: id }, body: { name: 'Changed', q: '' } });
    },
    removeView: async () => {
      const { id } = await view('To remove');
      return async () => (await engine.client()).removeView({ params: { viewId: id } });
    },
    chooseView: async () => {
      const { id } = await view('To choose');
      return async () => (await engine.client()).chooseView({ params: { viewId: id }, body: { pinned: true } });
    },
  });
});
