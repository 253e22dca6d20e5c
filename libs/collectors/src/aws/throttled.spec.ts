/** A02: every collector, while AWS refuses three of ten requests at random. */
import { describe, expect, it } from '@jest/globals';
import { fileNameOf } from '../../test/file-name.js';
import { recordingsOf } from '../../test/recordings.js';
import { replay, type Answer } from '../../test/replay.js';
import { collectorList } from '../index.js';

/** The same numbers in every run. */
function random(seed: number): () => number {
  let state = seed;
  return () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32;
}

const refusals = [
  { status: 503, body: '<Error><Code>SlowDown</Code><Message>no</Message></Error>' },
  {
    status: 400,
    body: '<ErrorResponse><Error><Code>Throttling</Code><Message>Rate exceeded</Message></Error></ErrorResponse>',
  },
  { status: 429, body: '<Error><Code>TooManyRequestsException</Code><Message>no</Message></Error>' },
];

/** Refuses some requests; tells how many. */
function moody(seed: number) {
  const next = random(seed);
  const mood = { refused: 0 };
  const answer: Answer = () => {
    if (next() >= 0.3) return undefined;
    mood.refused += 1;
    return refusals[mood.refused % refusals.length];
  };
  return { answer, mood };
}

const collectors = collectorList.map((collector) => [fileNameOf(collector), collector] as const);

describe('A02 collecting while AWS throttles', () => {
  it.each(collectors)('A02: %s misses no resource and no facet', async (name, collector) => {
    const recordings = recordingsOf(name);
    const calm = await replay(collector, recordings);
    const { answer, mood } = moody(name.length * 7_919);
    const throttled = await replay(collector, recordings, { answer, isPatient: true });
    expect(throttled.resources).toEqual(calm.resources);
    expect(throttled.holes).toEqual([]);
    expect(throttled.coverage.holes()).toEqual([]);
    const { calls, retries, throttles } = throttled.coverage.counts;
    expect(throttles).toBe(mood.refused);
    expect(calls + retries).toBe(throttled.asked.length);
    expect(retries).toBeLessThanOrEqual(calls * 2);
  });
});
