import type { ComplianceFramework } from '@cspmexa/contracts';
import { Button } from '@mantine/core';
import { IconFilterOff } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useLocation, useParams } from 'react-router';
import { ExportMenu } from '../exports/export-menu.js';
import { useFormat } from '../format/use-format.js';
import { useLanguage } from '../i18n/use-language.js';
import { useRowKeys } from '../policies/use-row-keys.js';
import { BackLink } from '../shell/back-link.js';
import { PageHeader } from '../shell/page-header.js';
import { QueryView } from '../states/query-view.js';
import { RowSkeleton } from '../states/row-skeleton.js';
import { ZeroResults } from '../states/zero-results.js';
import { IgnoredNotice } from '../table/ignored-notice.js';
import { SearchField } from '../table/search-field.js';
import { writeUrl } from '../url/url-state.js';
import { useUrlState } from '../url/use-url-state.js';
import { AccountSelect } from './account-select.js';
import { frameworkQuery } from './compliance-queries.js';
import { ControlDrawer } from './control-drawer.js';
import { FrameworkSummary } from './framework-summary.js';
import { frameworkName } from './framework-name.js';
import { frameworkView } from './framework-view.js';
import { matchingControls } from './matching-controls.js';
import { Section } from './section.js';

/** A framework's controls, for one account or for all. */
export const FrameworkPage = () => {
  const { t } = useTranslation();
  const { frameworkId = '' } = useParams();
  const { values } = useUrlState(frameworkView);
  const framework = useQuery(frameworkQuery(frameworkId, values.account));
  return (
    <>
      {!framework.data && (
        <PageHeader
          back={<BackLink to="/compliance" label={t('compliance.title')} />}
          title={frameworkName(frameworkId)}
        />
      )}
      <QueryView query={framework} skeleton={<RowSkeleton rows={10} height={56} />}>
        {(data) => <FrameworkContent framework={data} isStale={framework.isPlaceholderData} />}
      </QueryView>
    </>
  );
};

interface Props {
  readonly framework: ComplianceFramework;
  readonly isStale: boolean;
}

const FrameworkContent = ({ framework, isStale }: Props) => {
  const { t } = useTranslation();
  const language = useLanguage();
  const format = useFormat();
  const location = useLocation();
  useRowKeys(t('compliance.title'));
  const { values, ignored, change } = useUrlState(frameworkView);
  const { status = [], search, account, closed = [], control } = values;
  const shown = matchingControls(framework.sections, { status, search }, language);
  const count = (sections: ComplianceFramework['sections']): number =>
    sections.reduce((sum, section) => sum + section.controls.length, 0);
  const numbers = { shown: count(shown), of: count(framework.sections) };
  const clear = (): void => change({ status: undefined, search: undefined });
  const urlOf = (controlId: string): string =>
    `?${writeUrl(frameworkView, new URLSearchParams(location.search), { control: controlId })}`;

  return (
    <>
      <PageHeader
        back={<BackLink to="/compliance" label={t('compliance.title')} />}
        title={`${framework.title} ${framework.version}`}
        actions={
          <>
            <AccountSelect
              hideLabel
              size="sm"
              label={t('compliance.account')}
              all={t('compliance.allAccounts')}
              value={account ?? null}
              onChange={(accountId) => change({ account: accountId ?? undefined })}
            />
            <ExportMenu of="compliance" frameworkId={framework.id} accountId={account ?? null} />
          </>
        }
      />
      <IgnoredNotice names={ignored} />
      <FrameworkSummary counts={framework.counts} chosen={status} onChange={(chosen) => change({ status: chosen })} />
      <div className="filters" role="search" aria-label={t('compliance.filters')}>
        <SearchField
          label={t('compliance.search')}
          value={search ?? ''}
          onChange={(next) => change({ search: next || undefined }, { replace: true })}
        />
        {(status.length > 0 || search) && (
          <Button size="xs" variant="subtle" leftSection={<IconFilterOff size={14} aria-hidden />} onClick={clear}>
            {t('states.clearFilters')}
          </Button>
        )}
        <span className="filters-end">
          <span className="sub" role="status">
            {t('compliance.shown', {
              count: numbers.of,
              shown: format.number(numbers.shown),
              of: format.number(numbers.of),
            })}
          </span>
          <Button
            size="compact-xs"
            variant="subtle"
            onClick={() =>
              change({ closed: closed.length > 0 ? [] : framework.sections.map(({ id }) => id) }, { replace: true })
            }
          >
            {t(closed.length > 0 ? 'compliance.expandAll' : 'compliance.collapseAll')}
          </Button>
        </span>
      </div>
      <div className="panel list" data-flush data-stale={isStale || undefined}>
        {shown.map((section) => (
          <Section
            key={section.id}
            section={section}
            isOpen={!closed.includes(section.id)}
            onToggle={() =>
              change(
                {
                  closed: closed.includes(section.id)
                    ? closed.filter((id) => id !== section.id)
                    : [...closed, section.id],
                },
                { replace: true },
              )
            }
            urlOf={urlOf}
            openControl={control}
          />
        ))}
        {shown.length === 0 && <ZeroResults onClear={clear} />}
      </div>
      {control && (
        <ControlDrawer
          frameworkId={framework.id}
          controlId={control}
          accountId={account}
          among={shown.flatMap((section) => section.controls.map(({ id }) => id))}
          onGo={(controlId) => change({ control: controlId })}
        />
      )}
    </>
  );
};
