import type { Finding } from '@cspmexa/contracts';
import { useDebouncedValue } from '@mantine/hooks';
import { useQueries, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import { keys } from '../api/keys.js';
import { findingPageQuery, findingsFrom, pageSize, type FindingPage, type Scope } from './findings-queries.js';
import { freshened, unchanged, type Freshened } from './fresh-rows.js';

interface Options {
  readonly scope: Scope;
  /** Grows when the list is read anew. */
  readonly turn: number;
  readonly total: number;
  /** The first and the last row on the screen, from 0. */
  readonly from: number;
  readonly to: number;
  /** A row that exists wherever the screen is. */
  readonly current: number;
}

export interface Rows {
  /** The finding at a position, if it is there. */
  readonly rowAt: (index: number) => Finding | undefined;
  /** The finding at a position, fetched if need be. */
  readonly fetchRow: (index: number) => Promise<Finding | undefined>;
  /** Where a finding stands, if that is known. */
  readonly indexOf: (id: string) => number | undefined;
  /** Rows of the list that came, went or moved since it was read. */
  readonly moved: number;
  readonly error: Error | null;
  readonly retry: () => void;
}

/** Milliseconds for which a scrollbar rests before pages far away are asked for. */
const restMs = 80;
/** Rows that are drawn, and so asked for, before they are on the screen. */
export const ahead = 8;
/** Rows kept to be shown while the list is read anew. */
const mostKept = 3_000;

/** The rows of a long list around what is on the screen. A scrollbar that is dragged asks for nothing until it rests. */
export function useRows({ scope, turn, total, from, to, current }: Options): Rows {
  const queries = useQueryClient();
  const pageOf = (index: number): number => Math.floor(Math.max(0, index) / pageSize);
  const [settledFrom] = useDebouncedValue(from, restMs);
  const last = pageOf(Math.max(0, total - 1));
  const isThere = (page: number): boolean =>
    queries.getQueryData(findingPageQuery(queries, scope, turn, page).queryKey) !== undefined;
  const wanted = new Set<number>([pageOf(current)]);
  for (let page = pageOf(from - ahead); page <= Math.min(pageOf(to + ahead), last); page += 1)
    // Reading on is no jump.
    if (pageOf(settledFrom) === pageOf(from) || isThere(page) || isThere(page - 1) || isThere(page + 1))
      wanted.add(page);
  const numbers = [...wanted];

  const pages = useQueries({
    queries: numbers.map((page) => findingPageQuery(queries, scope, turn, page)),
    combine: (results) => ({
      loaded: results.flatMap(({ data }, at) => (data ? [{ number: numbers[at] ?? 0, items: data.items }] : [])),
      failed: results.find(({ error }) => error !== null),
    }),
  });

  // A store that grows as pages come in: what is shown is always read from it together with the pages of this render.
  const [kept] = useState(() => new Map<number, Finding>());
  if (kept.size > mostKept) kept.clear();
  for (const { number, items } of pages.loaded)
    items.forEach((finding, at) => kept.set(number * pageSize + at, finding));

  const screen = useRef({ from, to, total });
  useEffect(() => {
    screen.current = { from, to, total };
  });
  // Begins as read just now: an event makes it stale, and then it looks at the screen once more.
  const fresh = useQuery({
    queryKey: [...keys.findings, 'fresh', scope, turn],
    queryFn: async ({ signal }): Promise<Freshened> => {
      const { from, to, total } = screen.current;
      const limit = Math.min(200, to - from + 1);
      const page = await findingsFrom(scope, { skip: from }, { limit, signal });
      const shown = Array.from({ length: Math.min(limit, total - from) }, (_, at) => kept.get(from + at));
      return freshened(shown, page.items, { shown: total, now: page.total ?? total });
    },
    initialData: unchanged,
    staleTime: Infinity,
    refetchOnWindowFocus: false,
    refetchOnReconnect: true,
  }).data;

  const rowAt = (index: number): Finding | undefined => {
    const row = index < total ? kept.get(index) : undefined;
    return row && (fresh.rows.get(row.id) ?? row);
  };
  const fetchRow = useCallback(
    async (index: number) => {
      const known = kept.get(index);
      if (known || index < 0 || index >= total) return known;
      const page: FindingPage = await queries.fetchQuery(
        findingPageQuery(queries, scope, turn, Math.floor(index / pageSize)),
      );
      page.items.forEach((finding, at) => kept.set(Math.floor(index / pageSize) * pageSize + at, finding));
      return page.items[index % pageSize];
    },
    [queries, kept, scope, turn, total],
  );
  return {
    rowAt,
    fetchRow,
    indexOf: (id) => {
      for (const [index, finding] of kept) if (finding.id === id && index < total) return index;
      return undefined;
    },
    moved: fresh.moved,
    error: pages.failed?.error ?? null,
    retry: () => void pages.failed?.refetch(),
  };
}
