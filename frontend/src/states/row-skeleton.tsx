import { Skeleton, VisuallyHidden } from '@mantine/core';
import { useTranslation } from 'react-i18next';

/** Rows of a list that is on its way. */
export const RowSkeleton = ({ rows = 8, height = 52 }: { readonly rows?: number; readonly height?: number }) => {
  const { t } = useTranslation();
  return (
    <div className="row-skeleton" role="status">
      <VisuallyHidden>{t('states.loading')}</VisuallyHidden>
      {Array.from({ length: rows }, (_, index) => (
        <div key={index} style={{ height }}>
          <Skeleton height={10} width={`${70 - ((index * 13) % 40)}%`} />
          <Skeleton height={8} width={`${40 - ((index * 7) % 20)}%`} />
        </div>
      ))}
    </div>
  );
};
