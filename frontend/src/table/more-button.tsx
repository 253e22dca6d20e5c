import { Button } from '@mantine/core';
import type { ReactNode } from 'react';

interface Props {
  /** A list that is read page by page. */
  readonly query: {
    readonly hasNextPage: boolean;
    readonly isFetchingNextPage: boolean;
    readonly fetchNextPage: () => unknown;
  };
  readonly children: ReactNode;
}

/** Reads the next page of a list; nothing when there is none. */
export const MoreButton = ({ query, children }: Props) =>
  query.hasNextPage && (
    <Button
      variant="subtle"
      size="xs"
      m="sm"
      loading={query.isFetchingNextPage}
      onClick={() => void query.fetchNextPage()}
    >
      {children}
    </Button>
  );
