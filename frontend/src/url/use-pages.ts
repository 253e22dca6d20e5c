/** Walks a list by opaque cursors. The page is in the URL; the way back is in the history entry, which a reload keeps. */
import { useLocation } from 'react-router';
import { z } from 'zod';

const Trail = z.object({ trail: z.array(z.string()) }).catch({ trail: [] });

interface Options {
  readonly cursor: string | undefined;
  readonly next: string | null | undefined;
  readonly go: (cursor: string | undefined, state: { trail: string[] }) => void;
}

export interface Pages {
  /** 1-based; undefined when the list was entered in its middle by a shared link. */
  readonly number: number | undefined;
  readonly toFirst: (() => void) | undefined;
  readonly toPrevious: (() => void) | undefined;
  readonly toNext: (() => void) | undefined;
}

/** The first page has no cursor and is '' in the trail. */
export function usePages({ cursor, next, go }: Options): Pages {
  const { trail } = Trail.parse(useLocation().state ?? {});
  const previous = trail.at(-1);
  const entered = cursor !== undefined && trail[0] !== '';
  return {
    number: entered ? undefined : trail.length + 1,
    toFirst: cursor === undefined ? undefined : () => go(undefined, { trail: [] }),
    toPrevious: previous === undefined ? undefined : () => go(previous || undefined, { trail: trail.slice(0, -1) }),
    toNext: next ? () => go(next, { trail: [...trail, cursor ?? ''] }) : undefined,
  };
}
