/** A05: whatever becomes of an answer, nothing is claimed that AWS did not say. */
import { describe, expect, it } from '@jest/globals';
import type { Collector } from '@cspmexa/collector-kit';
import type { Facet, Resource } from '@cspmexa/resources';
import { fileNameOf } from '../../test/file-name.js';
import { mutationsOf, type Mutation } from '../../test/mutations.js';
import { recordingsOf, type Recording } from '../../test/recordings.js';
import { maxBytes, replay, type Replayed } from '../../test/replay.js';
import { collectorList } from '../index.js';
import { mayBeAbsent } from '../../test/may-be-absent.js';

const collectors = collectorList.map((collector) => [fileNameOf(collector), collector] as const);

describe.each(collectors)('%s', (name, collector) => {
  it('A05: never turns a damaged answer into another known value', async () => {
    const recordings = recordingsOf(name);
    const wrong: string[] = [];
    for (const [operation, facets] of await facetsByOperation(collector, recordings)) {
      const sound = await replay(collector, recordings, { facets });
      for (const recording of recordings.filter((each) => each.operation === operation))
        for (const mutation of mutationsOf(recording, maxBytes)) {
          const damagedOnes = recordings.map((each) => (each === recording ? { ...each, ...mutation } : each));
          const damaged = await replay(collector, damagedOnes, { facets });
          wrong.push(
            ...claims(sound, damaged, recording, mutation).map((claim) =>
              `${recording.file}: ${mutation.name}: ${claim}`.slice(0, 400),
            ),
          );
        }
    }
    expect(wrong).toEqual([]);
  });

  it('A05: stops when AWS gives the same page again and again', async () => {
    const recordings = recordingsOf(name);
    const { asked } = await replay(collector, recordings);
    const paged = recordings.filter(
      (each) => asked.includes(each.operation) && recordings.some((other) => isNextPage(each, other)),
    );
    for (const { operation, body } of paged) {
      const again = await replay(collector, recordings, {
        answer: (about) => (about === operation ? { status: 200, body } : undefined),
      });
      expect(again.asked.filter((about) => about === operation).length).toBeLessThanOrEqual(3);
      const said = [...again.holes.map(({ unknown }) => unknown), ...facetsOf(again).filter((facet) => !facet.known)];
      expect(said).not.toEqual([]);
    }
  });
});

/** Every operation that the collector asks for, with the facets that need it: those alone are worth reading again. */
async function facetsByOperation(
  collector: Collector,
  recordings: readonly Recording[],
): Promise<Map<string, string[]>> {
  const listing = await replay(collector, recordings, { facets: [] });
  const all = Object.keys(collector.facets);
  const found = new Map(listing.asked.map((operation) => [operation, all]));
  for (const facet of all)
    for (const operation of (await replay(collector, recordings, { facets: [facet] })).asked)
      if (!listing.asked.includes(operation))
        found.set(operation, [...new Set([...(found.get(operation) ?? []), facet])]);
  return found;
}

const isNextPage = (first: Recording, other: Recording): boolean =>
  first.operation === other.operation && first.selector === '' && other.selector.includes('page2');

const facetsOf = ({ resources }: Replayed): Facet<unknown>[] =>
  resources.flatMap(({ facets }) =>
    Object.values(facets).filter((facet): facet is Facet<unknown> => facet !== undefined),
  );

/** What the damaged run claims and may not. */
function claims(sound: Replayed, damaged: Replayed, { operation }: Recording, mutation: Mutation): string[] {
  const isLegitimate =
    mutation.valid === true || (mutation.lost !== undefined && mayBeAbsent(operation, mutation.lost));
  const found = new Map(damaged.resources.map((resource) => [resource.arn, resource]));
  const excess = damaged.asked.length > sound.asked.length * 3 + 20 ? [`${damaged.asked.length} calls`] : [];
  const unreasoned = facetsOf(damaged).filter(
    (facet) => !facet.known && !(facet.reason && facet.action && facet.detail),
  );
  const wrong = sound.resources.flatMap((resource) =>
    differences(resource, found.get(resource.arn), damaged.holes.length > 0),
  );
  return [
    ...excess,
    ...unreasoned.map((facet) => `no reason: ${JSON.stringify(facet)}`),
    ...(isLegitimate ? [] : wrong),
  ];
}

function differences(sound: Resource, damaged: Resource | undefined, hasHole: boolean): string[] {
  if (!damaged) return hasHole ? [] : [`${sound.id} vanished without a hole`];
  const base = same(sound.base, damaged.base) ? [] : [`base became ${JSON.stringify(damaged.base)}`];
  const facets: Readonly<Record<string, Facet<unknown> | undefined>> = damaged.facets;
  const changed = Object.entries(sound.facets as typeof facets).filter(
    ([name, facet]) => facets[name]?.known && !same(facet, facets[name]),
  );
  return [...base, ...changed.map(([name]) => `${sound.id} ${name} became ${JSON.stringify(facets[name])}`)];
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
