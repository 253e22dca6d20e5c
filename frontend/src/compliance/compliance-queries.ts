import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api } from '../api/client.js';
import { keys } from '../api/keys.js';

/** Every framework against every account. */
export const complianceQuery = queryOptions({
  queryKey: [...keys.compliance, 'matrix'],
  queryFn: ({ signal }) => api.getCompliance({}, { signal }),
});

const of = (accountId: string | undefined) => (accountId ? { accountId } : {});

/** The controls of a framework, for one account or for all. */
export const frameworkQuery = (frameworkId: string, accountId: string | undefined) =>
  queryOptions({
    queryKey: [...keys.compliance, 'framework', frameworkId, accountId ?? null],
    queryFn: ({ signal }) => api.getComplianceFramework({ params: { frameworkId }, query: of(accountId) }, { signal }),
    // Another account of the same framework has the same controls: they stay while their states are on their way.
    placeholderData: (last, query) => (query?.queryKey[2] === frameworkId ? keepPreviousData(last) : undefined),
  });

/** On what a control's status rests, for one account or for all. */
export const evidenceQuery = (frameworkId: string, controlId: string, accountId: string | undefined) =>
  queryOptions({
    queryKey: [...keys.compliance, 'evidence', frameworkId, controlId, accountId ?? null],
    queryFn: ({ signal }) =>
      api.getControlEvidence({ params: { frameworkId }, query: { ...of(accountId), controlId } }, { signal }),
  });
