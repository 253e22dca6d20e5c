import { queryOptions } from '@tanstack/react-query';
import { api } from '../api/client.js';
import { keys } from '../api/keys.js';

/** One's own views and the shared ones, with how many findings they show now. */
export const viewsQuery = queryOptions({
  queryKey: [...keys.findings, 'views'],
  queryFn: ({ signal }) => api.listViews({}, { signal }),
});
