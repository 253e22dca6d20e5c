import type { FindingGroup, FindingGroupQuery, FindingGrouping } from '@cspmexa/contracts';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import { findingGroupsQuery } from './findings-queries.js';

/** The groups that are there, and how many there are in all. Pages are read one after the other, as far as `reach` says. */
export function useGroups(by: FindingGrouping, q: string, order: FindingGroupQuery['sort']) {
  const query = useInfiniteQuery(findingGroupsQuery(by, q, order));
  const { data } = query;
  const loaded: readonly FindingGroup[] = useMemo(() => data?.pages.flatMap(({ items }) => items) ?? [], [data]);
  const total = data?.pages[0]?.total ?? loaded.length + (query.hasNextPage ? 1 : 0);
  return { query, loaded, total: Math.max(total, loaded.length) };
}

/** Reads on until the group at a position is there. What failed is not tried again by itself. */
export function useReach({ query, loaded }: ReturnType<typeof useGroups>, index: number): void {
  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, isPlaceholderData, fetchNextPage } = query;
  const isMissing = index >= loaded.length && hasNextPage && !isPlaceholderData;
  useEffect(() => {
    if (isMissing && !isFetchingNextPage && !isFetchNextPageError) void fetchNextPage();
  }, [isMissing, isFetchingNextPage, isFetchNextPageError, fetchNextPage]);
}
