import { Button, Loader, type ButtonProps } from '@mantine/core';
import type { ReactNode } from 'react';

interface Props extends ButtonProps {
  readonly busy: boolean;
  readonly onPress?: () => void;
  readonly type?: 'submit' | 'button';
  readonly icon?: ReactNode;
}

/** A button that shows that it is at work and keeps the focus meanwhile, which one that is switched off would lose. */
export const BusyButton = ({ busy, onPress, type = 'button', icon, children, ...rest }: Props) => (
  <Button
    {...rest}
    type={type}
    aria-busy={busy}
    leftSection={busy ? <Loader size={12} color="currentColor" aria-hidden /> : icon}
    onClick={(event) => {
      if (busy) event.preventDefault();
      else onPress?.();
    }}
  >
    {children}
  </Button>
);
