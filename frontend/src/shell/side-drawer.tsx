import { Drawer } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

interface Props {
  readonly title: string;
  /** On screens that are wide enough, in pixels. */
  readonly width: number;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** Something of a list, beside it. */
export const SideDrawer = ({ title, width, onClose, children }: Props) => {
  const { t } = useTranslation();
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size={`min(${width}px, 100%)`}
      title={title}
      classNames={{ title: 'drawer-title', header: 'drawer-header', body: 'drawer-body' }}
      // Keys that walk the list go on working beside it.
      attributes={{ content: { 'data-keys': '' } }}
      closeButtonProps={{ 'aria-label': t('actions.close') }}
    >
      {children}
    </Drawer>
  );
};
