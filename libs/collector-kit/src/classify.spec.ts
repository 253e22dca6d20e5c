import { unknown } from '@cspmexa/resources';
import { describe, expect, it } from '@jest/globals';
import { CallFailure, failureOf, isExpiry, isThrottle, malformed, mayPass } from './classify.js';

const named = (name: string, more: object = {}): Error => Object.assign(new Error('why'), { name }, more);
const withStatus = (httpStatusCode: number, name = 'Unheard'): Error => named(name, { $metadata: { httpStatusCode } });

describe('the reason of a failure', () => {
  it.each<[string, unknown, string]>([
    ['a refusal of S3', named('AccessDenied', { Code: 'AccessDenied', $metadata: { httpStatusCode: 403 } }), 'denied'],
    ['a refusal of EC2', named('UnauthorizedOperation'), 'denied'],
    ['a refusal that EC2 spells with its side', named('Client.UnauthorizedOperation'), 'denied'],
    ['a refusal by a service control policy', named('AccessDeniedException'), 'denied'],
    ['a refusal with an unheard code', withStatus(403), 'denied'],
    ['credentials that expired', named('ExpiredToken', { $metadata: { httpStatusCode: 403 } }), 'credentials'],
    ['credentials that are none', named('CredentialsProviderError'), 'credentials'],
    ['a clock that is wrong', named('SignatureDoesNotMatch', { $metadata: { httpStatusCode: 403 } }), 'credentials'],
    ['a clock that AWS finds wrong', withStatus(403, 'RequestTimeTooSkewed'), 'credentials'],
    ['a request to slow down', named('SlowDown', { $metadata: { httpStatusCode: 503 } }), 'throttled'],
    ['too many requests', withStatus(429), 'throttled'],
    ['a limit of EC2', named('RequestLimitExceeded'), 'throttled'],
    ['a region that is not enabled', named('OptInRequired'), 'region-disabled'],
    ['a service that nobody signed up for', named('NotSignedUp'), 'not-enabled'],
    ['a time-out of ours', named('TimeoutError'), 'timed-out'],
    ['a call that was ended', named('AbortError'), 'timed-out'],
    ['a host without a name', named('Error', { code: 'ENOTFOUND' }), 'unreachable'],
    [
      'a connection that broke, told by its cause',
      new Error('fetch failed', { cause: named('Error', { code: 'ECONNRESET' }) }),
      'unreachable',
    ],
    ['an answer that the SDK could not read', withStatus(200, 'TypeError'), 'malformed'],
    ['JSON that is none', named('SyntaxError'), 'malformed'],
    ['a thing that is gone', named('NoSuchBucket', { $metadata: { httpStatusCode: 404 } }), 'failed'],
    ['a failure of AWS', withStatus(500, 'InternalError'), 'failed'],
    ['a text that was thrown', 'boom', 'failed'],
    ['nothing that was thrown', undefined, 'failed'],
  ])('of %s is known', (_title, thrown, reason) => {
    const { unknown } = failureOf('s3:GetBucketAcl', thrown);
    expect(unknown).toMatchObject({ known: false, reason, action: 's3:GetBucketAcl' });
    expect(unknown.detail).not.toBe('');
  });

  it('keeps the code of AWS, what it said, and a bound on both', () => {
    const failure = failureOf(
      'x:Y',
      named('NoSuchBucket', { message: `gone\nDeserialization error: ${'x'.repeat(2_000)}` }),
    );
    expect(failure.code).toBe('NoSuchBucket');
    expect(failure.unknown.detail).toBe('NoSuchBucket: gone');
    expect(failureOf('x:Y', named('A', { message: 'x'.repeat(9_999) })).unknown.detail.length).toBeLessThanOrEqual(500);
  });

  it('names the status where AWS gave no code', () => {
    const { unknown } = failureOf(
      'x:Y',
      Object.assign(new Error('mismatched tags'), { $metadata: { httpStatusCode: 502 } }),
    );
    expect(unknown).toMatchObject({ reason: 'failed', detail: 'HTTP 502: mismatched tags' });
  });

  it('is not found out twice', () => {
    const failure = malformed('x:Y', 'no list');
    expect(failureOf('other:Action', failure)).toBe(failure);
    expect(failure).toBeInstanceOf(CallFailure);
  });
});

it('knows a request to slow down from a refusal', () => {
  expect([named('SlowDown'), named('AccessDenied')].map(isThrottle)).toEqual([true, false]);
});

it.each<[boolean, string, unknown]>([
  [true, 'a request to slow down', named('SlowDown')],
  [true, 'a connection that broke', named('TimeoutError', { code: 'ECONNRESET' })],
  [true, 'a name that was not found', named('Error', { code: 'ENOTFOUND' })],
  [true, 'a time-out', named('TimeoutError')],
  [true, 'a failure of AWS', withStatus(500, 'InternalError')],
  [true, 'a failure with an unheard code', withStatus(502)],
  [true, 'a clock that was set right', named('RequestExpired', { $metadata: { clockSkewCorrected: true } })],
  [true, 'what was classified already', failureOf('x:Y', named('SlowDown'))],
  [true, 'a failure of AWS that was classified already', failureOf('x:Y', withStatus(500))],
  [false, 'a refusal', named('AccessDenied', { $metadata: { httpStatusCode: 403 } })],
  [false, 'a thing that is gone', named('NoSuchBucket', { $metadata: { httpStatusCode: 404 } })],
  [false, 'credentials that are over', named('ExpiredToken')],
  [false, 'an answer that makes no sense', malformed('x:Y', 'no')],
  [false, 'a scan that was stopped', new CallFailure(unknown('failed', 'x:Y', 'stopped'), 'Stopped')],
])('says %s to whether another try may help after %s', (answer, _title, thrown) => {
  expect(mayPass(thrown)).toBe(answer);
});

it.each([
  ['ExpiredToken', true],
  ['ExpiredTokenException', true],
  ['RequestExpired', true],
  ['InvalidClientTokenId', false],
  ['AccessDenied', false],
])('knows from the code %s whether credentials are over: %s', (code, isOver) => {
  expect(isExpiry(named(code))).toBe(isOver);
});

it('names the kind of policy that refused, for refusals alone', () => {
  const message =
    'User: x is not authorized to perform: s3:GetBucketAcl with an explicit deny in a service control policy';
  expect(failureOf('s3:GetBucketAcl', named('AccessDenied', { message })).unknown.deniedBy).toBe(
    'service-control-policy',
  );
  expect(failureOf('s3:GetBucketAcl', named('SlowDown', { message })).unknown).not.toHaveProperty('deniedBy');
  expect(failureOf('s3:GetBucketAcl', named('AccessDenied')).unknown).not.toHaveProperty('deniedBy');
});
