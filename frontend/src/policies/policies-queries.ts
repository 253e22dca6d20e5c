import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import type { PolicySettingInput } from '@cspmexa/contracts';
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

/** Sets a policy. What was judged with the old setting is asked for again. */
export function useSetPolicy(policyId: string, onSaved?: () => void) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: PolicySettingInput) => api.setPolicy({ params: { policyId }, body }),
    onSuccess: async (policy) => {
      queries.setQueryData(policyQuery(policyId).queryKey, policy);
      onSaved?.();
      await Promise.all(
        [[...keys.policies, 'list'], keys.compliance, keys.findings, keys.overview].map((queryKey) =>
          queries.invalidateQueries({ queryKey }),
        ),
      );
    },
  });
}
