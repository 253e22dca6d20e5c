import type { Export } from '@cspmexa/contracts';
import { Button, Group, Progress, Stack, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client.js';
import { keys } from '../api/keys.js';
import { useFormat } from '../format/use-format.js';
import { saveFile } from '../shell/save-file.js';
import { ProblemAlert } from '../states/problem-alert.js';
import { ExportStateMark } from './export-state-mark.js';
import { exportedFile, exportQuery } from './exports-queries.js';

interface Props {
  readonly started: Export;
  readonly onSaved: () => void;
  /** It was stopped. */
  readonly onGone: () => void;
  /** It failed and was begun once more. */
  readonly onAgain: (again: Export) => void;
}

/** How far an export is; saves its file as soon as there is one. */
export const ExportProgress = ({ started, onSaved, onGone, onAgain }: Props) => {
  const { t } = useTranslation();
  const format = useFormat();
  const queries = useQueryClient();
  const { data: now, error, refetch } = useQuery({ ...exportQuery(started.id), initialData: started });
  const renew = () => queries.invalidateQueries({ queryKey: keys.exports, exact: true });
  const save = useMutation({
    mutationFn: () => exportedFile(started.id),
    onSuccess: (file) => {
      saveFile(file, now.fileName);
      onSaved();
    },
  });
  const stop = useMutation({
    mutationFn: () => api.removeExport({ params: { exportId: started.id } }),
    onSuccess: async () => {
      onGone();
      await renew();
    },
  });
  const again = useMutation({
    mutationFn: () => api.startExport({ body: started.input }),
    onSuccess: onAgain,
  });
  const isSaving = useRef(false);
  const isDone = now.state === 'done';
  const { mutate: begin } = save;
  useEffect(() => {
    if (!isDone || isSaving.current) return;
    isSaving.current = true;
    begin();
  }, [isDone, begin]);
  const problem = stop.error ?? again.error ?? save.error ?? error;
  const isGoing = !isDone && now.state !== 'failed';

  return (
    <Stack gap={6} data-export={now.state}>
      <Text size="sm" fw={600} className="break">
        {now.fileName}
      </Text>
      {isGoing && (
        <Progress
          value={now.total ? (100 * now.rows) / now.total : 0}
          animated={now.state === 'running'}
          aria-label={now.fileName}
        />
      )}
      <Group justify="space-between" gap={8}>
        <span role="status">{save.isSuccess ? t('exports.saved') : <ExportStateMark state={now.state} />}</span>
        <Text size="xs" c="dimmed">
          {isDone && now.bytes !== null
            ? format.bytes(now.bytes)
            : isGoing && now.total !== null && t('exports.progress', { rows: now.rows, total: now.total })}
        </Text>
      </Group>
      {now.failure !== null && (
        <Text size="sm" className="break">
          {now.failure}
        </Text>
      )}
      <ProblemAlert error={problem} />
      <Group gap={8}>
        {isGoing && !error && (
          <Button size="compact-sm" variant="default" loading={stop.isPending} onClick={() => stop.mutate()}>
            {t('exports.cancel')}
          </Button>
        )}
        {isGoing && error && (
          <Button size="compact-sm" variant="default" onClick={() => void refetch()}>
            {t('actions.retry')}
          </Button>
        )}
        {isDone && (
          <Button size="compact-sm" variant="default" loading={save.isPending} onClick={() => save.mutate()}>
            {t(save.error ? 'actions.retry' : 'exports.download')}
          </Button>
        )}
        {now.state === 'failed' && (
          <Button size="compact-sm" variant="default" loading={again.isPending} onClick={() => again.mutate()}>
            {t('exports.again')}
          </Button>
        )}
      </Group>
    </Stack>
  );
};
