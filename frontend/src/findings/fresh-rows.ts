/** What became of the rows that are on the screen, without moving them. Pure. */
import type { Finding } from '@cspmexa/contracts';

export interface Freshened {
  /** What is known now of rows that are shown, by id. */
  readonly rows: ReadonlyMap<string, Finding>;
  /** Rows that came, went or stand somewhere else; 0: the order is still right. */
  readonly moved: number;
}

export const unchanged: Freshened = { rows: new Map(), moved: 0 };

/** Compares what is shown from a position on with what stands there now. Totals are those of the whole list. */
export function freshened(
  shown: readonly (Finding | undefined)[],
  now: readonly Finding[],
  totals: { readonly shown: number; readonly now: number },
): Freshened {
  const known = new Set(shown.flatMap((row) => (row ? [row.id] : [])));
  const rows = new Map(now.filter(({ id }) => known.has(id)).map((row) => [row.id, row]));
  const gone = [...known].filter((id) => !rows.has(id)).length;
  const come = now.filter(({ id }) => !known.has(id)).length;
  const isOrdered = shown.every((row, index) => row === undefined || row.id === now[index]?.id);
  const moved = Math.max(gone, come, Math.abs(totals.now - totals.shown));
  return { rows, moved: isOrdered ? Math.abs(totals.now - totals.shown) : Math.max(1, moved) };
}
