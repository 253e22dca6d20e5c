import { parseFindingQuery } from '@cspmexa/contracts';
import { Alert } from '@mantine/core';
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { accountsQuery } from '../accounts/accounts-queries.js';
import { ExportMenu } from '../exports/export-menu.js';
import { useFormat } from '../format/use-format.js';
import { QueryBar } from '../query-bar/query-bar.js';
import { understood } from '../query-bar/completions.js';
import { PageHeader } from '../shell/page-header.js';
import { IgnoredNotice } from '../table/ignored-notice.js';
import { useUrlState } from '../url/use-url-state.js';
import { FindingsFilters } from './findings-filters.js';
import { findingPageQuery, pageSize } from './findings-queries.js';
import { FindingsTriage } from './findings-triage.js';
import { findingsView, needsViews, patchForQuery, shownBy } from './findings-view.js';
import { ListTools } from './list-tools.js';
import { NoFindings } from './no-findings.js';
import { useFindingKeys } from './use-finding-keys.js';
import { ViewMenu } from './view-menu.js';
import { ViewsBar } from './views-bar.js';
import { viewsQuery } from './views-queries.js';

const none: readonly never[] = [];

/** The findings with everything that narrows and gathers them. The address says all that is shown. */
export const FindingsBoard = () => {
  const { t } = useTranslation();
  const format = useFormat();
  const queries = useQueryClient();
  const { values: address, ignored, change } = useUrlState(findingsView);
  const views = useQuery(viewsQuery);
  const kept = views.data?.items ?? none;
  const shown = useMemo(() => shownBy(address, kept), [address, kept]);
  const { look } = shown;
  const isReady = !needsViews(address) || !views.isPending;
  const q = understood(look.q, parseFindingQuery(look.q).problems);
  const values = useFindingKeys(q);
  const accounts = useQuery(accountsQuery).data?.items;
  const accountNames = useMemo(() => new Map(accounts?.map(({ id, name }) => [id, name])), [accounts]);

  // What could not be looked at has no findings, which is not to be taken for health.
  const isUnseen =
    accounts?.some(({ status, lastScan }) => status === 'failing' || /failed|partial/.test(lastScan?.state ?? '')) ??
    false;

  const [turn, setTurn] = useState(0);
  const at = address.at ?? 0;
  const [place, setPlace] = useState(at);
  const scope = { q, sort: look.sort };
  const first = useQuery({
    ...findingPageQuery(queries, scope, turn, Math.floor(place / pageSize)),
    placeholderData: keepPreviousData,
    enabled: isReady && look.group === null,
  });
  const total = first.data?.total;

  const refresh = (): void => {
    setPlace(address.at ?? 0);
    setTurn(turn + 1);
  };

  const bar = useRef<HTMLInputElement>(null);
  const focusList = useRef<(() => void) | null>(null);
  const ask = useCallback(
    (next: string, options?: { replace: boolean }): void => {
      setPlace(0);
      change(patchForQuery(next.trim(), shown), options);
    },
    [change, shown],
  );
  const leaveBar = useCallback(() => {
    bar.current?.blur();
    focusList.current?.();
  }, []);
  const examples = useMemo(
    () => [
      { query: 'severity:critical,high is:open', says: t('triage.examples.worst') },
      { query: 'service:s3 -account:111122223333', says: t('triage.examples.notAccount') },
      { query: 'is:overdue is:unassigned', says: t('triage.examples.overdue') },
      { query: '"public bucket" opened:<7d', says: t('triage.examples.text') },
    ],
    [t],
  );

  return (
    <div className="findings">
      <PageHeader
        title={t('findings.title')}
        subtitle={
          <>
            {total === undefined || look.group !== null
              ? t('findings.lead')
              : t('findings.total', { count: total, shown: format.number(total) })}
            {isUnseen && (
              <>
                {' · '}
                <Link to="/scans">{t('triage.unseen')}</Link>
              </>
            )}
          </>
        }
        actions={
          <>
            <ExportMenu of="findings" q={q} sort={look.sort} />
            <ViewMenu shown={shown} />
          </>
        }
      />
      <IgnoredNotice names={ignored} />
      {shown.isMissing && views.isSuccess && (
        <Alert className="notice" role="status">
          {t('triage.views.notFound')}
        </Alert>
      )}
      <ViewsBar views={kept} shown={shown} />
      <QueryBar
        label={t('triage.bar')}
        value={look.q}
        onChange={ask}
        keys={values.keys}
        parse={parseFindingQuery}
        inputRef={bar}
        onLeave={leaveBar}
        examples={examples}
      />
      <div className="filters" role="group" aria-label={t('findings.filters')}>
        <FindingsFilters q={look.q} values={values} onChange={ask} />
        <ListTools look={look} order={address.order ?? '-severity'} onChange={change} />
      </div>
      <FindingsTriage
        q={q}
        look={look}
        order={address.order ?? '-severity'}
        open={address.open ?? []}
        at={at}
        first={first}
        turn={turn}
        onRefresh={refresh}
        onChange={change}
        accountNames={accountNames}
        empty={<NoFindings q={q} onClear={() => ask('')} hasAccounts={accounts?.length !== 0} />}
        bar={bar}
        focusList={focusList}
      />
    </div>
  );
};
