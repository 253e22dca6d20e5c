import type { FindingStatus } from '@cspmexa/contracts';
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api } from '../api/client.js';
import { keys } from '../api/keys.js';
import { statusOf, type FindingsView } from './findings-view.js';

/** The page of the list that the address describes. */
export function findingsQuery(view: FindingsView) {
  const { reopened, limit, ...filters } = view;
  const query = {
    ...defined(filters),
    status: [...statusOf(view)],
    ...(reopened ? { reopened } : {}),
    limit: Number(limit ?? 50),
  };
  return queryOptions({
    queryKey: [...keys.findings, 'list', query],
    queryFn: ({ signal }) => api.listFindings({ query }, { signal }),
    placeholderData: keepPreviousData,
  });
}

/** The first findings of a status in an order, for the overview. */
export const topFindingsQuery = (sort: NonNullable<FindingsView['sort']>, status: FindingStatus = 'open', limit = 6) =>
  queryOptions({
    queryKey: [...keys.findings, 'top', sort, status, limit],
    queryFn: ({ signal }) => api.listFindings({ query: { sort, status: [status], limit } }, { signal }),
  });

export const findingQuery = (findingId: string) =>
  queryOptions({
    queryKey: [...keys.findings, 'one', findingId],
    queryFn: ({ signal }) => api.getFinding({ params: { findingId } }, { signal }),
  });

function defined<T extends object>(values: T): { [K in keyof T]-?: Exclude<T[K], undefined> } {
  // Entries that are undefined are gone, which the type says and fromEntries cannot.
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as never;
}
