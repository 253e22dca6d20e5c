import {
  findingFlags,
  findingQueryKeys,
  FindingStatus,
  isAccount,
  Severity,
  type Account,
  type FindingFacets,
  type Person,
  type Policy,
  type Text,
} from '@cspmexa/contracts';
import { useQuery } from '@tanstack/react-query';
import type { TFunction } from 'i18next';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { accountsQuery } from '../accounts/accounts-queries.js';
import { useText } from '../i18n/use-language.js';
import { peopleQuery } from '../members/people-queries.js';
import { policiesQuery } from '../policies/policies-queries.js';
import type { QueryKey, QueryValue } from '../query-bar/completions.js';
import { facetsQuery } from './findings-queries.js';

type FacetKey = FindingFacets['items'][number]['key'];

/** Values of one key for a menu or a completion, the most frequent first. */
export interface FindingValues {
  readonly keys: readonly QueryKey[];
  readonly valuesOf: (key: FacetKey) => readonly QueryValue[];
}

const none: readonly never[] = [];
const ages = ['<7d', '>30d', '>90d'];

/** The keys that the findings are searched by, with the values that there are under a query. */
export function useFindingKeys(q: string): FindingValues {
  const { t } = useTranslation();
  const text = useText();
  const facets = useQuery(facetsQuery(q)).data?.items ?? none;
  const accounts = useQuery(accountsQuery).data?.items ?? none;
  const policies = useQuery(policiesQuery).data?.items ?? none;
  const people = useQuery(peopleQuery).data?.items ?? none;
  return useMemo(
    () => valuesFrom({ facets, accounts, policies, people, t, text }),
    [facets, accounts, policies, people, t, text],
  );
}

/** What there is, and how it is said. */
interface Known {
  readonly facets: readonly FindingFacets['items'][number][];
  readonly accounts: readonly Account[];
  readonly policies: readonly Policy[];
  readonly people: readonly Person[];
  readonly t: TFunction;
  readonly text: (text: Text) => string;
}

function valuesFrom({ facets, accounts, policies, people, t, text }: Known): FindingValues {
  const counts = (key: FacetKey): QueryValue[] => facets.find((facet) => facet.key === key)?.values ?? [];
  const accountOf = (value: string) =>
    accounts.find(({ id, name, awsAccountId }) =>
      isAccount(value, { accountId: id, awsAccountId: awsAccountId ?? '', accountName: name }),
    );
  const named = (key: FacetKey, value: string): Pick<QueryValue, 'value' | 'label'> => {
    switch (key) {
      case 'severity':
        return { value, label: t(`severity.${Severity.parse(value)}`) };
      case 'status':
        return { value, label: t(`findings.status.${FindingStatus.parse(value)}`) };
      case 'account': {
        const account = accountOf(value);
        return account ? { value: account.awsAccountId ?? account.id, label: account.name } : { value };
      }
      case 'policy': {
        const policy = policies.find(({ id }) => id === value);
        return policy ? { value, label: text(policy.title) } : { value };
      }
      case 'assignee': {
        if (value === '' || value === 'none') return { value: 'none', label: t('triage.none') };
        const name = people.find(({ email }) => email === value)?.name;
        return name ? { value, label: name } : { value };
      }
      default:
        return { value };
    }
  };
  const valuesOf = (key: FacetKey): QueryValue[] => {
    const found = counts(key).map((one) => ({ ...named(key, one.value), count: one.count ?? 0 }));
    // Of a few keys every value is offered, in its own order.
    const fixed = key === 'severity' ? Severity.options : key === 'status' ? FindingStatus.options : undefined;
    return fixed
      ? fixed.map((value) => found.find((one) => one.value === value) ?? { ...named(key, value), count: 0 })
      : found;
  };
  const withMe = (): QueryValue[] => [
    { value: 'me', label: t('triage.is.mine') },
    ...valuesOf('assignee'),
    ...people
      .filter(({ email }) => !counts('assignee').some(({ value }) => value === email))
      .map(({ email, name }) => ({ value: email, ...(name ? { label: name } : {}) })),
  ];
  const valuesOfKey = (key: (typeof findingQueryKeys)[number]): readonly QueryValue[] => {
    switch (key) {
      case 'is':
        return findingFlags.map((value) => ({ value, label: t(`triage.is.${value}`) }));
      case 'assignee':
        return withMe();
      case 'severity':
      case 'status':
      case 'service':
      case 'region':
      case 'account':
      case 'policy':
        return valuesOf(key);
      case 'opened':
      case 'changed':
      case 'fixed':
        return ages.map((value) => ({ value }));
      case 'due':
        return ['<7d', '<30d'].map((value) => ({ value }));
      default:
        return [];
    }
  };
  return {
    keys: findingQueryKeys.map((key) => ({ key, label: t(`triage.keys.${key}`), values: valuesOfKey(key) })),
    valuesOf,
  };
}
