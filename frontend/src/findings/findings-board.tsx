import { parseFindingQuery } from '@cspmexa/contracts';
import { Alert } from '@mantine/core';
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { accountsQuery } from '../accounts/accounts-queries.js';
import { ExportMenu } from '../exports/export-menu.js';
import { useFormat } from '../format/use-format.js';
import { QueryBar } from '../query-bar/query-bar.js';
import { understood } from '../query-bar/completions.js';
import { useCan } from '../session/use-session.js';
import { PageHeader } from '../shell/page-header.js';
import { QueryView } from '../states/query-view.js';
import { RowSkeleton } from '../states/row-skeleton.js';
import { IgnoredNotice } from '../table/ignored-notice.js';
import { writeUrl } from '../url/url-state.js';
import { useUrlState } from '../url/use-url-state.js';
import { BulkBar } from './bulk-bar.js';
import { FindingsFilters } from './findings-filters.js';
import { FindingsList } from './findings-list.js';
import { findingPageQuery, pageSize } from './findings-queries.js';
import { findingsView, needsViews, patchForQuery, shownBy } from './findings-view.js';
import { GroupsList } from './groups-list.js';
import { ListTools } from './list-tools.js';
import { NoFindings } from './no-findings.js';
import { countOf, nothing, type Selection } from './selection.js';
import { useBulk } from './use-bulk.js';
import { useFindingKeys } from './use-finding-keys.js';
import type { Act, Action } from './use-triage-keys.js';
import { ViewMenu } from './view-menu.js';
import { ViewsBar } from './views-bar.js';
import { viewsQuery } from './views-queries.js';

const BulkDialog = lazy(async () => ({ default: (await import('./bulk-dialog.js')).BulkDialog }));

interface Asked {
  readonly action: Exclude<Action, 'remove-exception'>;
  readonly selection: Selection;
}

/** The list of findings with everything that narrows, gathers and changes it. Its address says all that it shows. */
export const FindingsBoard = () => {
  const { t } = useTranslation();
  const format = useFormat();
  const can = useCan();
  const queries = useQueryClient();
  const { values: address, ignored, change } = useUrlState(findingsView);
  const views = useQuery(viewsQuery);
  const shown = shownBy(address, views.data?.items ?? []);
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

  const [selected, setSelected] = useState<{ q: string; selection: Selection }>({ q, selection: nothing });
  // What is selected belongs to a query.
  const selection = selected.q === q ? selected.selection : nothing;
  const select = (next: Selection): void => setSelected({ q, selection: next });
  const refresh = (): void => {
    setPlace(address.at ?? 0);
    setTurn(turn + 1);
  };
  const bulk = useBulk(refresh);
  const [asked, setAsked] = useState<Asked>();
  const act: Act = (action, target) => {
    bulk.reset();
    if (action === 'remove-exception')
      bulk.change({ selection: target, action: { kind: action } }, () => select(nothing));
    else setAsked({ action, selection: target });
  };

  const bar = useRef<HTMLInputElement>(null);
  const focusList = useRef<(() => void) | null>(null);
  const ask = (next: string, options?: { replace: boolean }): void => {
    setPlace(0);
    change(patchForQuery(next.trim(), shown), options);
  };
  const canChange = can('findings:triage');
  const empty = <NoFindings q={q} onClear={() => ask('')} hasAccounts={accounts?.length !== 0} />;
  const shared = {
    accountNames,
    selection,
    onSelection: select,
    canChange,
    onAct: act,
    onUndo: bulk.undo,
    bar,
  };

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
      <ViewsBar views={views.data?.items ?? []} shown={shown} />
      <QueryBar
        label={t('triage.bar')}
        value={look.q}
        onChange={ask}
        keys={values.keys}
        parse={parseFindingQuery}
        inputRef={bar}
        onLeave={() => {
          bar.current?.blur();
          focusList.current?.();
        }}
        examples={[
          { query: 'severity:critical,high is:open', says: t('triage.examples.worst') },
          { query: 'service:s3 -account:111122223333', says: t('triage.examples.notAccount') },
          { query: 'is:overdue is:unassigned', says: t('triage.examples.overdue') },
          { query: '"public bucket" opened:<7d', says: t('triage.examples.text') },
        ]}
      />
      <div className="filters" role="group" aria-label={t('findings.filters')}>
        <FindingsFilters q={look.q} values={values} onChange={ask} />
        <ListTools look={look} order={address.order ?? '-severity'} onChange={change} />
      </div>
      <BulkBar
        selection={selection}
        total={total ?? countOf(selection)}
        q={q}
        isBusy={bulk.isBusy}
        onSelection={select}
        onAct={act}
      />
      {look.group !== null ? (
        <GroupsList
          {...shared}
          by={look.group}
          look={look}
          q={q}
          order={address.order ?? '-severity'}
          urlOfQuery={(inside) =>
            `/findings?${writeUrl(findingsView, new URLSearchParams(), { q: inside, sort: look.sort === '-severity' ? undefined : look.sort })}`
          }
          empty={empty}
        />
      ) : (
        <div className="findings-body" data-stale={first.isPlaceholderData || undefined}>
          <QueryView query={first} skeleton={<RowSkeleton rows={12} height={56} />}>
            {(page) =>
              page.total === 0 ? (
                empty
              ) : (
                <FindingsList
                  {...shared}
                  key={`${page.scope.sort} ${page.scope.q}`}
                  scope={page.scope}
                  turn={turn}
                  total={page.total}
                  at={page.scope.q === q ? at : 0}
                  onAt={(next) => change({ at: next > 0 ? next : undefined }, { replace: true })}
                  columns={look.columns}
                  onRefresh={refresh}
                  focusList={focusList}
                />
              )
            }
          </QueryView>
        </div>
      )}
      {asked && (
        <Suspense>
          <BulkDialog
            key={asked.action}
            action={asked.action}
            count={countOf(asked.selection)}
            isBusy={bulk.isBusy}
            error={bulk.error}
            onClose={() => setAsked(undefined)}
            onApply={(action) =>
              bulk.change({ selection: asked.selection, action }, () => {
                setAsked(undefined);
                select(nothing);
              })
            }
          />
        </Suspense>
      )}
    </div>
  );
};
