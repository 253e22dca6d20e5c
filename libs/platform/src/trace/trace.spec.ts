import { describe, expect, it } from '@jest/globals';
import { childTrace, currentTrace, formatTraceparent, newTrace, parseTraceparent, runWithTrace } from './trace.js';

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const spanId = '00f067aa0ba902b7';

describe('a traceparent', () => {
  it('survives writing and reading', () => {
    const trace = newTrace();
    expect(parseTraceparent(formatTraceparent(trace))).toEqual(trace);
    expect(formatTraceparent({ traceId, spanId, sampled: false })).toBe(`00-${traceId}-${spanId}-00`);
  });

  it('of a later version is read as far as it is known', () => {
    expect(parseTraceparent(`cc-${traceId}-${spanId}-01-what-the-future`)).toEqual({ traceId, spanId, sampled: true });
  });

  it.each<[string | undefined, string]>([
    ['', 'nothing'],
    [undefined, 'nothing at all'],
    [`00-${'0'.repeat(32)}-${spanId}-01`, 'a zero trace id'],
    [`00-${traceId}-${'0'.repeat(16)}-01`, 'a zero span id'],
    [`ff-${traceId}-${spanId}-01`, 'the forbidden version'],
    [`00-${traceId}-${spanId}-01-extra`, 'more than its version knows'],
    [`00-${traceId.toUpperCase()}-${spanId}-01`, 'upper case'],
    [`00-${traceId}-${spanId}`, 'too little'],
  ])('%j is refused: %s', (text) => {
    expect(parseTraceparent(text)).toBeUndefined();
  });
});

describe('the current trace', () => {
  it('follows the work, and only that', async () => {
    const [one, two] = [newTrace(), newTrace()];
    const seen = await Promise.all(
      [one, two].map((trace) => runWithTrace(trace, async () => (await Promise.resolve(), currentTrace()))),
    );
    expect(seen).toEqual([one, two]);
    expect(currentTrace()).toBeUndefined();
    expect(childTrace(one)).toMatchObject({ traceId: one.traceId });
    expect(childTrace(one).spanId).not.toBe(one.spanId);
  });
});
