import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api } from '../api/client.js';
import { keys } from '../api/keys.js';

const pageSize = 50;

export const membersQuery = (cursor: string | undefined) =>
  queryOptions({
    queryKey: [...keys.members, 'list', cursor ?? null],
    queryFn: ({ signal }) => api.listMembers({ query: { limit: pageSize, ...(cursor ? { cursor } : {}) } }, { signal }),
    placeholderData: keepPreviousData,
  });

export const invitationsQuery = (cursor: string | undefined) =>
  queryOptions({
    queryKey: [...keys.invitations, cursor ?? null],
    queryFn: ({ signal }) =>
      api.listInvitations({ query: { limit: pageSize, ...(cursor ? { cursor } : {}) } }, { signal }),
    placeholderData: keepPreviousData,
  });

export const tenantQuery = queryOptions({
  queryKey: keys.tenant,
  queryFn: ({ signal }) => api.getTenant({}, { signal }),
});
