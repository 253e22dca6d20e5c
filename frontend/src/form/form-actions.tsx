import { Button, Group, type ButtonProps } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

interface Props {
  /** What the form does: save, apply. */
  readonly children: ReactNode;
  readonly isBusy: boolean;
  readonly onCancel: () => void;
  readonly size?: ButtonProps['size'];
  /** In a dialog they stand at its end, the one that goes on last. */
  readonly inDialog?: boolean;
}

/** The buttons under a form: go on, or leave it. */
export const FormActions = ({ children, isBusy, onCancel, size = 'sm', inDialog = false }: Props) => {
  const { t } = useTranslation();
  const goOn = (
    <Button type="submit" size={size} loading={isBusy}>
      {children}
    </Button>
  );
  return (
    <Group justify={inDialog ? 'flex-end' : 'flex-start'}>
      {!inDialog && goOn}
      <Button size={size} variant="default" onClick={onCancel}>
        {t('actions.cancel')}
      </Button>
      {inDialog && goOn}
    </Group>
  );
};
