import { Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';

interface Props {
  readonly icon: ReactNode;
  readonly title: string;
  readonly why: string;
  /** One primary action, if there is one. */
  readonly action?: ReactNode;
}

/** What a list shows instead of rows: why there are none, and the one thing to do about it. */
export const EmptyState = ({ icon, title, why, action }: Props) => (
  <Stack align="center" gap={6} className="state">
    <span className="state-icon" aria-hidden>
      {icon}
    </span>
    <Title order={2} size="h4">
      {title}
    </Title>
    <Text c="dimmed" ta="center" maw={460}>
      {why}
    </Text>
    {action && <div className="state-action">{action}</div>}
  </Stack>
);
