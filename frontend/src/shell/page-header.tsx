import { Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { usePageTitle } from './page-title.js';

interface Props {
  readonly title: string;
  /** A way back to the list, above the title. */
  readonly back?: ReactNode;
  readonly subtitle?: ReactNode;
  readonly actions?: ReactNode;
}

/** The head of a page: its name, what it is about, and its actions. */
export const PageHeader = ({ title, back, subtitle, actions }: Props) => {
  usePageTitle(title);
  return (
    <header className="page-header">
      <div className="page-header-text">
        {back}
        <Title order={1}>{title}</Title>
        {subtitle && <div className="page-subtitle">{subtitle}</div>}
      </div>
      {actions && <div className="page-actions">{actions}</div>}
    </header>
  );
};
