import type { Finding } from '@cspmexa/contracts';
import { Button, Checkbox } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconRefresh } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useEffect, useLayoutEffect, useRef, useState, type KeyboardEvent, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation, useNavigate, useParams } from 'react-router';
import { useFormat } from '../format/use-format.js';
import { ProblemAlert } from '../states/problem-alert.js';
import { FindingRow } from './finding-row.js';
import { findingQuery, type Scope } from './findings-queries.js';
import { countOf, isSelected, mostNamed, nothing, toggled, withAll, type Selection } from './selection.js';
import { useDensity } from './use-density.js';
import { useRowLayout } from './use-row-layout.js';
import { ahead, useRows } from './use-rows.js';
import { useTriageKeys, type Act } from './use-triage-keys.js';

interface Props {
  readonly scope: Scope;
  readonly turn: number;
  readonly total: number;
  /** The row at the top of the screen when the list is shown first. */
  readonly at: number;
  readonly onAt: (at: number) => void;
  readonly columns: readonly string[];
  readonly accountNames: ReadonlyMap<string, string>;
  readonly selection: Selection;
  readonly onSelection: (selection: Selection) => void;
  readonly canChange: boolean;
  readonly onAct: Act;
  readonly onUndo: () => void;
  readonly onRefresh: () => void;
  readonly bar: RefObject<HTMLInputElement | null>;
  /** Where the bar leaves the focus to. */
  readonly focusList: RefObject<(() => void) | null>;
}

/** Browsers draw nothing that is much higher than this, in pixels. */
const highest = 16_000_000;

/** All findings of a query, of which only those on the screen exist. One row takes the focus; keys move it. */
export const FindingsList = (props: Props) => {
  const { scope, turn, total, at, onAt, accountNames, selection, onSelection, canChange, onAct, onRefresh } = props;
  const { t } = useTranslation();
  const format = useFormat();
  const navigate = useNavigate();
  const { search, state } = useLocation();
  const { findingId } = useParams();
  const [density] = useDensity();
  const scroller = useRef<HTMLDivElement>(null);
  const { isCard, rowHeight, columns, tracks } = useRowLayout(scroller, props.columns, density);
  const count = Math.min(total, Math.floor(highest / rowHeight));
  const [current, setCurrent] = useState(Math.min(at, Math.max(0, count - 1)));
  const [isOnRow, setOnRow] = useState(false);
  const [anchor, setAnchor] = useState<number>();
  const wantsFocus = useRef(false);

  const virtual = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    initialOffset: at * rowHeight,
    overscan: ahead,
    // The row with the focus exists wherever the list is scrolled to, or the focus would be lost.
    rangeExtractor: (range) =>
      [...new Set([...defaultRangeExtractor(range), Math.min(current, count - 1)])].sort((a, b) => a - b),
  });
  const items = virtual.getVirtualItems();
  const range = virtual.range ?? { startIndex: at, endIndex: at + 20 };
  const rows = useRows({ scope, turn, total: count, from: range.startIndex, to: range.endIndex, current });

  const top = Math.round((virtual.scrollOffset ?? 0) / rowHeight);
  const kept = useRef({ top, rowHeight });
  useLayoutEffect(() => {
    if (kept.current.rowHeight !== rowHeight) {
      virtual.measure();
      virtual.scrollToOffset(kept.current.top * rowHeight);
      kept.current = { top: kept.current.top, rowHeight };
    } else kept.current = { top, rowHeight };
  }, [virtual, rowHeight, top]);
  const tellPlace = useDebouncedCallback(() => {
    if (kept.current.top !== at) onAt(kept.current.top);
  }, 300);

  const focusRow = useCallback(() => {
    const row = scroller.current?.querySelector<HTMLElement>(`[data-index="${current}"]`);
    row?.focus({ preventScroll: true });
    return row !== null && row !== undefined;
  }, [current]);
  useEffect(() => {
    if (wantsFocus.current && focusRow()) wantsFocus.current = false;
  });
  const goTo = (index: number, align: 'auto' | 'center' = 'auto'): void => {
    const next = Math.max(0, Math.min(count - 1, index));
    setCurrent(next);
    virtual.scrollToIndex(next, { align });
    // Where nothing has to be drawn, nothing else would bring the focus.
    wantsFocus.current = findingId === undefined && !(next === current && focusRow());
  };

  const isInList = (): boolean => scroller.current?.contains(document.activeElement) ?? false;

  // The open finding is the current row; when it is closed, the focus is on it.
  const openIndex = findingId === undefined ? undefined : rows.indexOf(findingId);
  const detail = useQuery({ ...findingQuery(findingId ?? ''), enabled: false }).data;
  // Who came by an address may have opened what is not on the screen.
  const opened: Finding | undefined =
    openIndex === undefined ? detail && { ...detail, comments: detail.comments.length } : rows.rowAt(openIndex);
  const [lastOpen, setLastOpen] = useState<number>();
  if (openIndex !== undefined && openIndex !== lastOpen) {
    setLastOpen(openIndex);
    setCurrent(openIndex);
  }
  const wasOpen = useRef(false);
  useEffect(() => {
    const isClosed = wasOpen.current && findingId === undefined;
    wasOpen.current = findingId !== undefined;
    if (!isClosed) return undefined;
    // The drawer gives the focus back to whatever opened it first.
    const timer = setTimeout(focusRow, 60);
    return () => clearTimeout(timer);
  }, [findingId, focusRow]);
  useEffect(() => {
    props.focusList.current = focusRow;
  });

  const open = (finding: Finding | undefined, replace = false): void => {
    if (finding) void navigate({ pathname: `/findings/${finding.id}`, search }, { state, replace });
  };
  const openNext = async (step: number): Promise<void> => {
    // What is open may have left the list: then the current row is the one behind it.
    const next = openIndex === undefined ? current + (step > 0 ? step - 1 : step) : openIndex + step;
    const finding = await rows.fetchRow(next);
    if (!finding) return;
    setCurrent(next);
    virtual.scrollToIndex(next);
    open(finding, true);
  };
  const select = (index: number, isRange: boolean): void => {
    setAnchor(index);
    if (!isRange || anchor === undefined) {
      const finding = rows.rowAt(index);
      if (finding) onSelection(toggled(selection, finding));
      return;
    }
    const from = Math.min(anchor, index);
    const length = Math.min(Math.abs(anchor - index) + 1, mostNamed);
    void Promise.all(Array.from({ length }, (_, step) => rows.fetchRow(from + step))).then((found) =>
      onSelection(
        withAll(
          selection,
          found.filter((one) => one !== undefined),
        ),
      ),
    );
  };
  const latestSelect = useRef(select);
  useEffect(() => {
    latestSelect.current = select;
  });
  const onSelect = useCallback((index: number, isRange: boolean) => latestSelect.current(index, isRange), []);

  useTriageKeys({
    bar: props.bar,
    current: findingId === undefined ? rows.rowAt(current) : opened,
    selection,
    isOpen: findingId !== undefined,
    canChange,
    // The first press goes to the list.
    move: (step) => (findingId === undefined ? goTo(current + (isInList() ? step : 0)) : void openNext(step)),
    moveOpen: (step) => void openNext(step),
    open: isOnRow && findingId === undefined ? () => open(rows.rowAt(current)) : undefined,
    select: (isRange) => select(current, isRange),
    clear: () => onSelection(nothing),
    act: onAct,
    undo: props.onUndo,
  });

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>): void => {
    // Keys of a link or a checkbox within a row are theirs.
    if (!(event.target instanceof HTMLElement) || !event.target.hasAttribute('data-row')) return;
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / rowHeight) - 1);
    const steps: Readonly<Record<string, number>> = {
      ArrowDown: 1,
      ArrowUp: -1,
      PageDown: page,
      PageUp: -page,
      Home: -count,
      End: count,
    };
    const step = steps[event.key];
    if (step !== undefined) goTo(current + step);
    else if (event.key === ' ' && canChange) select(current, event.shiftKey);
    else return;
    event.preventDefault();
  };

  const all = selection.kind === 'all';
  return (
    <div className="panel findings-list" data-card={isCard || undefined} data-density={density}>
      {rows.moved > 0 && (
        <Button
          className="findings-changed"
          size="compact-sm"
          leftSection={<IconRefresh size={14} aria-hidden />}
          onClick={onRefresh}
        >
          {t('triage.changed', { count: rows.moved, shown: format.number(rows.moved) })}
        </Button>
      )}
      {rows.error && (
        <ProblemAlert error={rows.error}>
          <Button mt="sm" size="xs" variant="default" leftSection={<IconRefresh size={14} />} onClick={rows.retry}>
            {t('actions.retry')}
          </Button>
        </ProblemAlert>
      )}
      <div
        role="grid"
        aria-label={t('triage.list')}
        aria-rowcount={total + 1}
        aria-multiselectable={canChange || undefined}
        className="findings-grid"
        onKeyDown={onKeyDown}
        onFocus={({ target }) => setOnRow(target.hasAttribute('data-row'))}
        onBlur={() => setOnRow(false)}
        style={{ '--tracks': tracks, '--row': `${rowHeight}px` } as React.CSSProperties} // Custom properties are no part of the type.
      >
        <div role="rowgroup" className="findings-head">
          <div role="row" aria-rowindex={1} className="finding-row">
            <span role="columnheader" className="finding-check">
              {canChange ? (
                <Checkbox
                  size="xs"
                  aria-label={t('triage.selectLoaded')}
                  checked={countOf(selection) > 0 && countOf(selection) === total}
                  indeterminate={countOf(selection) > 0 && countOf(selection) < total}
                  onChange={() =>
                    onSelection(
                      countOf(selection) > 0 ? nothing : { kind: 'all', q: scope.q, total, except: new Set() },
                    )
                  }
                />
              ) : (
                <span className="visually-hidden">{t('triage.columns.select')}</span>
              )}
            </span>
            {columns.map((column) => (
              <span key={column} role="columnheader" data-column={column}>
                {t(`triage.columns.${column === 'state' ? 'status' : column}`)}
              </span>
            ))}
          </div>
        </div>
        <div role="rowgroup" className="findings-scroll" ref={scroller} onScroll={tellPlace}>
          <div role="presentation" className="findings-all" style={{ height: virtual.getTotalSize() }}>
            {items.map(({ index, start }) => {
              const finding = rows.rowAt(index);
              return (
                <FindingRow
                  key={index}
                  finding={finding}
                  index={index}
                  columns={columns}
                  accountNames={accountNames}
                  isCurrent={index === current}
                  isSelected={finding ? isSelected(selection, finding.id) : all}
                  isOpen={finding !== undefined && finding.id === findingId}
                  onSelect={canChange ? onSelect : undefined}
                  onFocus={setCurrent}
                  top={start}
                />
              );
            })}
          </div>
        </div>
      </div>
      {count < total && <p className="findings-end">{t('triage.tooMany', { shown: format.number(count) })}</p>}
    </div>
  );
};
