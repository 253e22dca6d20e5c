import { useEffect, useRef } from 'react';
import { useSearchParams } from 'react-router';
import { readUrl, writeUrl, type UrlPatch, type UrlShape, type UrlValues } from './url-state.js';

interface UrlState<S extends UrlShape> {
  readonly values: UrlValues<S>;
  readonly ignored: readonly string[];
  /** `replace` for what is typed letter by letter, so that Back leaves the page. */
  readonly change: (patch: UrlPatch<S>, options?: { replace?: boolean; state?: unknown }) => void;
}

/** The part of the URL that belongs to a page. */
export function useUrlState<S extends UrlShape>(shape: S): UrlState<S> {
  const [search, setSearch] = useSearchParams();
  // Two changes of one moment: the second builds on the first.
  const latest = useRef(search);
  useEffect(() => {
    latest.current = search;
  }, [search]);
  return {
    ...readUrl(shape, search),
    change: (patch, options) => {
      latest.current = writeUrl(shape, latest.current, patch);
      setSearch(latest.current, options);
    },
  };
}
