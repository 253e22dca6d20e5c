/** @jest-environment node */
import { describe, expect, it } from '@jest/globals';
import { openLiveStream } from './live-stream.js';
import { staleAfter } from './stale-keys.js';

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20));

/** Answers each connection with the next of these: a text to stream and close, or undefined to fail. */
function server(answers: (string | undefined)[]) {
  const asked: (string | null)[] = [];
  const fetch = async (_: unknown, init?: RequestInit): Promise<Response> => {
    asked.push(new Headers(init?.headers).get('last-event-id'));
    const text = answers.shift();
    if (text === undefined)
      return new Promise((_, reject) =>
        answers.length > 0
          ? reject(new TypeError('refused'))
          : init?.signal?.addEventListener('abort', () => reject(new Error('aborted'))),
      );
    return new Response(text, { status: 200 });
  };
  return { fetch, asked };
}

describe('the live stream', () => {
  it('hands over events, reconnects with the last id, and says when it polls instead', async () => {
    const { fetch, asked } = server([
      'id: 7\nevent: scan.started\ndata: {"a":1}\n\nid: 8\nevent: finding.opened\ndata: {}\n\n',
      undefined,
      undefined,
      ': hello\n\n',
      undefined,
    ]);
    const events: string[] = [];
    const states: string[] = [];
    const close = openLiveStream({
      url: '/e',
      fetch,
      onEvent: (type, data) => events.push(type + data),
      onState: (state) => states.push(state),
      pause: () => 1,
    });
    while (asked.length < 5) await pause();
    close();
    expect(events).toEqual(['scan.started{"a":1}', 'finding.opened{}']);
    expect(asked).toEqual([null, '8', '8', '8', '8']);
    expect(states).toEqual(['connecting', 'live', 'connecting', 'polling', 'polling', 'live', 'connecting']);
  });

  it.each([
    ['finding.opened', 'findings'],
    ['findings.changed', 'findings'],
    ['unit.collected', 'scans'],
    ['scan.judged', 'overview'],
    ['delivery.changed', 'deliveries'],
    ['account.changed', 'accounts'],
  ] as const)('makes stale what %s concerns', (type, key) => {
    expect(staleAfter(type)).toContain(key);
  });

  it('ignores events of kinds that this page does not know', () => {
    expect(staleAfter('weather.changed')).toEqual([]);
    expect(staleAfter('')).toEqual([]);
  });
});
