import type { AlertRuleInput, Delivery } from '@cspmexa/contracts';
import { Button, Text } from '@mantine/core';
import { IconMailForward } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { api } from '../api/client.js';
import { useLanguage } from '../i18n/use-language.js';
import { useCan, useMe } from '../session/use-session.js';
import { ProblemAlert } from '../states/problem-alert.js';
import { deliveryQuery } from './alerts-queries.js';

/** Mails the person who asks what the rule would send, as it stands in the form. Whom it names does not matter, so that may still be missing. */
export const TestRule = ({ rule, isSendable }: { readonly rule: AlertRuleInput; readonly isSendable: boolean }) => {
  const { t } = useTranslation();
  const language = useLanguage();
  const { member } = useMe();
  const test = useMutation({
    mutationFn: () =>
      api.testAlertRule({
        body: {
          ...rule,
          name: rule.name.trim() || t('alerts.test.name'),
          recipients: [{ email: member.email, language }],
        },
      }),
  });
  return (
    <div className="test-rule">
      <Button
        size="sm"
        variant="default"
        leftSection={<IconMailForward size={16} aria-hidden />}
        loading={test.isPending}
        disabled={!isSendable}
        onClick={() => test.mutate()}
      >
        {t('alerts.test.send')}
      </Button>
      <Text size="xs" c="dimmed">
        {t('alerts.test.hint')}
      </Text>
      <ProblemAlert error={test.error} />
      <div role="status">{test.data && <TestResult delivery={test.data} />}</div>
    </div>
  );
};

/** Where the test went, and how far it got. */
const TestResult = ({ delivery }: { readonly delivery: Delivery }) => {
  const { t } = useTranslation();
  const can = useCan();
  // A mail may tell of several accounts, so whoever may see some of them sees no mails.
  const maySee = useMe().member.accountIds.length === 0 && can('deliveries:read');
  const { data: { state, recipient, failure } = delivery } = useQuery({
    ...deliveryQuery(delivery.id),
    enabled: maySee,
    // Should the live stream be away: mails leave within seconds.
    refetchInterval: ({ state: { data } }) => (data?.state === 'sent' || data?.state === 'failed' ? false : 3_000),
  });
  const said = {
    queued: t('alerts.test.onItsWay', { email: recipient }),
    sending: t('alerts.test.onItsWay', { email: recipient }),
    sent: t('alerts.test.sent', { email: recipient }),
    failed: t('alerts.test.failed', { email: recipient, why: failure ?? '' }),
  };
  return (
    <p className={state === 'failed' ? 'error-text' : undefined}>
      {said[state]} {maySee && <Link to={`/deliveries/${delivery.id}`}>{t('alerts.test.see')}</Link>}
    </p>
  );
};
