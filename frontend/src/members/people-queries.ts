import { queryOptions } from '@tanstack/react-query';
import { api } from '../api/client.js';
import { keys } from '../api/keys.js';

/** The people of the tenant, for menus. */
export const peopleQuery = queryOptions({
  queryKey: [...keys.members, 'people'],
  queryFn: ({ signal }) => api.listPeople({}, { signal }),
  staleTime: 300_000,
});
