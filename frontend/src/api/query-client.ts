import { ApiError } from '@cspmexa/contracts';
import { QueryClient } from '@tanstack/react-query';

/** A refusal will be the same the second time; no answer, or one of 5xx, may not. */
export function worthRetrying(failures: number, error: Error): boolean {
  const status = error instanceof ApiError ? error.status : undefined;
  return failures < 2 && (status === 0 || (status !== undefined && status >= 502 && status <= 504));
}

export const queryClient = new QueryClient({
  defaultOptions: { queries: { staleTime: 30_000, retry: worthRetrying, retryDelay: (attempt) => 500 * 2 ** attempt } },
});
