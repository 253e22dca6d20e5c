import { Button, Group, Text } from '@mantine/core';
import { IconClockExclamation } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../format/use-format.js';
import { session } from '../api/client.js';
import { meQuery } from '../session/use-session.js';

/** How long before its end a session is told of, in milliseconds. */
const aheadMs = 120_000;
/** The longest that a timer of browsers waits. */
const longestTimer = 2 ** 31 - 1;

/** Says two minutes ahead that the session ends, and how to go on without losing what is on the page (WCAG 2.2.1). */
export const SessionEnd = () => {
  const { t } = useTranslation();
  const format = useFormat();
  const { data: me, refetch } = useQuery(meQuery);
  const endsAt = me?.sessionEndsAt ?? null;
  const [told, setTold] = useState<string | null>(null);
  const [dismissed, setDismissed] = useState<string | null>(null);

  useEffect(() => {
    if (endsAt === null) return;
    const wait = Math.max(Date.parse(endsAt) - aheadMs - Date.now(), 0);
    const timer = setTimeout(() => setTold(endsAt), Math.min(wait, longestTimer));
    return () => clearTimeout(timer);
  }, [endsAt]);
  // Whoever comes back from signing in elsewhere has a new session here, too: they share its cookie.
  const isShown = told !== null && told === endsAt && dismissed !== endsAt;
  useEffect(() => {
    if (!isShown) return;
    const look = (): void => void session.start().then(() => refetch());
    window.addEventListener('focus', look);
    return () => window.removeEventListener('focus', look);
  }, [isShown, refetch]);

  if (!isShown || endsAt === null) return null;
  return (
    <div
      role="alertdialog"
      aria-labelledby="session-end-title"
      aria-describedby="session-end-why"
      className="session-end"
    >
      <IconClockExclamation size={20} aria-hidden />
      <div>
        <Text fw={600} size="sm" id="session-end-title">
          {t('sessionEnd.title', { at: format.time(endsAt) })}
        </Text>
        <Text size="sm" id="session-end-why">
          {t('sessionEnd.why')}
        </Text>
        <Group gap={8} mt={8}>
          <Button size="xs" component="a" href="/sign-in?again=true" target="_blank">
            {t('sessionEnd.again')}
          </Button>
          <Button size="xs" variant="default" onClick={() => setDismissed(endsAt)}>
            {t('sessionEnd.later')}
          </Button>
        </Group>
      </div>
    </div>
  );
};
