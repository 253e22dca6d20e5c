import type { Finding, FindingGroup, FindingGroupQuery, FindingGrouping } from '@cspmexa/contracts';
import { Button } from '@mantine/core';
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useRef, useState, type ReactNode, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation, useNavigate, useParams } from 'react-router';
import { useFormat } from '../format/use-format.js';
import { QueryView } from '../states/query-view.js';
import { RowSkeleton } from '../states/row-skeleton.js';
import { findingGroupsQuery, groupFindingsQuery } from './findings-queries.js';
import { withinGroup, type Look } from './findings-view.js';
import { GroupRow } from './group-row.js';
import { useGroupName } from './group-name.js';
import { nothing, toggled, type Selection } from './selection.js';
import { useRowLayout } from './use-row-layout.js';
import { useTriageKeys, type Act } from './use-triage-keys.js';

interface Props {
  readonly by: FindingGrouping;
  readonly look: Look;
  /** What the list is asked with. */
  readonly q: string;
  readonly order: FindingGroupQuery['sort'];
  readonly urlOfQuery: (q: string) => string;
  readonly accountNames: ReadonlyMap<string, string>;
  readonly selection: Selection;
  readonly onSelection: (selection: Selection) => void;
  readonly canChange: boolean;
  readonly onAct: Act;
  readonly onUndo: () => void;
  readonly bar: RefObject<HTMLInputElement | null>;
  /** What is shown when there is no group. */
  readonly empty: ReactNode;
}

const rowSelector = '[data-row]';

/** Findings gathered by what they share; a group opens in place. */
export const GroupsList = (props: Props) => {
  const { by, look, q, order, urlOfQuery, accountNames, selection, onSelection, canChange, onAct, empty } = props;
  const { t } = useTranslation();
  const format = useFormat();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { search, state } = useLocation();
  const { findingId } = useParams();
  const root = useRef<HTMLDivElement>(null);
  const { isCard, rowHeight, columns, tracks } = useRowLayout(root, look.columns, 'comfortable');
  const groups = useInfiniteQuery(findingGroupsQuery(by, q, order));
  const nameOf = useGroupName(by, accountNames);
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());

  const toggle = (key: string): void => {
    const next = new Set(opened);
    if (!next.delete(key)) next.add(key);
    setOpened(next);
  };
  const rowsOf = (): HTMLElement[] => [...(root.current?.querySelectorAll<HTMLElement>(rowSelector) ?? [])];
  const focused = (): HTMLElement | null => {
    const { activeElement } = document;
    return activeElement instanceof HTMLElement ? activeElement.closest<HTMLElement>(rowSelector) : null;
  };
  const findingOf = (row: Element | null): Finding | undefined => {
    const id = row?.querySelector<HTMLElement>('[data-finding]')?.dataset['finding'];
    return id === undefined ? undefined : known().find((finding) => finding.id === id);
  };
  const known = (): Finding[] =>
    [...opened].flatMap((key) => {
      const group = all.find((one) => one.key === key);
      const found = group && queries.getQueryData(groupFindingsQuery(withinGroup(q, group.q), look.sort).queryKey);
      return found?.items ?? [];
    });
  const all: readonly FindingGroup[] = groups.data?.pages.flatMap(({ items }) => items) ?? [];
  const [current, setCurrent] = useState<Finding>();
  const move = (step: number): void => {
    const rows = rowsOf();
    const at = rows.findIndex((row) => row === focused());
    rows[Math.max(0, Math.min(rows.length - 1, at < 0 ? 0 : at + step))]?.focus();
  };
  const openNext = (step: number): void => {
    const list = known();
    const next = list[list.findIndex(({ id }) => id === findingId) + step];
    if (next) void navigate({ pathname: `/findings/${next.id}`, search }, { state, replace: true });
  };
  const select = (finding: Finding): void => onSelection(toggled(selection, finding));

  useTriageKeys({
    bar: props.bar,
    current: findingId ? known().find(({ id }) => id === findingId) : current,
    selection,
    isOpen: findingId !== undefined,
    canChange,
    move: (step) => (findingId === undefined ? move(step) : openNext(step)),
    moveOpen: openNext,
    select: () => current && select(current),
    clear: () => onSelection(nothing),
    act: onAct,
    undo: props.onUndo,
  });

  return (
    <div
      className="panel findings-list groups"
      ref={root}
      data-card={isCard || undefined}
      data-stale={groups.isPlaceholderData || undefined}
      style={{ '--tracks': tracks, '--row': `${rowHeight}px` } as React.CSSProperties} // Custom properties are no part of the type.
      onFocus={() => setCurrent(findingOf(focused()))}
      onKeyDown={(event) => {
        const row = event.target instanceof HTMLElement && event.target.hasAttribute('data-row') ? event.target : null;
        if (row && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
          event.preventDefault();
          move(event.key === 'ArrowDown' ? 1 : -1);
        } else if (row && event.key === 'Enter' && row.getAttribute('role') === 'row') {
          event.preventDefault();
          row.querySelector<HTMLElement>('[data-finding]')?.click();
        }
      }}
    >
      <QueryView query={groups} skeleton={<RowSkeleton rows={10} />}>
        {() =>
          all.length === 0 ? (
            empty
          ) : (
            <>
              <ul className="group-list" aria-label={t('triage.group.list')}>
                {all.map((group) => {
                  const inside = withinGroup(q, group.q);
                  const name = nameOf(group);
                  return (
                    <GroupRow
                      key={group.key}
                      group={group}
                      name={name}
                      detail={
                        group.key && group.key !== name && by !== 'severity' && by !== 'service'
                          ? by === 'account'
                            ? (group.name ?? undefined)
                            : group.key
                          : undefined
                      }
                      q={inside}
                      sort={look.sort}
                      listUrl={urlOfQuery(inside)}
                      isOpen={opened.has(group.key)}
                      onToggle={() => toggle(group.key)}
                      columns={columns}
                      accountNames={accountNames}
                      selection={selection}
                      onSelect={canChange ? select : undefined}
                    />
                  );
                })}
              </ul>
              {groups.hasNextPage && (
                <Button
                  variant="subtle"
                  size="xs"
                  m="sm"
                  loading={groups.isFetchingNextPage}
                  onClick={() => void groups.fetchNextPage()}
                >
                  {t('triage.group.more')} ({format.number(all.length)})
                </Button>
              )}
            </>
          )
        }
      </QueryView>
    </div>
  );
};
