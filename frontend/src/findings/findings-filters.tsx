import { FindingSort, FindingStatus, Severity } from '@cspmexa/contracts';
import { Button, NativeSelect } from '@mantine/core';
import { IconFilterOff } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { accountOption } from '../accounts/account-option.js';
import { accountsQuery } from '../accounts/accounts-queries.js';
import { awsRegions } from '../aws/regions.js';
import { useText } from '../i18n/use-language.js';
import { policiesQuery } from '../policies/policies-queries.js';
import { SeverityMark } from '../severity/severity-mark.js';
import { FilterMenu } from '../table/filter-menu.js';
import { SearchField } from '../table/search-field.js';
import type { UrlPatch } from '../url/url-state.js';
import { isNarrowed, noFilters, statusOf, type findingsView, type FindingsView } from './findings-view.js';

interface Props {
  readonly view: FindingsView;
  readonly onChange: (patch: UrlPatch<typeof findingsView>, options?: { replace?: boolean }) => void;
}

const same = (value: string) => ({ value, label: value });

/** What narrows and orders the list of findings. */
export const FindingsFilters = ({ view, onChange }: Props) => {
  const { t } = useTranslation();
  const text = useText();
  const accounts = useQuery(accountsQuery).data?.items ?? [];
  const policies = useQuery(policiesQuery).data?.items ?? [];
  const services = [...new Set(policies.map((policy) => policy.service))].sort();
  // A filter that changes makes the cursor meaningless.
  const narrow = (patch: UrlPatch<typeof findingsView>, options?: { replace?: boolean }): void =>
    onChange({ ...patch, cursor: undefined }, options);

  return (
    <div className="filters" role="search" aria-label={t('findings.filters')}>
      <SearchField
        label={t('findings.search')}
        value={view.search ?? ''}
        onChange={(search) => narrow({ search: search || undefined }, { replace: true })}
      />
      <FilterMenu
        label={t('findings.fields.status')}
        values={statusOf(view)}
        options={FindingStatus.options.map((value) => ({ value, label: t(`findings.status.${value}`) }))}
        onChange={(values) => narrow({ status: FindingStatus.array().parse(values) })}
      />
      <FilterMenu
        label={t('findings.fields.severity')}
        values={view.severity ?? []}
        options={Severity.options.map((value) => ({
          value,
          label: t(`severity.${value}`),
          mark: <SeverityMark severity={value} />,
        }))}
        onChange={(values) => narrow({ severity: Severity.array().parse(values) })}
      />
      <FilterMenu
        label={t('findings.fields.service')}
        values={view.service ?? []}
        options={services.map((value) => ({ value, label: value.toUpperCase() }))}
        onChange={(service) => narrow({ service })}
      />
      <FilterMenu
        label={t('findings.fields.account')}
        values={view.accountId ?? []}
        options={accounts.map(accountOption)}
        onChange={(accountId) => narrow({ accountId })}
      />
      <FilterMenu
        label={t('findings.fields.region')}
        values={view.region ?? []}
        options={['global', ...awsRegions].map(same)}
        onChange={(region) => narrow({ region })}
      />
      <FilterMenu
        label={t('findings.fields.policy')}
        values={view.policyId ?? []}
        options={policies.map(({ id, title }) => ({ value: id, label: text(title) }))}
        onChange={(policyId) => narrow({ policyId })}
      />
      {isNarrowed(view) && (
        <Button
          size="xs"
          variant="subtle"
          leftSection={<IconFilterOff size={14} aria-hidden />}
          onClick={() => onChange(noFilters)}
        >
          {t('states.clearFilters')}
        </Button>
      )}
      <NativeSelect
        className="sort"
        size="xs"
        aria-label={t('table.sort')}
        value={view.sort ?? '-severity'}
        data={FindingSort.options.map((value) => ({ value, label: t(`findings.sort.${value}`) }))}
        onChange={(event) => narrow({ sort: FindingSort.parse(event.currentTarget.value) })}
      />
    </div>
  );
};
