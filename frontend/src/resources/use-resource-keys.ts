import { isAccount, resourceFlags, resourceQueryKeys, type ResourceFacets } from '@cspmexa/contracts';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { accountsQuery } from '../accounts/accounts-queries.js';
import type { QueryKey, QueryValue } from '../query-bar/completions.js';
import { useKindName } from './names.js';
import { resourceFacetsQuery } from './resources-queries.js';

export type ResourceFacetKey = ResourceFacets['items'][number]['key'];

export interface ResourceValues {
  readonly keys: readonly QueryKey[];
  /** Values of a key for a menu, the most frequent first. */
  readonly valuesOf: (key: ResourceFacetKey) => readonly QueryValue[];
  /** How many resources the query finds; undefined until that is known. */
  readonly total: number | undefined;
}

/** The keys that the inventory is searched by, with the values that there are under a query. */
export function useResourceKeys(q: string, ownKeys: readonly string[]): ResourceValues {
  const { t } = useTranslation();
  const kindName = useKindName();
  const facets = useQuery(resourceFacetsQuery(q)).data?.items;
  const accounts = useQuery(accountsQuery).data?.items ?? [];

  const counts = (key: ResourceFacetKey): readonly QueryValue[] =>
    facets?.find((facet) => facet.key === key)?.values ?? [];
  const named = (key: ResourceFacetKey, value: string): Pick<QueryValue, 'value' | 'label'> => {
    if (key === 'kind') return { value, label: kindName(value) };
    if (key !== 'account') return { value };
    const account = accounts.find(({ id, name, awsAccountId }) =>
      isAccount(value, { accountId: id, awsAccountId: awsAccountId ?? '', accountName: name }),
    );
    return account ? { value: account.awsAccountId ?? account.id, label: account.name } : { value };
  };
  const valuesOf = (key: ResourceFacetKey): QueryValue[] =>
    counts(key).map(({ value, count }) => ({ ...named(key, value), ...(count === undefined ? {} : { count }) }));
  const valuesOfKey = (key: (typeof resourceQueryKeys)[number]): readonly QueryValue[] => {
    if (key === 'is') return resourceFlags.map((value) => ({ value, label: t(`resources.is.${value}`) }));
    return key === 'arn' ? [] : valuesOf(key);
  };
  // Every resource has one of each of these. Counts of a key leave its own terms out of the query.
  const counted = (['service', 'region', 'kind', 'account'] as const).find((key) => !ownKeys.includes(key));
  return {
    keys: resourceQueryKeys.map((key) => ({ key, label: t(`resources.keys.${key}`), values: valuesOfKey(key) })),
    valuesOf,
    total: facets && counted ? counts(counted).reduce((sum, { count }) => sum + (count ?? 0), 0) : undefined,
  };
}
