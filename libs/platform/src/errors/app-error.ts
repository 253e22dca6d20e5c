/** The one way an expected failure crosses an edge: a code of the catalogue, which decides status and sentence. */
import { errorCatalogue, type ErrorCode, type Problem } from '@cspmexa/contracts';

export interface AppErrorOptions {
  /** One more sentence for this occurrence, shown to the caller: nothing internal, no secret. */
  readonly detail?: string;
  /** What is wrong where in the input; pointers begin with /params, /query or /body. */
  readonly errors?: NonNullable<Problem['errors']>;
  /** For the log only. */
  readonly cause?: unknown;
  /** Headers of the answer, for example Retry-After. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** An expected failure. Everything else that is thrown is a bug, and answers `internal`. */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly status: number;
  readonly detail: string | undefined;
  readonly errors: AppErrorOptions['errors'];
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    readonly code: ErrorCode,
    { detail, errors, cause, headers = {} }: AppErrorOptions = {},
  ) {
    super(detail ? `${code}: ${detail}` : code, cause === undefined ? {} : { cause });
    this.status = errorCatalogue[code].status;
    this.detail = detail;
    this.errors = errors;
    this.headers = headers;
  }
}
