import type { CoverageRow } from '@cspmexa/contracts';
import { Switch, Text } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../format/use-format.js';
import { Panel } from '../shell/panel.js';
import { DataTable, type Column } from '../table/data-table.js';
import { holesFirst } from './coverage-order.js';

interface Props {
  readonly rows: readonly CoverageRow[];
  /** Whether all that was asked for was looked at, but for the holes. */
  readonly isWhole: boolean;
}

/** What was looked at and what could not be, action by action; the holes first, with what AWS said. */
export const CoverageTable = ({ rows, isWhole }: Props) => {
  const { t } = useTranslation();
  const format = useFormat();
  const holes = rows.filter(({ outcome }) => outcome !== 'ok');
  const [holesOnly, setHolesOnly] = useState(false);
  const shown = holesFirst(holesOnly ? holes : rows);
  const columns: Column<CoverageRow>[] = [
    {
      key: 'outcome',
      header: t('coverage.outcome'),
      width: 'narrow',
      cell: ({ outcome }) => (
        <span className="mark" data-tone={outcome === 'ok' ? 'good' : 'warn'}>
          {outcome === 'ok' ? <IconCircleCheck size={15} aria-hidden /> : <IconAlertTriangle size={15} aria-hidden />}
          {t(`coverage.outcomes.${outcome}`)}
        </span>
      ),
    },
    {
      key: 'action',
      header: t('coverage.action'),
      width: 'narrow',
      cell: ({ action }) => <span className="mono">{action}</span>,
    },
    { key: 'region', header: t('coverage.region'), width: 'narrow', cell: ({ region }) => region },
    {
      key: 'detail',
      header: t('coverage.detail'),
      width: 'rest',
      cell: ({ detail, resources, deniedBy }) => (
        <>
          {deniedBy && <strong>{t('coverage.deniedBy', { policy: t(`coverage.policies.${deniedBy}`) })} </strong>}
          {detail && <span className="break">{detail}</span>}
          {resources.length > 0 && <span className="sub mono break">{resources.join(', ')}</span>}
        </>
      ),
    },
    {
      key: 'calls',
      header: t('coverage.calls'),
      align: 'end',
      width: 'narrow',
      cell: ({ calls }) => format.number(calls),
    },
  ];
  return (
    <Panel
      title={t('coverage.title')}
      flush
      aside={
        holes.length > 0 && (
          <Switch
            size="xs"
            label={t('coverage.holesOnly', { count: holes.length })}
            checked={holesOnly}
            onChange={(event) => setHolesOnly(event.currentTarget.checked)}
          />
        )
      }
    >
      <Text c="dimmed" size="sm" px="md" pb="xs">
        {holes.length > 0
          ? t('coverage.withHoles', { count: holes.length })
          : t(isWhole ? 'coverage.whole' : rows.length > 0 ? 'coverage.part' : 'coverage.none')}
      </Text>
      {rows.length > 0 && (
        <DataTable
          label={t('coverage.title')}
          columns={columns}
          rows={shown}
          rowKey={({ service, action, region, outcome }) => [service, action, region, outcome].join('|')}
        />
      )}
    </Panel>
  );
};
