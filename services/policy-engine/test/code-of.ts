import { ApiError } from '@cspmexa/contracts';

/** What a call comes to: `answered`, or the code of its problem. */
export const codeOf = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => 'answered',
    (error: unknown) => (error instanceof ApiError ? (error.problem?.code ?? `status ${error.status}`) : String(error)),
  );
