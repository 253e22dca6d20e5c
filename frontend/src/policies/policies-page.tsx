import { listOf, Severity } from '@cspmexa/contracts';
import { Button, Switch } from '@mantine/core';
import { IconBook2, IconFilterOff } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { useLanguage } from '../i18n/use-language.js';
import { SeverityMark } from '../severity/severity-mark.js';
import { PageHeader } from '../shell/page-header.js';
import { EmptyState } from '../states/empty-state.js';
import { QueryView } from '../states/query-view.js';
import { RowSkeleton } from '../states/row-skeleton.js';
import { ZeroResults } from '../states/zero-results.js';
import { FilterMenu } from '../table/filter-menu.js';
import { IgnoredNotice } from '../table/ignored-notice.js';
import { SearchField } from '../table/search-field.js';
import { useUrlState } from '../url/use-url-state.js';
import { matchingPolicies, policySettings } from './matching-policies.js';
import { PoliciesTable } from './policies-table.js';
import { policiesQuery } from './policies-queries.js';
import { useRowKeys } from './use-row-keys.js';

const view = {
  search: z.string().max(200),
  severity: listOf(Severity),
  service: listOf(z.string().max(40)),
  kind: listOf(z.string().max(80)),
  setting: listOf(z.enum(policySettings)),
  failing: z.enum(['true']),
};
const noFilters = {
  search: undefined,
  severity: undefined,
  service: undefined,
  kind: undefined,
  setting: undefined,
  failing: undefined,
};

/** The catalogue: everything that is judged. */
export const PoliciesPage = () => {
  const { t } = useTranslation();
  const language = useLanguage();
  const { values, ignored, change } = useUrlState(view);
  const policies = useQuery(policiesQuery);
  const all = policies.data?.items ?? [];
  const shown = matchingPolicies(all, { ...values, failing: values.failing === 'true' }, language);
  const services = [...new Set(all.map(({ service }) => service))].sort();
  const kinds = [...new Set(all.map(({ resourceKind }) => resourceKind))].sort();
  useRowKeys(t('policies.title'));
  const narrowed = Object.keys(values).length > 0;
  return (
    <>
      <PageHeader
        title={t('policies.title')}
        subtitle={policies.data ? t('policies.count', { count: shown.length, of: all.length }) : t('policies.lead')}
      />
      <IgnoredNotice names={ignored} />
      <div className="filters" role="search" aria-label={t('policies.filters')}>
        <SearchField
          label={t('policies.search')}
          value={values.search ?? ''}
          onChange={(search) => change({ search: search || undefined }, { replace: true })}
        />
        <FilterMenu
          label={t('findings.fields.severity')}
          values={values.severity ?? []}
          options={Severity.options.map((value) => ({
            value,
            label: t(`severity.${value}`),
            mark: <SeverityMark severity={value} />,
          }))}
          onChange={(severity) => change({ severity: Severity.array().parse(severity) })}
        />
        <FilterMenu
          label={t('findings.fields.service')}
          values={values.service ?? []}
          options={services.map((value) => ({ value, label: value.toUpperCase() }))}
          onChange={(service) => change({ service })}
        />
        <FilterMenu
          label={t('findings.fields.kind')}
          values={values.kind ?? []}
          options={kinds.map((value) => ({ value, label: value }))}
          onChange={(kind) => change({ kind })}
        />
        <FilterMenu
          label={t('policies.setting')}
          values={values.setting ?? []}
          options={policySettings.map((value) => ({ value, label: t(`policies.settings.${value}`) }))}
          onChange={(setting) => change({ setting: z.enum(policySettings).array().parse(setting) })}
        />
        <Switch
          size="xs"
          label={t('policies.failingOnly')}
          checked={values.failing === 'true'}
          onChange={(event) => change({ failing: event.currentTarget.checked ? 'true' : undefined })}
        />
        {narrowed && (
          <Button
            size="xs"
            variant="subtle"
            leftSection={<IconFilterOff size={14} aria-hidden />}
            onClick={() => change(noFilters)}
          >
            {t('states.clearFilters')}
          </Button>
        )}
      </div>
      <div className="panel list" data-flush>
        <QueryView query={policies} skeleton={<RowSkeleton rows={10} />}>
          {({ items }) => {
            if (shown.length > 0) return <PoliciesTable policies={shown} />;
            if (items.length > 0) return <ZeroResults onClear={() => change(noFilters)} />;
            return (
              <EmptyState
                icon={<IconBook2 size={28} />}
                title={t('policies.emptyTitle')}
                why={t('policies.emptyWhy')}
              />
            );
          }}
        </QueryView>
      </div>
    </>
  );
};
