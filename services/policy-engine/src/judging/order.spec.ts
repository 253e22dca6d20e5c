import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { MemoryEngine } from '../../test/memory-engine.js';
import { bucketNames, scenarioOf, type ScenarioMessage, type World } from '../../test/order-scenario.js';

const world: fc.Arbitrary<World> = fc.record({
  buckets: fc
    .record(
      Object.fromEntries(bucketNames.map((name) => [name, fc.constantFrom('Enabled', 'Never', 'Suspended')] as const)),
      { requiredKeys: [] },
    )
    .map((named) => named as World['buckets']), // fast-check forgets which values the names have
  ports: fc.subarray([22, null]),
  isUsed: fc.boolean(),
});

/** What is left when the messages came in an order, each as often as it is in it. */
async function stateAfter(messages: readonly ScenarioMessage[]): Promise<string> {
  const units = messages.flatMap((message) => (message.kind === 'unit' ? [[message.name, message.unit] as const] : []));
  const engine = new MemoryEngine(new Map(units));
  for (const message of messages) await engine.handle(message);
  return engine.state;
}

describe('Q05 the order of messages', () => {
  it('makes no difference: 1,000 random orders of six scans, each message three times', async () => {
    let opened = 0;
    await fc.assert(
      fc.asyncProperty(
        fc
          .tuple(world, world, world, world, world, world)
          .map(scenarioOf)
          .chain((made) => {
            const thrice = [...made, ...made, ...made];
            return fc.tuple(fc.constant(made), fc.shuffledSubarray(thrice, { minLength: thrice.length }));
          }),
        async ([made, order]) => {
          const expected = await stateAfter(made);
          if (expected.includes('"open"')) opened += 1;
          expect(await stateAfter(order)).toEqual(expected);
        },
      ),
      { numRuns: 1_000, seed: 20_261_121 },
    );
    expect(opened).toBeGreaterThan(500);
  });
});
