import { routes } from '@cspmexa/contracts';
import { Alert, Button, Group, Text, Title } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Navigate } from 'react-router';
import { z } from 'zod';
import { session } from '../api/client.js';
import { Brand } from '../shell/brand.js';
import { LanguageSwitch } from '../shell/language-switch.js';
import { usePageTitle } from '../shell/page-title.js';
import { ThemeSwitch } from '../shell/theme-switch.js';
import { useUrlState } from '../url/use-url-state.js';
import { Enrolment } from './enrolment.js';
import { ProofForm } from './proof-form.js';
import { SignInButtons } from './sign-in-buttons.js';
import { useSessionState } from './use-session.js';

const view = {
  returnTo: routes.startGoogleSignIn.request.query.shape.returnTo.unwrap(),
  /** For a new session before the old one ends. */
  again: z.enum(['true']),
  error: z.enum(['sign-in-failed', 'not-invited', 'session-ended', 'rate-limited', 'unavailable', 'internal']),
};

/** The way in. The identity provider says who somebody is; membership says whether they may enter; a code proves it. */
export const SignInPage = () => {
  const { t } = useTranslation();
  const { returnTo = '/', error, again } = useUrlState(view).values;
  const state = useSessionState();
  usePageTitle(t('signIn.title'));
  if (state === 'signed-in' && !again) return <Navigate replace to={returnTo} />;
  return (
    <div className="sign-in">
      <Group component="header" justify="flex-end" gap={6} p="sm">
        <LanguageSwitch />
        <ThemeSwitch />
      </Group>
      <main className="sign-in-card">
        <Brand />
        {state === 'mfa-required' && (
          <Step heading={t('mfa.challenge')} lead={t('mfa.challengeLead')}>
            <ProofForm confirm={t('mfa.goOn')} onProven={(token) => session.adopt(token)} />
          </Step>
        )}
        {state === 'enrolment-required' && (
          <Step heading={t('mfa.setUp')} lead={t('mfa.requiredLead')}>
            <Enrolment onDone={(token) => session.adopt(token)} again={<SignInButtons again returnTo={returnTo} />} />
          </Step>
        )}
        {state !== 'mfa-required' && state !== 'enrolment-required' && (
          <>
            <Title order={1}>{t('signIn.heading')}</Title>
            <Text c="dimmed">{t('signIn.lead')}</Text>
            {error && (
              <Alert className="problem" role="alert" icon={<IconAlertTriangle size={18} />}>
                {t(`signIn.errors.${error}`)}
              </Alert>
            )}
            <SignInButtons returnTo={returnTo} again={again !== undefined} />
            <Text size="xs" c="dimmed">
              {t('signIn.membersOnly')}
            </Text>
          </>
        )}
      </main>
    </div>
  );
};

interface StepProps {
  readonly heading: string;
  readonly lead: string;
  readonly children: ReactNode;
}

/** A step that is missing, and the way back to the start. */
const Step = ({ heading, lead, children }: StepProps) => {
  const { t } = useTranslation();
  return (
    <>
      <Title order={1}>{heading}</Title>
      <Text c="dimmed">{lead}</Text>
      {children}
      <Button variant="subtle" color="gray" size="compact-sm" onClick={() => void session.signOut()}>
        {t('mfa.somebodyElse')}
      </Button>
    </>
  );
};
