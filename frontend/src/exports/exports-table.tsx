import type { Export } from '@cspmexa/contracts';
import { Button, Group } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client.js';
import { keys } from '../api/keys.js';
import { Ago } from '../format/moment.js';
import { useFormat } from '../format/use-format.js';
import { saveFile } from '../shell/save-file.js';
import { ProblemAlert } from '../states/problem-alert.js';
import { DataTable, type Column } from '../table/data-table.js';
import { ExportStateMark } from './export-state-mark.js';
import { exportedFile, hasEnded } from './exports-queries.js';

/** One's exports, with the ways to get and to delete each file. */
export const ExportsTable = ({ items }: { readonly items: readonly Export[] }) => {
  const { t } = useTranslation();
  const format = useFormat();
  const queries = useQueryClient();
  const renew = () => queries.invalidateQueries({ queryKey: keys.exports, exact: true });
  const download = useMutation({
    mutationFn: ({ id }: Export) => exportedFile(id),
    onSuccess: (file, { fileName }) => saveFile(file, fileName),
  });
  const remove = useMutation({
    mutationFn: (exportId: string) => api.removeExport({ params: { exportId } }),
    onSuccess: renew,
  });
  const again = useMutation({ mutationFn: ({ input }: Export) => api.startExport({ body: input }), onSuccess: renew });
  const whatOf = ({ input }: Export): string => {
    if (input.of === 'compliance') return t('exports.of.compliance', { name: input.frameworkId });
    return input.q ? t('exports.of.findings', { q: input.q }) : t('exports.of.allFindings');
  };
  const columns: Column<Export>[] = [
    {
      key: 'file',
      header: t('exports.fields.file'),
      width: 'rest',
      cell: (made) => (
        <>
          <strong className="break">{made.fileName}</strong>
          <span className="sub break">{whatOf(made)}</span>
          {made.failure !== null && <span className="sub break">{made.failure}</span>}
        </>
      ),
    },
    {
      key: 'state',
      header: t('exports.fields.state'),
      width: 'narrow',
      cell: ({ state, rows, total }) => (
        <>
          <ExportStateMark state={state} />
          {state === 'running' && total !== null && (
            <span className="sub">{t('exports.progress', { rows, total })}</span>
          )}
        </>
      ),
    },
    {
      key: 'rows',
      header: t('exports.fields.rows'),
      width: 'narrow',
      align: 'end',
      cell: ({ state, rows }) => (state === 'done' ? format.number(rows) : '–'),
    },
    {
      key: 'size',
      header: t('exports.fields.size'),
      width: 'narrow',
      align: 'end',
      cell: ({ bytes }) => (bytes === null ? '–' : format.bytes(bytes)),
    },
    {
      key: 'expires',
      header: t('exports.fields.expires'),
      width: 'narrow',
      cell: ({ expiresAt }) => (expiresAt === null ? '–' : <Ago at={expiresAt} />),
    },
    {
      key: 'actions',
      header: <span className="visually-hidden">{t('exports.fields.actions')}</span>,
      width: 'narrow',
      cell: (made) => (
        <Group gap={6} wrap="nowrap">
          {made.state === 'done' && (
            <Button
              size="compact-sm"
              variant="default"
              aria-label={`${t('exports.download')}: ${made.fileName}`}
              loading={download.isPending && download.variables.id === made.id}
              onClick={() => download.mutate(made)}
            >
              {t('exports.download')}
            </Button>
          )}
          {made.state === 'failed' && (
            <Button
              size="compact-sm"
              variant="default"
              aria-label={`${t('exports.again')}: ${made.fileName}`}
              loading={again.isPending && again.variables.id === made.id}
              onClick={() => again.mutate(made)}
            >
              {t('exports.again')}
            </Button>
          )}
          <Button
            size="compact-sm"
            variant="default"
            aria-label={`${t(hasEnded(made) ? 'exports.remove' : 'exports.cancel')}: ${made.fileName}`}
            loading={remove.isPending && remove.variables === made.id}
            onClick={() => remove.mutate(made.id)}
          >
            {t(hasEnded(made) ? 'exports.remove' : 'exports.cancel')}
          </Button>
        </Group>
      ),
    },
  ];
  return (
    <>
      <ProblemAlert error={download.error ?? remove.error ?? again.error} />
      <DataTable label={t('exports.title')} columns={columns} rows={items} rowKey={({ id }) => id} />
    </>
  );
};
