import type { FindingDetail } from '@cspmexa/contracts';
import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconShieldHalf } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client.js';
import { keys } from '../api/keys.js';
import { At } from '../format/moment.js';
import { useCan } from '../session/use-session.js';
import { Facts } from '../shell/facts.js';
import { Panel } from '../shell/panel.js';
import { ProblemAlert } from '../states/problem-alert.js';
import { ExceptionForm } from './exception-form.js';

/** The exception of a finding, or the way to make one. Absent where there is neither. */
export const ExceptionPanel = ({ finding }: { readonly finding: FindingDetail }) => {
  const { t } = useTranslation();
  const mayTriage = useCan()('findings:triage');
  const [asking, { open, close }] = useDisclosure(false);
  const queries = useQueryClient();
  const removal = useMutation({
    mutationFn: () => api.removeException({ params: { findingId: finding.id } }),
    onSuccess: () => queries.invalidateQueries({ queryKey: keys.findings }),
  });

  if (finding.exception) {
    const { reason, ticket, owner, approver, until, createdAt } = finding.exception;
    const facts: [string, ReactNode][] = [
      [t('exception.reason'), reason],
      [t('exception.ticket'), ticket ?? '—'],
      [t('exception.owner'), owner],
      [t('exception.approver'), approver],
      [t('exception.until'), until ? <At at={until} /> : t('exception.noEnd')],
      [t('exception.since'), <At at={createdAt} />],
    ];
    return (
      <Panel title={t('exception.title')}>
        <Facts facts={facts} />
        <ProblemAlert error={removal.error} />
        {mayTriage && (
          <Button mt="sm" size="xs" variant="default" loading={removal.isPending} onClick={() => removal.mutate()}>
            {t('exception.remove')}
          </Button>
        )}
      </Panel>
    );
  }
  if (!mayTriage || finding.status !== 'open') return null;
  return (
    <Panel title={t('exception.title')}>
      {asking ? (
        <ExceptionForm findingId={finding.id} version={finding.version} onDone={close} />
      ) : (
        <>
          <p className="sub">{t('exception.lead')}</p>
          <Button
            mt="sm"
            size="xs"
            variant="default"
            leftSection={<IconShieldHalf size={14} aria-hidden />}
            onClick={open}
          >
            {t('exception.make')}
          </Button>
        </>
      )}
    </Panel>
  );
};
