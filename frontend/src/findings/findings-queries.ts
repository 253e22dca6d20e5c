import type { Finding, FindingGroupQuery, FindingGrouping, FindingSort, FindingStatus } from '@cspmexa/contracts';
import { infiniteQueryOptions, keepPreviousData, queryOptions, type QueryClient } from '@tanstack/react-query';
import { api } from '../api/client.js';
import { keys } from '../api/keys.js';

/** The first findings of a status in an order, for the overview. */
export const topFindingsQuery = (sort: FindingSort, status: FindingStatus = 'open', limit = 6) =>
  queryOptions({
    queryKey: [...keys.findings, 'top', sort, status, limit],
    queryFn: ({ signal }) => api.listFindings({ query: { sort, status: [status], limit } }, { signal }),
  });

export const findingQuery = (findingId: string) =>
  queryOptions({
    queryKey: [...keys.findings, 'one', findingId],
    queryFn: ({ signal }) => api.getFinding({ params: { findingId } }, { signal }),
  });

/** Which list: a query in an order. */
export interface Scope {
  readonly q: string;
  readonly sort: FindingSort;
}

/** A part of a long list. */
export interface FindingPage {
  readonly scope: Scope;
  readonly items: readonly Finding[];
  readonly next: string | null;
  readonly total: number;
}

export const pageSize = 100;

const asked = (q: string): { q?: string } => (q ? { q } : {});

/** Findings from a position on. */
export async function findingsFrom(
  { q, sort }: Scope,
  from: { readonly skip: number } | { readonly cursor: string },
  options: { readonly limit?: number; readonly signal?: AbortSignal } = {},
): Promise<{ items: Finding[]; next: string | null; total: number | null }> {
  const { signal, limit = pageSize } = options;
  const page = await api.listFindings({ query: { ...asked(q), sort, limit, ...from } }, signal ? { signal } : {});
  return { items: page.items, next: page.next, total: page.total ?? null };
}

/**
 * One page of a long list, by its number from 0. `turn` grows each time that the list is read anew: the pages of one turn fit together. A
 * page goes on where the one before it ended, if that is there, and jumps otherwise. Not under the findings' key: live events must not
 * move rows while they are looked at.
 */
export const findingPageQuery = (queries: QueryClient, scope: Scope, turn: number, page: number) => {
  const keyOf = (number: number) => ['finding-pages', scope, turn, number] as const;
  return queryOptions({
    queryKey: keyOf(page),
    queryFn: async ({ signal }): Promise<FindingPage> => {
      const before = page > 0 ? queries.getQueryData<FindingPage>(keyOf(page - 1)) : undefined;
      const from = before?.next ? { cursor: before.next } : { skip: page * pageSize };
      const { items, next, total } = await findingsFrom(scope, from, { signal });
      return { scope, items, next, total: total ?? before?.total ?? page * pageSize + items.length };
    },
    // Static: nothing but a new turn reads it again.
    staleTime: 'static',
    gcTime: 60_000,
  });
};

/** Findings of a group that are shown in its place. */
export const mostInGroup = 20;

/** The first findings of a group. */
export const groupFindingsQuery = (q: string, sort: FindingSort) =>
  queryOptions({
    queryKey: [...keys.findings, 'of-group', q, sort],
    queryFn: ({ signal }) => api.listFindings({ query: { q, sort, limit: mostInGroup } }, { signal }),
  });

/** Findings gathered by what they share; after a short first page in long ones. */
export const findingGroupsQuery = (by: FindingGrouping, q: string, sort: FindingGroupQuery['sort']) =>
  infiniteQueryOptions({
    queryKey: [...keys.findings, 'groups', by, q, sort],
    queryFn: ({ pageParam, signal }) =>
      api.listFindingGroups(
        { query: { by, ...asked(q), sort, ...(pageParam ? { limit: 200, cursor: pageParam } : { limit: 50 }) } },
        { signal },
      ),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
    placeholderData: keepPreviousData,
  });

/** How many findings there are of each value. */
export const facetsQuery = (q: string) =>
  queryOptions({
    queryKey: [...keys.findings, 'facets', q],
    queryFn: ({ signal }) => api.getFindingFacets({ query: asked(q) }, { signal }),
    placeholderData: keepPreviousData,
  });
