import type { Account, DiscoveredAccount } from '@cspmexa/contracts';
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api } from '../api/client.js';
import { keys } from '../api/keys.js';

const mostPages = 10;

/** The accounts by name, for filters and labels: the first 2,000. */
export const accountsQuery = queryOptions({
  queryKey: [...keys.accounts, 'names'],
  queryFn: async ({ signal }): Promise<{ items: Account[] }> => {
    const items: Account[] = [];
    let cursor: string | null = null;
    for (let page = 0; page < mostPages; page += 1) {
      const answer: { items: Account[]; next: string | null } = await api.listAccounts(
        { query: { limit: 200, ...(cursor ? { cursor } : {}) } },
        { signal },
      );
      items.push(...answer.items);
      cursor = answer.next;
      if (!cursor) break;
    }
    return { items };
  },
});

export const accountsPageQuery = (cursor: string | undefined) =>
  queryOptions({
    queryKey: [...keys.accounts, 'list', cursor ?? null],
    queryFn: ({ signal }) => api.listAccounts({ query: { limit: 50, ...(cursor ? { cursor } : {}) } }, { signal }),
    placeholderData: keepPreviousData,
  });

export const accountQuery = (accountId: string) =>
  queryOptions({
    queryKey: [...keys.accounts, 'one', accountId],
    queryFn: ({ signal }) => api.getAccount({ params: { accountId } }, { signal }),
  });

export const onboardingQuery = (accountId: string) =>
  queryOptions({
    queryKey: [...keys.accounts, 'onboarding', accountId],
    queryFn: ({ signal }) => api.getAccountOnboarding({ params: { accountId } }, { signal }),
  });

export const schedulesQuery = (accountId: string) =>
  queryOptions({
    queryKey: [...keys.accounts, 'schedules', accountId],
    queryFn: ({ signal }) => api.listSchedules({ params: { accountId } }, { signal }),
  });

export const schedulePreviewQuery = (cron: string, timeZone: string) =>
  queryOptions({
    queryKey: [...keys.accounts, 'schedule-preview', cron, timeZone],
    queryFn: ({ signal }) => api.previewSchedule({ query: { cron, timeZone } }, { signal }),
    retry: false,
  });

export const permissionsQuery = (accountId: string) =>
  queryOptions({
    queryKey: [...keys.accounts, 'permissions', accountId],
    queryFn: ({ signal }) => api.diagnoseAccount({ params: { accountId } }, { signal }),
  });

export const discoveredQuery = (state: readonly DiscoveredAccount['state'][], cursor: string | undefined) =>
  queryOptions({
    queryKey: [...keys.accounts, 'discovered', state, cursor ?? null],
    queryFn: ({ signal }) =>
      api.listDiscoveredAccounts(
        { query: { limit: 100, ...(state.length > 0 ? { state: [...state] } : {}), ...(cursor ? { cursor } : {}) } },
        { signal },
      ),
    placeholderData: keepPreviousData,
  });
