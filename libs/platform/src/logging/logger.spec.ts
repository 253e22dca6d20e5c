import { describe, expect, it } from '@jest/globals';
import { newTrace, runWithTrace } from '../trace/trace.js';
import { createLogger } from './logger.js';
import { NestLogger } from './nest-logger.js';
import { redact, redactText } from './redact.js';

function memory() {
  const lines: string[] = [];
  const logger = createLogger({
    name: 'test',
    level: 'trace',
    destination: { write: (line: string) => void lines.push(line) },
  });
  return {
    logger,
    text: () => lines.join(''),
    last: () => JSON.parse(lines.at(-1) ?? '{}') as Record<string, unknown>,
  };
}

const jwt = 'eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl';

describe('the log', () => {
  it('carries service, level, time, message and the trace', () => {
    const { logger, last } = memory();
    const trace = newTrace();
    runWithTrace(trace, () => logger.info({ scanId: 's1' }, 'the scan has ended'));
    expect(last()).toMatchObject({
      service: 'test',
      level: 'info',
      message: 'the scan has ended',
      scanId: 's1',
      traceId: trace.traceId,
    });
    expect(Date.parse(String(last()['time']))).not.toBeNaN();
  });

  it('keeps type, stack and cause of an error', () => {
    const { logger, last } = memory();
    logger.error({ error: new TypeError('outer', { cause: new Error('inner') }) }, 'it failed');
    expect(last()).toMatchObject({ error: { type: 'TypeError', message: 'outer', cause: { message: 'inner' } } });
    logger.error(new Error('bare'));
    expect(last()).toMatchObject({ message: 'bare', error: { stack: expect.stringContaining('bare') } });
  });

  it.each([
    ['a field by its name', { headers: { authorization: 'Bearer abcdefgh12345', cookie: 'sid=canary-1' } }, 'canary-1'],
    ['a deep field', { a: [{ b: { clientSecret: 'canary-2' } }] }, 'canary-2'],
    ['a token in a text', { detail: `failed with ${jwt}` }, 'c2lnbmF0dXJl'],
    ['a password in a URL', { url: 'postgresql://app:canary-3@db/x' }, 'canary-3'],
    ['a URL in an error', { error: new Error('connect amqp://u:canary-4@mq failed') }, 'canary-4'],
    ['an AWS key id', { note: 'AKIAIOSFODNN7EXAMPLE' }, 'AKIAIOSFODNN7EXAMPLE'],
    ['an authorisation code', { path: '/callback?code=canary-5&state=canary-5' }, 'canary-5'],
    ['an ExternalId', { account: { externalId: 'canary-6' } }, 'canary-6'],
  ])('never shows %s (X04)', (_, fields, canary) => {
    const { logger, text } = memory();
    logger.info(fields, 'fields');
    logger.info(`in the message: ${jwt}`);
    expect(text()).not.toContain(canary);
    expect(text()).not.toContain('c2lnbmF0dXJl');
  });

  it('keeps what is no secret', () => {
    expect(redact({ tokenId: '7', count: 3, gone: null, when: new Date(0), big: 10n })).toEqual({
      tokenId: '7',
      count: 3,
      gone: null,
      when: new Date(0),
      big: '10',
    });
    expect(redactText('arn:aws:iam::123456789012:role/Admin at https://example.com:8050/x@y')).toBe(
      'arn:aws:iam::123456789012:role/Admin at https://example.com:8050/x@y',
    );
  });

  it('survives cycles and great depth', () => {
    const loop: Record<string, unknown> = {};
    loop['self'] = loop;
    expect(redact(loop)).toEqual({ self: '[cut]' });
    const deep = Array.from({ length: 50 }).reduce<unknown>((inner) => ({ inner }), 'end');
    expect(JSON.stringify(redact(deep))).toContain('[cut]');
  });

  it('takes what Nest says', () => {
    const { logger, last } = memory();
    const nest = new NestLogger(logger);
    nest.log('Mapped', 'RouterExplorer');
    expect(last()).toMatchObject({ level: 'debug', message: 'Mapped', context: 'RouterExplorer' });
    nest.error(new Error('bad'), 'Kernel');
    expect(last()).toMatchObject({ level: 'error', error: { message: 'bad' }, context: 'Kernel' });
  });
});
