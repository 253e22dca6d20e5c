import { useCallback, useEffect, useMemo, useRef } from 'react';
import { useSearchParams } from 'react-router';
import { readUrl, writeUrl, type UrlPatch, type UrlShape, type UrlValues } from './url-state.js';

interface UrlState<S extends UrlShape> {
  readonly values: UrlValues<S>;
  readonly ignored: readonly string[];
  /** `replace` for what is typed letter by letter, so that Back leaves the page. */
  readonly change: (patch: UrlPatch<S>, options?: { replace?: boolean; state?: unknown }) => void;
}

/** The part of the URL that belongs to a page: the same as long as that says the same, whatever else of the address changes. */
export function useUrlState<S extends UrlShape>(shape: S): UrlState<S> {
  const [search, setSearch] = useSearchParams();
  // Two changes of one moment: the second builds on the first.
  const latest = useRef({ search, setSearch });
  useEffect(() => {
    latest.current = { search, setSearch };
  }, [search, setSearch]);
  const change: UrlState<S>['change'] = useCallback(
    (patch, options) => {
      latest.current.search = writeUrl(shape, latest.current.search, patch);
      latest.current.setSearch(latest.current.search, options);
    },
    [shape],
  );
  return { ...useMemo(() => readUrl(shape, search), [shape, search]), change };
}
