import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api } from '../api/client.js';
import { keys } from '../api/keys.js';

export const overviewQuery = (days: number) =>
  queryOptions({
    queryKey: [...keys.overview, days],
    queryFn: ({ signal }) => api.getOverview({ query: { days } }, { signal }),
    placeholderData: keepPreviousData,
  });
