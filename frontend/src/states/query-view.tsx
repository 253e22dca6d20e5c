import { ApiError } from '@cspmexa/contracts';
import { Button } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { NotFound } from './not-found.js';
import { NoPermission } from './no-permission.js';
import { ProblemAlert } from './problem-alert.js';

interface Props<T> {
  readonly query: Pick<UseQueryResult, 'error' | 'isFetching'> & {
    readonly data: T | undefined;
    readonly refetch: () => unknown;
  };
  /** As large as what will come, so that nothing jumps. */
  readonly skeleton: ReactNode;
  readonly children: (data: T) => ReactNode;
}

/** One of: skeleton, not found, no permission, error with retry, or the data. Data that was there once stays while it is renewed. */
export function QueryView<T>({ query, skeleton, children }: Props<T>) {
  const { t } = useTranslation();
  if (query.data !== undefined) return <>{children(query.data)}</>;
  if (!query.error) return <div aria-busy="true">{skeleton}</div>;
  if (query.error instanceof ApiError && query.error.status === 403) return <NoPermission />;
  if (query.error instanceof ApiError && query.error.status === 404) return <NotFound />;
  return (
    <ProblemAlert error={query.error}>
      <Button
        mt="sm"
        size="xs"
        variant="default"
        leftSection={<IconRefresh size={14} />}
        loading={query.isFetching}
        onClick={() => void query.refetch()}
      >
        {t('actions.retry')}
      </Button>
    </ProblemAlert>
  );
}
