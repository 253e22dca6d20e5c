import { Title } from '@mantine/core';
import { useId, type ReactNode } from 'react';

interface Props {
  readonly title: string;
  readonly aside?: ReactNode;
  readonly children: ReactNode;
  readonly className?: string;
  /** Rows reach the edges. */
  readonly flush?: boolean;
}

/** A titled region of a page. */
export const Panel = ({ title, aside, children, className = '', flush = false }: Props) => {
  const id = useId();
  return (
    <section className={`panel ${className}`} aria-labelledby={id} data-flush={flush || undefined}>
      <div className="panel-head">
        <Title order={2} id={id}>
          {title}
        </Title>
        {aside && <div className="panel-aside">{aside}</div>}
      </div>
      <div className="panel-body">{children}</div>
    </section>
  );
};
