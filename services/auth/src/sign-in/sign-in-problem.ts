/** What a sign-in that did not succeed was, from the errors of the libraries and our own. Pure. */
import { AppError } from '@cspmexa/platform';
import { ClientError } from 'openid-client';

/** Names of errors by which the provider refuses, or says what we cannot take for an identity. */
const refusals = new Set([
  'AuthorizationError',
  'TokenError',
  'UserInfoError',
  'GooglePlusAPIError',
  'GoogleRefused',
  'IdTokenRefused',
  'ClaimsRefused',
  'CallbackRefused',
  'ZodError',
  'AuthorizationResponseError',
  'WWWAuthenticateChallengeError',
]);

/** Codes of openid-client for answers that are understood, and not what they must be. */
const refusalCodes = new Set([
  'OAUTH_INVALID_RESPONSE',
  'OAUTH_JWT_CLAIM_COMPARISON_FAILED',
  'OAUTH_JWT_TIMESTAMP_CHECK_FAILED',
  'OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED',
  'OAUTH_UNSUPPORTED_OPERATION',
  'OAUTH_INVALID_REQUEST',
]);

/** `sign-in-failed` when the provider refused or what it said must not be believed; `unavailable` when it did not answer. */
export function signInProblem(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const chain = [...causesOf(error)];
  if (chain.some(({ name }) => name === 'ProviderTrouble')) return new AppError('unavailable', { cause: error });
  const status = chain.map(statusOf).find((each) => each !== undefined);
  const refused =
    // The names first: passport-oauth2 gives its errors a status of 500 when it knows none.
    chain.some(
      (each) => refusals.has(each.name) || (each instanceof ClientError && refusalCodes.has(each.code ?? '')),
    ) ||
    (status !== undefined && status < 500);
  return new AppError(refused ? 'sign-in-failed' : 'unavailable', { cause: error });
}

/** What happened, for the log and the trail: names, codes and statuses, nothing that the browser or the provider said. */
export const reasonOf = (error: unknown): string =>
  [...causesOf(error)]
    .filter(({ name }) => name !== 'AppError')
    .map((each) => {
      const { code } = each as { code?: unknown };
      const plainCode = typeof code === 'string' && /^[\w.-]{1,60}$/.test(code) ? code : undefined;
      const said = ours.has(each.name) ? each.message : undefined;
      return [each.name, plainCode, statusOf(each), said].filter(Boolean).join(' ');
    })
    .join(': ');

/** Errors whose messages are our own sentences. */
const ours = new Set(['ProviderTrouble', 'GoogleRefused', 'IdTokenRefused', 'ClaimsRefused', 'CallbackRefused']);

/** An error and what it says that it comes from. */
function* causesOf(error: unknown): Generator<Error> {
  for (let each = error, depth = 0; each instanceof Error && depth < 8; depth += 1) {
    yield each;
    // passport-oauth2 calls it oauthError: an Error, or the HTTP answer.
    each = each.cause ?? ('oauthError' in each ? each.oauthError : undefined);
  }
}

/** The HTTP status that an error of the libraries is about. */
function statusOf(error: Error): number | undefined {
  const answer = 'oauthError' in error ? error.oauthError : error.cause;
  if (answer instanceof Response) return answer.status;
  for (const each of [answer, error]) {
    if (typeof each !== 'object' || each === null) continue;
    if ('statusCode' in each && typeof each.statusCode === 'number') return each.statusCode;
  }
  return 'status' in error && typeof error.status === 'number' ? error.status : undefined;
}
