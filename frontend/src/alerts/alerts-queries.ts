import type { AlertRule, DeliveryKind, DeliveryState } from '@cspmexa/contracts';
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api } from '../api/client.js';
import { keys } from '../api/keys.js';

/** The rules of the tenant: few, so that all are fetched (the first 200). */
export const alertRulesQuery = queryOptions({
  queryKey: [...keys.alertRules, 'list'],
  queryFn: async ({ signal }): Promise<{ items: AlertRule[] }> =>
    api.listAlertRules({ query: { limit: 200 } }, { signal }),
});

interface Filters {
  readonly state?: readonly DeliveryState[] | undefined;
  readonly kind?: readonly DeliveryKind[] | undefined;
  readonly cursor?: string | undefined;
}

export function deliveriesQuery({ state, kind, cursor }: Filters) {
  const query = {
    limit: 50,
    ...(state?.length ? { state: [...state] } : {}),
    ...(kind?.length ? { kind: [...kind] } : {}),
    ...(cursor ? { cursor } : {}),
  };
  return queryOptions({
    queryKey: [...keys.deliveries, 'list', query],
    queryFn: ({ signal }) => api.listDeliveries({ query }, { signal }),
    placeholderData: keepPreviousData,
  });
}

export const deliveryQuery = (deliveryId: string) =>
  queryOptions({
    queryKey: [...keys.deliveries, 'one', deliveryId],
    queryFn: ({ signal }) => api.getDelivery({ params: { deliveryId } }, { signal }),
  });
