import type { FindingGroupQuery } from '@cspmexa/contracts';
import type { UseQueryResult } from '@tanstack/react-query';
import { lazy, Suspense, useState, type ReactNode, type RefObject } from 'react';
import { useCan } from '../session/use-session.js';
import { QueryView } from '../states/query-view.js';
import { RowSkeleton } from '../states/row-skeleton.js';
import { BulkBar } from './bulk-bar.js';
import { FindingsList } from './findings-list.js';
import type { FindingPage } from './findings-queries.js';
import type { FindingsPatch, Look } from './findings-view.js';
import { GroupsList } from './groups-list.js';
import { countOf, nothing, type Selection } from './selection.js';
import { useBulk } from './use-bulk.js';
import type { Act, Action } from './use-triage-keys.js';

const BulkDialog = lazy(async () => ({ default: (await import('./bulk-dialog.js')).BulkDialog }));

interface Props {
  /** What the list is asked with. */
  readonly q: string;
  readonly look: Look;
  /** Of the groups. */
  readonly order: FindingGroupQuery['sort'];
  readonly open: readonly string[];
  readonly at: number;
  /** The first page of the list that is read; it is not asked for where findings are grouped. */
  readonly first: UseQueryResult<FindingPage>;
  /** Grows when the list is read anew. */
  readonly turn: number;
  readonly onRefresh: () => void;
  readonly onChange: (patch: FindingsPatch, options: { readonly replace: boolean }) => void;
  readonly accountNames: ReadonlyMap<string, string>;
  readonly empty: ReactNode;
  readonly bar: RefObject<HTMLInputElement | null>;
  readonly focusList: RefObject<(() => void) | null>;
}

interface Asked {
  readonly action: Exclude<Action, 'remove-exception'>;
  readonly selection: Selection;
}

/** What a query finds, what is selected of it, and what is done with that. Selecting draws nothing else of the page again. */
export const FindingsTriage = (props: Props) => {
  const { q, look, order, open, at, first, turn, onRefresh, onChange, accountNames, empty, bar, focusList } = props;
  const canChange = useCan()('findings:triage');
  const [selected, setSelected] = useState<{ q: string; selection: Selection }>({ q, selection: nothing });
  // What is selected belongs to a query.
  const selection = selected.q === q ? selected.selection : nothing;
  const select = (next: Selection): void => setSelected({ q, selection: next });
  const bulk = useBulk(onRefresh);
  const [asked, setAsked] = useState<Asked>();
  const act: Act = (action, target) => {
    bulk.reset();
    if (action === 'remove-exception')
      bulk.change({ selection: target, action: { kind: action } }, () => select(nothing));
    else setAsked({ action, selection: target });
  };
  const shared = {
    at,
    accountNames,
    selection,
    onSelection: select,
    canChange,
    onAct: act,
    onUndo: bulk.undo,
    onAt: (next: number) => onChange({ at: next > 0 ? next : undefined }, { replace: true }),
    bar,
    focusList,
  };
  return (
    <>
      <BulkBar
        selection={selection}
        total={first.data?.total ?? countOf(selection)}
        q={q}
        isBusy={bulk.isBusy}
        onSelection={select}
        onAct={act}
      />
      {look.group !== null ? (
        <div className="findings-body">
          <GroupsList
            {...shared}
            by={look.group}
            look={look}
            q={q}
            order={order}
            open={open}
            onOpen={(next) => onChange({ open: next }, { replace: true })}
            empty={empty}
          />
        </div>
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
                  columns={look.columns}
                  onRefresh={onRefresh}
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
    </>
  );
};
