import { AuditEntry } from '@cspmexa/contracts';
import { Button, Group, NativeSelect, TextInput } from '@mantine/core';
import { IconDownload, IconHistory } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { instantIn } from '../format/time-zone.js';
import { PageHeader } from '../shell/page-header.js';
import { saveFile } from '../shell/save-file.js';
import { EmptyState } from '../states/empty-state.js';
import { ProblemAlert } from '../states/problem-alert.js';
import { QueryView } from '../states/query-view.js';
import { RowSkeleton } from '../states/row-skeleton.js';
import { ZeroResults } from '../states/zero-results.js';
import { IgnoredNotice } from '../table/ignored-notice.js';
import { Pager } from '../table/pager.js';
import { SearchField } from '../table/search-field.js';
import type { UrlPatch } from '../url/url-state.js';
import { usePages } from '../url/use-pages.js';
import { useUrlState } from '../url/use-url-state.js';
import { auditQuery, exportAudit, type AuditFilter } from './audit-queries.js';
import { AuditTable } from './audit-table.js';
import { AuditVerification } from './audit-verification.js';

const Outcome = AuditEntry.shape.outcome;
const view = {
  actor: z.string().max(320),
  action: z.string().max(100),
  target: z.string().max(300),
  outcome: Outcome,
  from: z.iso.date(),
  to: z.iso.date(),
  cursor: z.string().max(2_000),
};
const noFilters = {
  actor: undefined,
  action: undefined,
  target: undefined,
  outcome: undefined,
  from: undefined,
  to: undefined,
  cursor: undefined,
};
type View = ReturnType<typeof useUrlState<typeof view>>['values'];

const texts = ['actor', 'action', 'target'] as const;

/** Days of the reader become moments: the whole of the last day counts. */
function filterOf({ actor, action, target, outcome, from, to }: View): AuditFilter {
  const dayAfter = (day: string): string => new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10);
  return {
    ...(actor ? { actor } : {}),
    ...(action ? { action } : {}),
    ...(target ? { target } : {}),
    ...(outcome ? { outcome } : {}),
    ...(from ? { from: instantIn(from, '00:00:00') } : {}),
    ...(to ? { to: instantIn(dayAfter(to), '00:00:00') } : {}),
  };
}

/** Who did what: for auditors, with filters, files, and the proof that nothing was changed. */
export const AuditPage = () => {
  const { t } = useTranslation();
  const { values, ignored, change } = useUrlState(view);
  const filter = filterOf(values);
  const entries = useQuery(auditQuery(filter, values.cursor));
  const pages = usePages({
    cursor: values.cursor,
    next: entries.data?.next,
    go: (cursor, state) => change({ cursor }, { state }),
  });
  const isNarrowed = Object.keys(filter).length > 0;
  const narrow = (patch: UrlPatch<typeof view>): void => change({ ...patch, cursor: undefined }, { replace: true });
  const save = useMutation({
    mutationFn: (format: 'csv' | 'json') => exportAudit(filter, format),
    onSuccess: (file, format) => saveFile(file, `audit.${format === 'csv' ? 'csv' : 'jsonl'}`),
  });
  return (
    <>
      <PageHeader
        title={t('audit.title')}
        subtitle={t('audit.lead')}
        actions={(['csv', 'json'] as const).map((format) => (
          <Button
            key={format}
            size="sm"
            variant="default"
            leftSection={<IconDownload size={16} aria-hidden />}
            loading={save.isPending && save.variables === format}
            onClick={() => save.mutate(format)}
          >
            {format.toUpperCase()}
          </Button>
        ))}
      />
      <IgnoredNotice names={ignored} />
      <ProblemAlert error={save.error} />
      <div className="filters" role="search" aria-label={t('audit.filters')}>
        {texts.map((field) => (
          <SearchField
            key={field}
            label={t(`audit.fields.${field}`)}
            value={values[field] ?? ''}
            onChange={(text) => narrow({ [field]: text || undefined })}
          />
        ))}
        <NativeSelect
          size="xs"
          aria-label={t('audit.fields.outcome')}
          value={values.outcome ?? ''}
          data={[
            { value: '', label: t('audit.everyOutcome') },
            ...Outcome.options.map((value) => ({ value, label: t(`audit.outcome.${value}`) })),
          ]}
          onChange={(event) => narrow({ outcome: Outcome.safeParse(event.currentTarget.value).data })}
        />
        {(['from', 'to'] as const).map((side) => (
          <TextInput
            key={side}
            type="date"
            size="xs"
            aria-label={t(`audit.${side}`)}
            value={values[side] ?? ''}
            onChange={(event) => narrow({ [side]: event.currentTarget.value || undefined })}
          />
        ))}
        <Group className="sort" gap="xs">
          <AuditVerification />
        </Group>
      </div>
      <div className="panel list" data-flush data-stale={entries.isPlaceholderData || undefined}>
        <QueryView query={entries} skeleton={<RowSkeleton rows={6} />}>
          {({ items }) => {
            if (items.length > 0) return <AuditTable entries={items} />;
            if (isNarrowed) return <ZeroResults onClear={() => change(noFilters)} />;
            return (
              <EmptyState icon={<IconHistory size={28} />} title={t('audit.emptyTitle')} why={t('audit.emptyWhy')} />
            );
          }}
        </QueryView>
      </div>
      <Pager pages={pages} />
    </>
  );
};
