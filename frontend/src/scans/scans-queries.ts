import type { ScanState } from '@cspmexa/contracts';
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api } from '../api/client.js';
import { keys } from '../api/keys.js';

interface Filters {
  readonly accountId?: string | undefined;
  readonly state?: readonly ScanState[] | undefined;
  readonly cursor?: string | undefined;
}

export function scansQuery({ accountId, state, cursor }: Filters, limit = 50) {
  const query = {
    limit,
    ...(accountId ? { accountId } : {}),
    ...(state?.length ? { state: [...state] } : {}),
    ...(cursor ? { cursor } : {}),
  };
  return queryOptions({
    queryKey: [...keys.scans, 'list', query],
    queryFn: ({ signal }) => api.listScans({ query }, { signal }),
    placeholderData: keepPreviousData,
  });
}

export const scanQuery = (scanId: string) =>
  queryOptions({
    queryKey: [...keys.scans, 'one', scanId],
    queryFn: ({ signal }) => api.getScan({ params: { scanId } }, { signal }),
  });
