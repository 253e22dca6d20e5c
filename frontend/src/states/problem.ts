/** What to tell a person about a failed call. */
import { ApiError, errorCatalogue, type Language } from '@cspmexa/contracts';

export interface ProblemText {
  /** One sentence in the reader's language. */
  readonly title: string;
  /** What the server added, if it adds something. */
  readonly detail: string | undefined;
  /** Fields that were refused, with the reason. */
  readonly fields: readonly { readonly pointer: string; readonly message: string }[];
  readonly traceId: string | undefined;
}

/** `fallback`: what to say when no answer came, or one that is no problem document. */
export function problemTextOf(error: unknown, language: Language, fallback: string): ProblemText {
  const problem = error instanceof ApiError ? error.problem : undefined;
  if (!problem) return { title: fallback, detail: undefined, fields: [], traceId: undefined };
  const title = errorCatalogue[problem.code].title[language];
  return {
    title,
    detail: problem.detail && problem.detail !== title ? problem.detail : undefined,
    fields: problem.errors ?? [],
    traceId: problem.traceId,
  };
}
