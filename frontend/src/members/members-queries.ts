import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api } from '../api/client.js';
import { keys } from '../api/keys.js';

export const membersQuery = (cursor: string | undefined) =>
  queryOptions({
    queryKey: [...keys.members, 'list', cursor ?? null],
    queryFn: ({ signal }) => api.listMembers({ query: { limit: 50, ...(cursor ? { cursor } : {}) } }, { signal }),
    placeholderData: keepPreviousData,
  });
