import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api } from '../api/client.js';
import { keys } from '../api/keys.js';

export const tokensQuery = (cursor: string | undefined) =>
  queryOptions({
    queryKey: [...keys.tokens, cursor ?? null],
    queryFn: ({ signal }) => api.listApiTokens({ query: { limit: 50, ...(cursor ? { cursor } : {}) } }, { signal }),
    placeholderData: keepPreviousData,
  });
