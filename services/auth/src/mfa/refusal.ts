/** A refusal is an outcome: what it leaves behind, a count and a row of the trail, is committed before it is answered. */
import type { ErrorCode } from '@cspmexa/contracts';
import { AppError } from '@cspmexa/platform';

export class Refusal {
  constructor(
    readonly code: ErrorCode,
    readonly options: { readonly detail?: string; readonly headers?: Readonly<Record<string, string>> } = {},
  ) {}
}

/** What was granted. @throws AppError for a refusal */
export function granted<T>(outcome: T | Refusal): T {
  if (outcome instanceof Refusal) throw new AppError(outcome.code, outcome.options);
  return outcome;
}
