/** The columns that the list of findings can have, in their order. */
export const columnKeys = [
  'severity',
  'finding',
  'status',
  'resource',
  'service',
  'region',
  'account',
  'opened',
  'changed',
  'due',
  'assignee',
  'comments',
] as const;
export type ColumnKey = (typeof columnKeys)[number];
/** What a row shows. A card says in one place when it is due, or its status if that is another than open. */
export type RowColumn = ColumnKey | 'state';

/** What is shown when nothing is chosen. */
export const usualColumns: readonly ColumnKey[] = [
  'severity',
  'finding',
  'status',
  'service',
  'region',
  'account',
  'opened',
  'due',
  'assignee',
];

/** Widths in rem; the finding and the resource share what is left. */
const widths: Readonly<Record<ColumnKey, number>> = {
  severity: 6.5,
  finding: 19,
  status: 7.5,
  resource: 12,
  service: 4.5,
  region: 6.5,
  account: 8.5,
  opened: 7,
  changed: 7,
  due: 11.5,
  assignee: 7,
  comments: 6.5,
};
/** What is left out first where there is no room for all. */
const lessNeeded: readonly ColumnKey[] = [
  'comments',
  'changed',
  'region',
  'opened',
  'assignee',
  'service',
  'resource',
  'status',
  'account',
  'due',
];

export const isColumnKey = (key: string): key is ColumnKey => columnKeys.some((one) => one === key);

/** The columns for a width in rem, and their tracks for `grid-template-columns`. The first track is for the checkbox. */
export function columnsFor(chosen: readonly string[], rem: number): { columns: ColumnKey[]; tracks: string } {
  const wanted = chosen.filter(isColumnKey);
  const set = new Set<ColumnKey>(wanted.length > 0 ? wanted : usualColumns);
  // A list of findings without the finding is none.
  set.add('finding');
  const needed = (): number => [...set].reduce((sum, key) => sum + widths[key], 3);
  for (const key of lessNeeded) if (needed() > rem) set.delete(key);
  const columns = columnKeys.filter((key) => set.has(key));
  const track = (key: ColumnKey): string =>
    key === 'finding' ? 'minmax(0, 2fr)' : key === 'resource' ? 'minmax(0, 1fr)' : `${widths[key]}rem`;
  return { columns, tracks: ['2.5rem', ...columns.map(track)].join(' ') };
}
