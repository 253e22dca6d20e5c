import { ExceptionInput } from '@cspmexa/contracts';
import { Button, Group, Stack, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client.js';
import { keys } from '../api/keys.js';
import { refusedFields } from '../form/refused-fields.js';
import { ProblemAlert } from '../states/problem-alert.js';

/** The end of a day in the reader's time zone, as an instant. */
const endOfDay = (day: string): string => new Date(`${day}T23:59:59`).toISOString();

/** Asks for the reason, the ticket and the end of an exception. */
export const ExceptionForm = ({ findingId, onDone }: { readonly findingId: string; readonly onDone: () => void }) => {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [reason, setReason] = useState('');
  const [ticket, setTicket] = useState('');
  const [until, setUntil] = useState('');
  const [refused, setRefused] = useState<ReadonlySet<string>>(new Set());
  const save = useMutation({
    mutationFn: (body: Parameters<typeof api.exceptFinding>[0]['body']) =>
      api.exceptFinding({ params: { findingId }, body }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: keys.findings });
      onDone();
    },
  });
  const today = new Date().toLocaleDateString('sv');

  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        const body = { reason, ...(ticket ? { ticket } : {}), ...(until ? { until: endOfDay(until) } : {}) };
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
          autosize
          minRows={2}
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
        <ProblemAlert error={save.error} />
        <Group>
          <Button type="submit" size="xs" loading={save.isPending}>
            {t('exception.save')}
          </Button>
          <Button size="xs" variant="default" onClick={onDone}>
            {t('actions.cancel')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
};
