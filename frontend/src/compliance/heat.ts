/** How warm a cell of the map is, and where the arrow keys lead in it. */
import type { ControlCounts } from '@cspmexa/contracts';

/** From a percentage on, in percent. The last that is reached counts. */
export const heatSteps = [
  { heat: 'worst', from: 0 },
  { heat: 'bad', from: 50 },
  { heat: 'fair', from: 75 },
  { heat: 'good', from: 90 },
] as const;
export type Heat = (typeof heatSteps)[number]['heat'] | 'none';

/** The warmth of a percentage; `none` where nothing passed or failed. */
export const heatOf = (percent: number | null): Heat =>
  percent === null ? 'none' : (heatSteps.findLast(({ from }) => percent >= from)?.heat ?? 'worst');

/** Whether policies or people said anything at all. */
export const isJudged = ({ passed, failed, notApplicable }: ControlCounts): boolean =>
  passed + failed + notApplicable > 0;

export interface Cell {
  readonly row: number;
  readonly column: number;
}

/** The cell that a key leads to from another one; undefined for a key that leads nowhere. The edges hold. */
export function cellAfter(
  { key, ctrlKey }: Pick<KeyboardEvent, 'key' | 'ctrlKey'>,
  { row, column }: Cell,
  size: { readonly rows: number; readonly columns: number },
): Cell | undefined {
  const to = (nextRow: number, nextColumn: number): Cell => ({
    row: Math.max(0, Math.min(nextRow, size.rows - 1)),
    column: Math.max(0, Math.min(nextColumn, size.columns - 1)),
  });
  switch (key) {
    case 'ArrowUp':
      return to(row - 1, column);
    case 'ArrowDown':
      return to(row + 1, column);
    case 'ArrowLeft':
      return to(row, column - 1);
    case 'ArrowRight':
      return to(row, column + 1);
    case 'PageUp':
      return to(row - 10, column);
    case 'PageDown':
      return to(row + 10, column);
    case 'Home':
      return to(ctrlKey ? 0 : row, 0);
    case 'End':
      return to(ctrlKey ? size.rows - 1 : row, size.columns - 1);
    default:
      return undefined;
  }
}
