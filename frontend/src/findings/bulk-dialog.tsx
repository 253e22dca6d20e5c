import { BulkAction } from '@cspmexa/contracts';
import { Button, Group, Modal, Stack, Textarea, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { FormActions } from '../form/form-actions.js';
import { refusedFields } from '../form/refused-fields.js';
import { dayIn, instantIn } from '../format/time-zone.js';
import { useFormat } from '../format/use-format.js';
import { PersonMenu } from '../members/person-menu.js';
import { ProblemAlert } from '../states/problem-alert.js';
import type { Action } from './use-triage-keys.js';

interface Props {
  readonly action: Exclude<Action, 'remove-exception'>;
  /** How many findings. */
  readonly count: number;
  readonly isBusy: boolean;
  readonly error: Error | null;
  readonly onApply: (action: BulkAction) => void;
  readonly onClose: () => void;
}

const spans = [7, 30, 90];
const dayMs = 86_400_000;
const dayAhead = (days: number): string => dayIn(new Date(Date.now() + days * dayMs));
const endOf = (day: string): string => instantIn(day, '23:59:59');

/** Asks what a change of findings still needs to know, and applies it. */
export const BulkDialog = ({ action, count, isBusy, error, onApply, onClose }: Props) => {
  const { t } = useTranslation();
  const format = useFormat();
  const kind = action === 'mute' ? 'except' : action;
  const [assignee, setAssignee] = useState<string | null>(null);
  const [day, setDay] = useState(action === 'mute' ? dayAhead(30) : '');
  const [text, setText] = useState('');
  const [ticket, setTicket] = useState('');
  const [refused, setRefused] = useState<ReadonlySet<string>>(new Set());

  const input = (): BulkAction => {
    const until = day ? endOf(day) : undefined;
    switch (kind) {
      case 'assign':
        return { kind, assignee };
      case 'due':
        return { kind, dueAt: until ?? null };
      case 'comment':
        return { kind, text };
      case 'except':
        return { kind, reason: text, ...(ticket.trim() ? { ticket } : {}), ...(until ? { until } : {}) };
    }
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const asked = input();
    const fields = new Set(refusedFields(BulkAction, asked));
    if (kind === 'except' && day && day < dayAhead(0)) fields.add('until');
    setRefused(fields);
    if (fields.size === 0) onApply(asked);
  };
  const days = (
    <Group gap={6}>
      {spans.map((span) => (
        <Button key={span} size="compact-sm" variant="default" onClick={() => setDay(dayAhead(span))}>
          {t('triage.bulk.days', { count: span })}
        </Button>
      ))}
    </Group>
  );
  const words = { count, shown: format.number(count) };

  return (
    <Modal
      opened
      onClose={onClose}
      title={t(`triage.bulk.title.${kind}`, words)}
      closeButtonProps={{ 'aria-label': t('actions.close') }}
    >
      <form noValidate onSubmit={submit}>
        <Stack gap="sm">
          {kind === 'assign' && (
            <>
              <PersonMenu label={t('triage.bulk.assignee')} value={assignee} onChange={setAssignee} open />
              <p className="sub">{t('triage.bulk.assignHint')}</p>
            </>
          )}
          {(kind === 'comment' || kind === 'except') && (
            <Textarea
              label={t(kind === 'comment' ? 'triage.bulk.text' : 'triage.bulk.reason')}
              {...(kind === 'except' ? { description: t('triage.bulk.reasonHint') } : {})}
              required
              data-autofocus
              value={text}
              error={
                (refused.has('text') && t('triage.bulk.textError')) ||
                (refused.has('reason') && t('triage.bulk.reasonError'))
              }
              onChange={(event) => setText(event.currentTarget.value)}
              onKeyDown={(event) => {
                if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) submit(event);
              }}
            />
          )}
          {(kind === 'due' || kind === 'except') && (
            <>
              <TextInput
                type="date"
                label={t(kind === 'due' ? 'triage.bulk.dueAt' : 'triage.bulk.until')}
                description={t(kind === 'due' ? 'triage.bulk.dueHint' : 'triage.bulk.untilHint')}
                {...(kind === 'due' ? { 'data-autofocus': true } : {})}
                value={day}
                error={refused.has('until') && t('triage.bulk.untilError')}
                onChange={(event) => setDay(event.currentTarget.value)}
              />
              {days}
            </>
          )}
          {kind === 'except' && (
            <TextInput
              label={t('triage.bulk.ticket')}
              value={ticket}
              error={refused.has('ticket') && t('form.tooLong')}
              onChange={(event) => setTicket(event.currentTarget.value)}
            />
          )}
          <ProblemAlert error={error} />
          <FormActions isBusy={isBusy} onCancel={onClose} inDialog>
            {t('triage.bulk.apply')}
          </FormActions>
        </Stack>
      </form>
    </Modal>
  );
};
