import type { Finding, FindingGroup, FindingGroupQuery, FindingGrouping } from '@cspmexa/contracts';
import { useDebouncedCallback } from '@mantine/hooks';
import { useQueryClient } from '@tanstack/react-query';
import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual';
import {
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  type KeyboardEvent,
  type ReactNode,
  type RefObject,
} from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation, useNavigate, useParams } from 'react-router';
import { QueryView } from '../states/query-view.js';
import { RowSkeleton } from '../states/row-skeleton.js';
import { MoreButton } from '../table/more-button.js';
import { groupFindingsQuery, mostInGroup } from './findings-queries.js';
import type { Look } from './findings-view.js';
import { GroupRow } from './group-row.js';
import { withToggled, writtenKey } from './open-groups.js';
import { nothing, toggled, withAll, type Selection } from './selection.js';
import { useGroups, useReach } from './use-groups.js';
import { useRowLayout } from './use-row-layout.js';
import { useTriageKeys, type Act } from './use-triage-keys.js';

interface Props {
  readonly by: FindingGrouping;
  readonly look: Look;
  /** What the list is asked with. */
  readonly q: string;
  readonly order: FindingGroupQuery['sort'];
  /** Which groups are open, as the address writes them. */
  readonly open: readonly string[];
  readonly onOpen: (open: string[]) => void;
  /** The group at the top of the screen when the list is shown first. */
  readonly at: number;
  readonly onAt: (at: number) => void;
  readonly accountNames: ReadonlyMap<string, string>;
  readonly selection: Selection;
  readonly onSelection: (selection: Selection) => void;
  readonly canChange: boolean;
  readonly onAct: Act;
  readonly onUndo: () => void;
  readonly bar: RefObject<HTMLInputElement | null>;
  /** Where the bar leaves the focus to. */
  readonly focusList: RefObject<(() => void) | null>;
  /** What is shown when there is no group. */
  readonly empty: ReactNode;
}

/** Browsers draw nothing that is much higher than this, in pixels. */
const highest = 16_000_000;
/** Groups that are drawn before they are on the screen. */
const ahead = 6;
/** Pixels of a closed group, until it is measured. */
const usualHeight = { row: 53, card: 112 };

const rowSelector = '[data-row]';
const groupSelector = '[data-position]';
const positionOf = (element: Element | null | undefined): number | undefined => {
  const position = element?.closest(groupSelector)?.getAttribute('data-position');
  return position === null || position === undefined ? undefined : Number(position);
};

/** Findings gathered by what they share, of which only the groups on the screen exist; a group opens in place. */
export const GroupsList = (props: Props) => {
  const { by, look, q, order, open, onOpen, at, onAt, accountNames } = props;
  const { selection, onSelection, canChange, onAct, empty } = props;
  const { t } = useTranslation();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { search, state } = useLocation();
  const { findingId } = useParams();
  const root = useRef<HTMLDivElement>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const { isCard, rowHeight, columns, tracks } = useRowLayout(root, look.columns, 'comfortable');
  const groups = useGroups(by, q, order);
  const { query, loaded, total } = groups;
  const openKeys = open.join();
  const opened = useMemo(() => {
    const written = new Set(openKeys.split(','));
    return openKeys === '' ? [] : loaded.filter(({ key }) => written.has(writtenKey(key)));
  }, [loaded, openKeys]);
  const isOpen = (group: FindingGroup): boolean => opened.includes(group);

  const closedHeight = usualHeight[isCard ? 'card' : 'row'];
  const count = Math.min(total, Math.floor(highest / closedHeight));
  const [current, setCurrent] = useState(0);
  const wantsFocus = useRef<number>(undefined);
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => {
      const group = loaded[index];
      return closedHeight + (group && isOpen(group) ? Math.min(mostInGroup, group.findings) * rowHeight : 0);
    },
    getItemKey: useCallback((index: number) => loaded[index]?.key ?? index, [loaded]),
    indexAttribute: 'data-position',
    overscan: ahead,
    // The group with the focus exists wherever the list is scrolled to, and those that keys go to from it.
    rangeExtractor: (range) =>
      [...new Set([...defaultRangeExtractor(range), current - 1, current, current + 1])]
        .filter((index) => index >= 0 && index < count)
        .sort((a, b) => a - b),
  });
  const items = virtual.getVirtualItems();
  const top = virtual.range?.startIndex ?? 0;
  useReach(groups, Math.min(count - 1, (virtual.range?.endIndex ?? 0) + ahead));

  // Other groups begin at their beginning.
  const scope = `${by} ${order} ${q}`;
  const shownScope = useRef(scope);
  useLayoutEffect(() => {
    if (shownScope.current !== scope) virtual.scrollToOffset(0);
    shownScope.current = scope;
  }, [virtual, scope]);
  const isShown = count > 0;
  const first = useRef(at);
  useLayoutEffect(() => {
    if (isShown && first.current > 0) virtual.scrollToIndex(first.current, { align: 'start' });
    if (isShown) first.current = 0;
  }, [isShown, virtual]);
  const tellPlace = useDebouncedCallback(() => {
    const place = virtual.range?.startIndex ?? 0;
    if (place !== at) onAt(place);
  }, 300);

  const toggle = (key: string): void => onOpen(withToggled(open, key));
  const foundIn = (group: FindingGroup): readonly Finding[] =>
    queries.getQueryData(groupFindingsQuery(group.q, look.sort).queryKey)?.items ?? [];
  /** The findings of the groups that are open, as they stand one under the other. */
  const known = (): Finding[] => opened.flatMap(foundIn);
  const [currentId, setCurrentId] = useState<string>();
  const [anchorId, setAnchorId] = useState<string>();
  const findingOf = (id: string | undefined): Finding | undefined =>
    id === undefined ? undefined : known().find((finding) => finding.id === id);

  const rowsOf = (): HTMLElement[] => [...(root.current?.querySelectorAll<HTMLElement>(rowSelector) ?? [])];
  const focused = (): HTMLElement | null => document.activeElement?.closest<HTMLElement>(rowSelector) ?? null;
  const focusFirst = (): void =>
    rowsOf()
      .find((row) => (positionOf(row) ?? 0) >= top)
      ?.focus();
  const move = (step: number): void => {
    const rows = rowsOf();
    const from = rows.findIndex((row) => row === focused());
    if (from < 0) return focusFirst();
    rows[Math.max(0, Math.min(rows.length - 1, from + step))]?.focus();
  };
  const goTo = (index: number): void => {
    setCurrent(index);
    wantsFocus.current = index;
    virtual.scrollToIndex(index);
  };
  useEffect(() => {
    const head = root.current?.querySelector<HTMLElement>(`[data-position="${wantsFocus.current}"] ${rowSelector}`);
    if (!head) return;
    wantsFocus.current = undefined;
    head.focus({ preventScroll: true });
  });
  const wasOpen = useRef(findingId);
  useEffect(() => {
    const closed = wasOpen.current;
    wasOpen.current = findingId;
    if (closed === undefined || findingId !== undefined) return undefined;
    // The drawer gives the focus back to whatever opened it first.
    const timer = setTimeout(() => {
      const link = root.current?.querySelector(`[data-finding="${closed}"]`);
      link?.closest<HTMLElement>(rowSelector)?.focus();
    }, 60);
    return () => clearTimeout(timer);
  }, [findingId]);

  const openNext = (step: number): void => {
    const list = known();
    const next = list[list.findIndex(({ id }) => id === findingId) + step];
    if (next) void navigate({ pathname: `/findings/${next.id}`, search }, { state, replace: true });
  };
  const select = (finding: Finding, isRange: boolean): void => {
    const list = known();
    const from = list.findIndex(({ id }) => id === anchorId);
    const to = list.findIndex(({ id }) => id === finding.id);
    setAnchorId(finding.id);
    if (!isRange || from < 0) onSelection(toggled(selection, finding));
    else onSelection(withAll(selection, list.slice(Math.min(from, to), Math.max(from, to) + 1)));
  };

  const latest = useRef({ toggle, select });
  useEffect(() => {
    latest.current = { toggle, select };
    props.focusList.current = focusFirst;
  });
  // Rows are drawn again only when something of theirs changes.
  const onToggle = useCallback((key: string) => latest.current.toggle(key), []);
  const onSelect = useCallback((finding: Finding, isRange: boolean) => latest.current.select(finding, isRange), []);

  useTriageKeys({
    bar: props.bar,
    current: findingOf(findingId ?? currentId),
    selection,
    isOpen: findingId !== undefined,
    canChange,
    move: (step) => (findingId === undefined ? move(step) : openNext(step)),
    moveOpen: openNext,
    select: (isRange) => {
      const finding = findingOf(currentId);
      if (finding) select(finding, isRange);
    },
    clear: () => onSelection(nothing),
    act: onAct,
    undo: props.onUndo,
  });

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>): void => {
    const row = event.target instanceof HTMLElement && event.target.hasAttribute('data-row') ? event.target : null;
    const isFinding = row?.getAttribute('role') === 'row';
    if (!row) return;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') move(event.key === 'ArrowDown' ? 1 : -1);
    else if (event.key === 'Home' || event.key === 'End') goTo(event.key === 'Home' ? 0 : count - 1);
    else if (event.key === 'Enter' && isFinding) row.querySelector<HTMLElement>('[data-finding]')?.click();
    else return;
    event.preventDefault();
  };

  return (
    <div
      className="panel findings-list groups"
      ref={root}
      data-card={isCard || undefined}
      data-stale={query.isPlaceholderData || undefined}
      style={{ '--tracks': tracks, '--row': `${rowHeight}px` } as React.CSSProperties} // Custom properties are no part of the type.
      onFocus={({ target }) => {
        setCurrent(positionOf(target) ?? current);
        setCurrentId(focused()?.querySelector<HTMLElement>('[data-finding]')?.dataset['finding']);
      }}
      onKeyDown={onKeyDown}
    >
      <QueryView query={query} skeleton={<RowSkeleton rows={10} />}>
        {() =>
          loaded.length === 0 ? (
            empty
          ) : (
            <>
              <div className="findings-scroll" ref={scroller} onScroll={tellPlace}>
                <ul
                  className="findings-all group-list"
                  aria-label={t('triage.group.list')}
                  style={{ height: virtual.getTotalSize() }}
                >
                  {items.map(({ index, key, start }) => {
                    const group = loaded[index];
                    return (
                      <li
                        key={key}
                        ref={virtual.measureElement}
                        className="group"
                        data-position={index}
                        data-group={group?.key}
                        aria-setsize={total}
                        aria-posinset={index + 1}
                        aria-busy={group ? undefined : true}
                        style={{ transform: `translateY(${start}px)` }}
                      >
                        {group ? (
                          <GroupRow
                            group={group}
                            by={by}
                            sort={look.sort}
                            isOpen={isOpen(group)}
                            onToggle={onToggle}
                            columns={columns}
                            accountNames={accountNames}
                            selection={isOpen(group) ? selection : nothing}
                            onSelect={canChange ? onSelect : undefined}
                          />
                        ) : (
                          <span className="group-bone" style={{ height: closedHeight - 1 }}>
                            <span className="bone" style={{ width: `${30 + ((index * 17) % 40)}%` }} />
                          </span>
                        )}
                      </li>
                    );
                  })}
                </ul>
              </div>
              {query.isFetchNextPageError && <MoreButton query={query}>{t('triage.group.more')}</MoreButton>}
            </>
          )
        }
      </QueryView>
    </div>
  );
};
