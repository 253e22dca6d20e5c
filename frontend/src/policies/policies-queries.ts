import { queryOptions } from '@tanstack/react-query';
import { api } from '../api/client.js';
import { keys } from '../api/keys.js';

/** The whole catalogue: a few hundred entries that rarely change. */
export const policiesQuery = queryOptions({
  queryKey: [...keys.policies, 'list'],
  queryFn: ({ signal }) => api.listPolicies({}, { signal }),
  staleTime: 120_000,
});

export const policyQuery = (policyId: string) =>
  queryOptions({
    queryKey: [...keys.policies, 'one', policyId],
    queryFn: ({ signal }) => api.getPolicy({ params: { policyId } }, { signal }),
  });
