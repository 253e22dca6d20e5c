import { useLayoutEffect, useMemo, useState, type RefObject } from 'react';
import { columnsFor, type RowColumn } from './column-keys.js';
import type { Density } from './use-density.js';

export interface RowLayout {
  /** A row is a card of a few lines. */
  readonly isCard: boolean;
  /** Pixels. */
  readonly rowHeight: number;
  readonly columns: readonly RowColumn[];
  /** For `grid-template-columns`. */
  readonly tracks: string;
}

/** Below this many rem rows are cards. */
const cardBelow = 44;
const heights: Readonly<Record<Density | 'card', number>> = { comfortable: 3.5, compact: 2.25, card: 6.75 };
const cardColumns: readonly RowColumn[] = ['finding', 'severity', 'state'];

/** How the rows of the list look in the width that there is. */
export function useRowLayout(
  element: RefObject<HTMLElement | null>,
  chosen: readonly string[],
  density: Density,
): RowLayout {
  const [size, setSize] = useState({ width: 1_200, rem: 16 });
  useLayoutEffect(() => {
    const { current } = element;
    if (!current) return undefined;
    const measure = (): void => {
      const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
      setSize((before) =>
        before.width === current.clientWidth && before.rem === rem ? before : { width: current.clientWidth, rem },
      );
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(current);
    return () => observer.disconnect();
  }, [element]);

  const wanted = chosen.join();
  // The same object as long as nothing changes: rows are drawn again only when they have to be.
  return useMemo(() => {
    const rem = size.width / size.rem;
    const isCard = rem < cardBelow;
    const rowHeight = Math.round(heights[isCard ? 'card' : density] * size.rem);
    return {
      isCard,
      rowHeight,
      ...(isCard ? { columns: cardColumns, tracks: '' } : columnsFor(wanted.split(','), rem)),
    };
  }, [size, wanted, density]);
}
