/** What an error of the AWS SDK means for us: why the thing that was asked for stays unknown. */
import type { UnknownReason } from '@cspmexa/contracts';
import { unknown, type Unknown } from '@cspmexa/resources';
import { deniedByOf } from './denied-by.js';

/** A call that gave no answer, with the reason that the facet or listing will carry. */
export class CallFailure extends Error {
  constructor(
    readonly unknown: Unknown,
    /** AWS's error code, for the codes that a collector declares as answers. */
    readonly code: string,
    options?: ErrorOptions,
  ) {
    super(unknown.detail, options);
    this.name = 'CallFailure';
  }
}

const byCode: Readonly<Record<string, UnknownReason>> = {
  AccessDenied: 'denied',
  AccessDeniedException: 'denied',
  AllAccessDisabled: 'denied',
  UnauthorizedOperation: 'denied',
  UnauthorizedAccess: 'denied',
  Forbidden: 'denied',
  AuthorizationError: 'denied',
  AuthFailure: 'credentials',
  ExpiredToken: 'credentials',
  ExpiredTokenException: 'credentials',
  RequestExpired: 'credentials',
  TokenRefreshRequired: 'credentials',
  InvalidToken: 'credentials',
  RequestTimeTooSkewed: 'credentials',
  RequestInTheFuture: 'credentials',
  InvalidAccessKeyId: 'credentials',
  InvalidClientTokenId: 'credentials',
  UnrecognizedClientException: 'credentials',
  SignatureDoesNotMatch: 'credentials',
  InvalidSignatureException: 'credentials',
  CredentialsProviderError: 'credentials',
  Throttling: 'throttled',
  ThrottlingException: 'throttled',
  ThrottledException: 'throttled',
  RequestThrottled: 'throttled',
  RequestThrottledException: 'throttled',
  RequestLimitExceeded: 'throttled',
  BandwidthLimitExceeded: 'throttled',
  TooManyRequestsException: 'throttled',
  LimitExceededException: 'throttled',
  PriorRequestNotComplete: 'throttled',
  ProvisionedThroughputExceededException: 'throttled',
  EC2ThrottledException: 'throttled',
  TransactionInProgressException: 'throttled',
  SlowDown: 'throttled',
  OptInRequired: 'region-disabled',
  InvalidRegion: 'region-disabled',
  RegionDisabledException: 'region-disabled',
  SubscriptionRequiredException: 'not-enabled',
  NotSignedUp: 'not-enabled',
  TimeoutError: 'timed-out',
  AbortError: 'timed-out',
  RequestTimeout: 'timed-out',
  RequestTimeoutException: 'timed-out',
  ECONNREFUSED: 'unreachable',
  ECONNRESET: 'unreachable',
  EPIPE: 'unreachable',
  ENOTFOUND: 'unreachable',
  EAI_AGAIN: 'unreachable',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  ETIMEDOUT: 'timed-out',
  CERT_HAS_EXPIRED: 'unreachable',
  SyntaxError: 'malformed',
  MalformedAnswer: 'malformed',
};

interface ErrorLike {
  readonly name?: unknown;
  readonly code?: unknown;
  readonly Code?: unknown;
  readonly message?: unknown;
  readonly cause?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: number; readonly clockSkewCorrected?: boolean };
}

const asError = (thrown: unknown): ErrorLike =>
  typeof thrown === 'object' && thrown !== null ? thrown : { message: String(thrown) };

const codesOf = ({ name, code, Code, cause }: ErrorLike): string[] => [
  ...[Code, code, name].filter((value): value is string => typeof value === 'string' && value !== 'Error'),
  ...(cause ? codesOf(asError(cause)) : []),
];

/** EC2 writes its codes as `Client.UnauthorizedOperation` in some places. */
const bare = (code: string): string => code.replace(/^(Client|Server)\./, '');

const byStatus = (status: number | undefined): UnknownReason | undefined => {
  if (status === 403) return 'denied';
  if (status === 401) return 'credentials';
  if (status === 429 || status === 503) return 'throttled';
  // The SDK could not make sense of a success.
  return status !== undefined && status < 300 ? 'malformed' : undefined;
};

/** True for an answer that says "slow down". */
export const isThrottle = (thrown: unknown): boolean => reasonOf(asError(thrown)) === 'throttled';

/** Codes for credentials that were good and are over. EC2 says so of the request. */
const expiries = new Set(['ExpiredToken', 'ExpiredTokenException', 'RequestExpired', 'TokenRefreshRequired']);

/** True for a call that fresh credentials would help. */
export const isExpiry = (thrown: unknown): boolean => codesOf(asError(thrown)).some((code) => expiries.has(bare(code)));

const passing = new Set<UnknownReason>(['throttled', 'timed-out', 'unreachable']);

/** True for a failure that another try may not meet again: of the network, of AWS itself, of a clock set right meanwhile. */
export function mayPass(thrown: unknown): boolean {
  if (thrown instanceof CallFailure) return passing.has(thrown.unknown.reason) || mayPass(thrown.cause);
  const error = asError(thrown);
  const { httpStatusCode: status = 0, clockSkewCorrected = false } = error.$metadata ?? {};
  const reason = reasonOf(error);
  return clockSkewCorrected || passing.has(reason) || (reason === 'failed' && status >= 500);
}

function reasonOf(error: ErrorLike): UnknownReason {
  const codes = codesOf(error).map(bare);
  const known = codes.map((code) => byCode[code]).find((reason) => reason !== undefined);
  return known ?? byStatus(error.$metadata?.httpStatusCode) ?? 'failed';
}

/** Turns anything that a call threw into a CallFailure. */
export function failureOf(action: string, thrown: unknown): CallFailure {
  if (thrown instanceof CallFailure) return thrown;
  const error = asError(thrown);
  const status = error.$metadata?.httpStatusCode;
  const [code = status === undefined ? 'Error' : `HTTP ${status}`] = codesOf(error).map(bare);
  const said = typeof error.message === 'string' ? error.message : '';
  // The SDK appends a paragraph about raw responses to parse errors, and answers can be long: keep the first lines.
  const detail = `${code}: ${said.split('\n')[0] ?? ''}`.slice(0, 500);
  const reason = reasonOf(error);
  const deniedBy = reason === 'denied' ? deniedByOf(said) : undefined;
  const why = unknown(reason, action, detail);
  return new CallFailure(deniedBy ? { ...why, deniedBy } : why, code, { cause: thrown });
}

/** An answer that came but cannot be what AWS says. */
export const malformed = (action: string, detail: string): CallFailure =>
  new CallFailure(unknown('malformed', action, detail.slice(0, 500)), 'MalformedAnswer');
