import { Button, Center, Loader } from '@mantine/core';
import { IconPlugConnectedX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Navigate, useLocation } from 'react-router';
import { session } from '../api/client.js';
import { Shell } from '../shell/shell.js';
import { EmptyState } from '../states/empty-state.js';
import { ProblemAlert } from '../states/problem-alert.js';
import { meQuery, useSessionState } from './use-session.js';

/** To the sign-in page, and back from there. */
const ToSignIn = () => {
  const { pathname, search } = useLocation();
  const returnTo = pathname + search;
  return <Navigate replace to={returnTo === '/' ? '/sign-in' : `/sign-in?returnTo=${encodeURIComponent(returnTo)}`} />;
};

/** The shell, once it is known who is signed in; the sign-in page when nobody is. */
export const SignedIn = () => {
  const { t } = useTranslation();
  const state = useSessionState();
  const me = useQuery({ ...meQuery, enabled: state === 'signed-in' });

  if (state === 'signed-out' || state === 'mfa-required' || state === 'enrolment-required') return <ToSignIn />;
  if (state === 'signed-in' && me.data) return <Shell />;
  if (state === 'unreachable' || me.error)
    return (
      <main className="alone">
        <EmptyState
          icon={<IconPlugConnectedX size={28} />}
          title={t('states.unreachableTitle')}
          why={t('states.unreachableWhy')}
          action={
            <Button onClick={() => void (me.error ? me.refetch() : session.start())} loading={me.isFetching}>
              {t('actions.retry')}
            </Button>
          }
        />
        <ProblemAlert error={me.error} />
      </main>
    );
  return (
    <Center component="main" h="100vh" aria-busy="true">
      <Loader aria-label={t('states.loading')} />
    </Center>
  );
};
