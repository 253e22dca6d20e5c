/** One hash of all that is known of findings, which tests of faults compare. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@cspmexa/platform';
import { findingsStateHash } from './state-hash.js';
import { startEngine, type EngineUnderTest } from '../../test/engine-under-test.js';
import { bucket, buckets, group, network, networkInterface } from '../../test/sample-units.js';

let engine: EngineUnderTest;
beforeAll(async () => {
  engine = await startEngine();
}, 60_000);
afterAll(() => engine.stop(), 30_000);

describe('the state hash', () => {
  it('is the same for the same findings, whatever the order in which units came', async () => {
    const hashes = new Set<string>();
    const units = [
      buckets([bucket('reports', 'Never'), bucket('logs', 'Enabled')]),
      network('sa-east-1', [group('sg-1', 'sa-east-1', 22)]),
      network('us-east-1', [group('reports', 'us-east-1', null), networkInterface('eni-1', 'us-east-1', 'reports')]),
    ];
    let generation = 100;
    for (const order of [
      [0, 1, 2],
      [2, 1, 0],
      [1, 2, 0],
    ]) {
      await engine.rows('delete from findings where tenant_id = $1::uuid', engine.tenantId);
      await engine.rows('delete from finding_history where tenant_id = $1::uuid', engine.tenantId);
      const scanId = newId();
      generation += 1;
      const sent = await Promise.all(units.map((unit) => engine.unit(scanId, generation, unit)));
      const messages = [...order.flatMap((at) => sent[at]?.envelope ?? []), engine.scan(scanId, generation, sent)];
      if (order[0] === 2) messages.reverse();
      for (const message of [...messages, ...messages]) await engine.send(message);
      hashes.add(await findingsStateHash(engine.database, engine.tenantId));
    }
    expect([...hashes]).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/)]);
    await engine.rows(`update findings set status = 'resolved' where discriminator = 'all'`);
    expect(hashes).not.toContain(await findingsStateHash(engine.database, engine.tenantId));
  });
});
