import { ApiError, Problem, routes, urlOf, type RouteArguments } from '@cspmexa/contracts';
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api, session } from '../api/client.js';
import { keys } from '../api/keys.js';

/** What narrows the trail. */
export type AuditFilter = Omit<RouteArguments<typeof routes.exportAuditEntries>['query'], 'format'>;

export const auditQuery = (filter: AuditFilter, cursor: string | undefined) =>
  queryOptions({
    queryKey: [...keys.audit, filter, cursor ?? null],
    queryFn: ({ signal }) =>
      api.listAuditEntries({ query: { ...filter, limit: 50, ...(cursor ? { cursor } : {}) } }, { signal }),
    placeholderData: keepPreviousData,
  });

/** The narrowed trail as a file. @throws ApiError */
export async function exportAudit(filter: AuditFilter, format: 'csv' | 'json'): Promise<Blob> {
  const response = await session.fetch(`/api${urlOf(routes.exportAuditEntries, { query: { ...filter, format } })}`);
  if (!response.ok)
    throw new ApiError(response.status, Problem.safeParse(await response.json().catch(() => null)).data);
  return response.blob();
}
