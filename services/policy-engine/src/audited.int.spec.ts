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
  proveAudited(
    'policy-engine',
    () => ({ owner: engine.owner, state: async () => (await engine.owner.query('select * from findings')).rows }),
    {
      exceptFinding: async () => () => except('Moved in May.'),
      removeException: async () => {
        await except('Moved in June.');
        return async () => (await engine.client()).removeException({ params: { findingId } });
      },
    },
  );
});
