import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api } from '../api/client.js';
import { keys } from '../api/keys.js';

const asked = (q: string): { q?: string } => (q ? { q } : {});

/** A page of the inventory. */
export const resourcesQuery = (q: string, cursor: string | undefined) =>
  queryOptions({
    queryKey: [...keys.resources, 'list', q, cursor ?? null],
    queryFn: ({ signal }) =>
      api.listResources({ query: { ...asked(q), limit: 50, ...(cursor ? { cursor } : {}) } }, { signal }),
    placeholderData: keepPreviousData,
  });

/** How many resources there are of each value. */
export const resourceFacetsQuery = (q: string) =>
  queryOptions({
    queryKey: [...keys.resources, 'facets', q],
    queryFn: ({ signal }) => api.getResourceFacets({ query: asked(q) }, { signal }),
    placeholderData: keepPreviousData,
  });

export const resourceQuery = (resourceId: string) =>
  queryOptions({
    queryKey: [...keys.resources, 'one', resourceId],
    queryFn: ({ signal }) => api.getResource({ params: { resourceId } }, { signal }),
  });

export const relationsQuery = (resourceId: string) =>
  queryOptions({
    queryKey: [...keys.resources, 'relations', resourceId],
    queryFn: ({ signal }) => api.listResourceRelations({ params: { resourceId } }, { signal }),
  });

export const versionsQuery = (resourceId: string) =>
  infiniteQueryOptions({
    queryKey: [...keys.resources, 'versions', resourceId],
    queryFn: ({ pageParam, signal }) =>
      api.listResourceVersions(
        { params: { resourceId }, query: { limit: 10, ...(pageParam ? { cursor: pageParam } : {}) } },
        { signal },
      ),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
  });

/** What is wrong with a resource now, the worst first. */
export const findingsOnQuery = (accountId: string, resourceArn: string) =>
  queryOptions({
    queryKey: [...keys.findings, 'on', accountId, resourceArn],
    queryFn: ({ signal }) =>
      api.listFindings(
        {
          query: {
            accountId: [accountId],
            resourceArn,
            status: ['open', 'excepted'],
            sort: '-severity',
            limit: 50,
          },
        },
        { signal },
      ),
  });
