import type { Overview } from '@cspmexa/contracts';
import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { findingsUrl } from '../findings/findings-view.js';
import { useFormat } from '../format/use-format.js';
import { Panel } from '../shell/panel.js';
import { DataTable, type Column } from '../table/data-table.js';

type Row = Overview['byService'][number];

/** Open findings by service. */
export const ServicesPanel = ({ services }: { readonly services: readonly Row[] }) => {
  const { t } = useTranslation();
  const format = useFormat();
  const count = (name: 'open' | 'critical' | 'high'): Column<Row> => ({
    key: name,
    header: t(`overview.columns.${name}`),
    align: 'end',
    width: 'narrow',
    cell: (row) => {
      if (row[name] === 0 || name === 'open') return format.number(row[name]);
      return (
        <Link to={findingsUrl({ service: row.service, severity: name })} data-severity={name}>
          {format.number(row[name])}
        </Link>
      );
    },
  });
  const columns: Column<Row>[] = [
    {
      key: 'service',
      header: t('findings.fields.service'),
      width: 'rest',
      cell: ({ service }) => (
        <Link to={findingsUrl({ service })} className="row-link">
          {service.toUpperCase()}
        </Link>
      ),
    },
    count('critical'),
    count('high'),
    count('open'),
  ];
  return (
    <Panel title={t('overview.byService')} className="area-services" flush>
      {services.length > 0 ? (
        <DataTable
          label={t('overview.byService')}
          columns={columns}
          rows={services}
          rowKey={({ service }) => service}
        />
      ) : (
        <Text c="dimmed" p="md">
          {t('overview.nothingOpen')}
        </Text>
      )}
    </Panel>
  );
};
