import { routes, urlOf } from '@cspmexa/contracts';
import { Alert, Button, Group, Text, Title } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Navigate } from 'react-router';
import { z } from 'zod';
import { Brand } from '../shell/brand.js';
import { LanguageSwitch } from '../shell/language-switch.js';
import { usePageTitle } from '../shell/page-title.js';
import { ThemeSwitch } from '../shell/theme-switch.js';
import { useUrlState } from '../url/use-url-state.js';
import { GoogleMark } from './google-mark.js';
import { useSessionState } from './use-session.js';

const view = {
  returnTo: routes.startGoogleSignIn.request.query.shape.returnTo.unwrap(),
  error: z.enum(['sign-in-failed', 'not-invited', 'session-ended', 'unavailable', 'internal']),
};

/** The way in. Google says who somebody is; membership says whether they may enter. */
export const SignInPage = () => {
  const { t } = useTranslation();
  const { returnTo = '/', error } = useUrlState(view).values;
  const state = useSessionState();
  usePageTitle(t('signIn.title'));
  if (state === 'signed-in') return <Navigate replace to={returnTo} />;
  return (
    <div className="sign-in">
      <Group component="header" justify="flex-end" gap={6} p="sm">
        <LanguageSwitch />
        <ThemeSwitch />
      </Group>
      <main className="sign-in-card">
        <Brand />
        <Title order={1}>{t('signIn.heading')}</Title>
        <Text c="dimmed">{t('signIn.lead')}</Text>
        {error && (
          <Alert className="problem" role="alert" icon={<IconAlertTriangle size={18} />}>
            {t(`signIn.errors.${error}`)}
          </Alert>
        )}
        <Button
          component="a"
          href={`/api${urlOf(routes.startGoogleSignIn, { query: { returnTo } })}`}
          size="md"
          variant="default"
          fullWidth
          leftSection={<GoogleMark />}
          data-sign-in="google"
        >
          {t('signIn.google')}
        </Button>
        <Text size="xs" c="dimmed">
          {t('signIn.membersOnly')}
        </Text>
      </main>
    </div>
  );
};
