import type { AuditEntry } from '@cspmexa/contracts';
import { Button } from '@mantine/core';
import { IconChevronRight } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { At } from '../format/moment.js';
import { DataTable, type Column } from '../table/data-table.js';
import { AuditDrawer } from './audit-drawer.js';

/** Who did what, newest first. */
export const AuditTable = ({ entries }: { readonly entries: readonly AuditEntry[] }) => {
  const { t } = useTranslation();
  const [shown, setShown] = useState<AuditEntry>();
  const columns: Column<AuditEntry>[] = [
    { key: 'at', header: t('audit.fields.at'), width: 'narrow', cell: ({ at }) => <At at={at} /> },
    { key: 'actor', header: t('audit.fields.actor'), cell: ({ actor }) => <span className="break">{actor}</span> },
    {
      key: 'action',
      header: t('audit.fields.action'),
      cell: ({ action, outcome, reason }) => (
        <>
          <span className="mono break">{action}</span>
          {outcome === 'refused' && (
            <span className="chip" data-tone="bad">
              {t('audit.outcome.refused')}
              {reason && `: ${reason}`}
            </span>
          )}
        </>
      ),
    },
    {
      key: 'target',
      header: t('audit.fields.target'),
      width: 'rest',
      cell: ({ target }) => (
        <>
          {target.kind}
          <span className="sub mono break">{target.id}</span>
        </>
      ),
    },
    {
      key: 'address',
      header: t('audit.fields.address'),
      width: 'narrow',
      wideOnly: true,
      cell: ({ address }) => <span className="mono">{address ?? '–'}</span>,
    },
    {
      key: 'more',
      header: <span className="visually-hidden">{t('accounts.fields.actions')}</span>,
      width: 'narrow',
      cell: (entry) => (
        <Button
          size="compact-xs"
          variant="default"
          rightSection={<IconChevronRight size={12} aria-hidden />}
          aria-label={`${t('audit.details')}: ${entry.seq}`}
          onClick={() => setShown(entry)}
        >
          {t('audit.details')}
        </Button>
      ),
    },
  ];
  return (
    <>
      <DataTable label={t('audit.title')} columns={columns} rows={entries} rowKey={({ id }) => id} />
      {shown && <AuditDrawer entry={shown} onClose={() => setShown(undefined)} />}
    </>
  );
};
