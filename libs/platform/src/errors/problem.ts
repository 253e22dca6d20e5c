/** Renders failures as RFC 9457 problems. */
import { errorCatalogue, type Language, type Problem } from '@cspmexa/contracts';
import { AppError } from './app-error.js';

/** The media type of a problem. */
export const problemMediaType = 'application/problem+json';

/** The body that tells a caller about a failure, in their language. */
export function problemOf(error: AppError, language: Language, traceId: string): Problem {
  const { status, title } = errorCatalogue[error.code];
  return {
    type: `/problems/${error.code}`,
    title: title[language],
    status,
    code: error.code,
    ...(error.detail ? { detail: error.detail } : {}),
    traceId,
    ...(error.errors?.length ? { errors: error.errors } : {}),
  };
}

/** What an unknown thrown value means to a caller: an expected error as it is, a lost dependency as `unavailable`, the rest as `internal`. */
export function asAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  const code = codes(thrown)
    .map((found) => byCode[found] ?? byStatus[found])
    .find(Boolean);
  return new AppError(code ?? (codes(thrown).some(isUnavailable) ? 'unavailable' : 'internal'), { cause: thrown });
}

/** Types of body-parser and of the router, and our own. */
const byCode: Readonly<Record<string, AppError['code']>> = {
  'entity.too.large': 'too-large',
  'parameters.too.many': 'too-large',
  'entity.parse.failed': 'malformed-json',
  'request.size.invalid': 'malformed-json',
  'request.aborted': 'malformed-json',
  'encoding.unsupported': 'unsupported-media-type',
  'beyond-accounts': 'forbidden',
  'charset.unsupported': 'unsupported-media-type',
};

/** Statuses of exceptions that Nest itself throws. */
const byStatus: Readonly<Record<string, AppError['code']>> = {
  '400': 'invalid-input',
  '401': 'unauthenticated',
  '403': 'forbidden',
  '404': 'not-found',
  '405': 'method-not-allowed',
  '413': 'too-large',
  '415': 'unsupported-media-type',
  '429': 'rate-limited',
  '503': 'unavailable',
};

/** Codes of Prisma, its adapter, PostgreSQL, Node and AMQP that mean that a dependency is away, full or too slow; not that we did wrong. */
const isUnavailable = (code: string): boolean =>
  /^(P1001|P1002|P1008|P1017|P2024|P2028|P2034|08\w{3}|53\w{3}|57P0[123]|57014|55P03|40001|40P01|DatabaseNotReachable|ConnectionClosed|SocketTimeout|TooManyConnections|E(CONN(REFUSED|RESET|ABORTED)|TIMEDOUT|PIPE|HOSTUNREACH|AI_AGAIN))$/.test(
    code,
  );

/** What says its part in words alone, with the code that it lacks. */
const codesOfWords: readonly (readonly [RegExp, string])[] = [
  [
    /^(timeout exceeded when trying to connect|Connection terminated|Client has encountered a connection error|Client was closed|Query read timeout)/,
    'ECONNRESET',
  ],
  // The person may not see the account of the row.
  [/violates row-level security policy "accounts"/, 'beyond-accounts'],
];

/** Every code that an error, and what caused it, carries. */
function codes(thrown: unknown, depth = 0): string[] {
  if (typeof thrown !== 'object' || thrown === null || depth > 5) return [];
  const { type, code, status, kind, meta, cause, errors, message } = thrown as Record<string, unknown>;
  const driver = (meta as Record<string, unknown> | undefined)?.['driverAdapterError'];
  const sql = (cause as Record<string, unknown> | undefined)?.['originalCode'];
  const inWords = codesOfWords.filter(([words]) => typeof message === 'string' && words.test(message));
  return [
    ...[type, code, status, kind, sql]
      .filter((value) => typeof value === 'string' || typeof value === 'number')
      .map(String),
    ...inWords.map(([, found]) => found),
    ...codes(driver, depth + 1),
    ...codes(cause, depth + 1),
    ...(Array.isArray(errors) ? errors.flatMap((inner) => codes(inner, depth + 1)) : []),
  ];
}
