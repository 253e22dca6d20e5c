import { ExceptionInput } from '@cspmexa/contracts';
import { Alert, Group, Stack, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client.js';
import { keys } from '../api/keys.js';
import { FormActions } from '../form/form-actions.js';
import { dayIn, instantIn } from '../format/time-zone.js';
import { refusedFields } from '../form/refused-fields.js';
import { PersonMenu } from '../members/person-menu.js';
import { ProblemAlert } from '../states/problem-alert.js';
import { isMeanwhile } from './work-panel.js';

interface Props {
  readonly findingId: string;
  /** What it was when it was read. */
  readonly version: number;
  readonly onDone: () => void;
}

/** Asks for the reason, the ticket and the end of an exception. */
export const ExceptionForm = ({ findingId, version, onDone }: Props) => {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [reason, setReason] = useState('');
  const [ticket, setTicket] = useState('');
  const [until, setUntil] = useState('');
  const [owner, setOwner] = useState<string | null>(null);
  const [refused, setRefused] = useState<ReadonlySet<string>>(new Set());
  const save = useMutation({
    mutationFn: (body: Parameters<typeof api.exceptFinding>[0]['body']) =>
      api.exceptFinding({ params: { findingId }, body }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: keys.findings });
      onDone();
    },
    onError: () => queries.invalidateQueries({ queryKey: keys.findings }),
  });
  const today = dayIn(new Date());

  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        const body = {
          reason,
          ifVersion: version,
          ...(owner ? { owner } : {}),
          ...(ticket ? { ticket } : {}),
          ...(until ? { until: instantIn(until, '23:59:59') } : {}),
        };
        const fields = refusedFields(ExceptionInput, body);
        setRefused(fields);
        if (fields.size === 0) save.mutate(body);
      }}
    >
      <Stack gap="sm">
        <Textarea
          label={t('exception.reason')}
          description={t('exception.reasonHint')}
          required
          data-autofocus
          error={refused.has('reason') && t('exception.reasonError')}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <Group grow align="flex-start">
          <TextInput
            label={t('exception.ticket')}
            value={ticket}
            error={refused.has('ticket') && t('form.tooLong')}
            onChange={(event) => setTicket(event.currentTarget.value)}
          />
          <TextInput
            type="date"
            label={t('exception.until')}
            description={t('exception.untilHint')}
            min={today}
            value={until}
            onChange={(event) => setUntil(event.currentTarget.value)}
          />
        </Group>
        <PersonMenu label={t('detail.owner')} value={owner} onChange={setOwner} />
        <p className="sub">{t('detail.ownerHint')}</p>
        {isMeanwhile(save.error) ? (
          <Alert role="alert">{t('detail.meanwhile')}</Alert>
        ) : (
          <ProblemAlert error={save.error} />
        )}
        <FormActions isBusy={save.isPending} onCancel={onDone} size="xs">
          {t('exception.save')}
        </FormActions>
      </Stack>
    </form>
  );
};
