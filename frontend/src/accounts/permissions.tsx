import type { MissingPermission, PermissionReport } from '@cspmexa/contracts';
import { Text } from '@mantine/core';
import { IconCircleCheck, IconStethoscope } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Ago } from '../format/moment.js';
import { useText } from '../i18n/use-language.js';
import { CoverageTable } from '../scans/coverage-table.js';
import { SeverityMark } from '../severity/severity-mark.js';
import { CodeBlock } from '../shell/code-block.js';
import { Panel } from '../shell/panel.js';
import { EmptyState } from '../states/empty-state.js';
import { QueryView } from '../states/query-view.js';
import { RowSkeleton } from '../states/row-skeleton.js';
import { DataTable, type Column } from '../table/data-table.js';
import { permissionsQuery } from './accounts-queries.js';

/** The permission doctor: what is missing, who refused it, what is blind without it, and what to grant. */
export const Permissions = ({ accountId }: { readonly accountId: string }) => (
  <QueryView query={useQuery(permissionsQuery(accountId))} skeleton={<RowSkeleton rows={4} />}>
    {(report) => <Report report={report} />}
  </QueryView>
);

const Report = ({ report }: { readonly report: PermissionReport }) => {
  const { t } = useTranslation();
  const text = useText();
  const { missing, statement, advice, others, policies, scannedAt } = report;
  if (scannedAt === null)
    return (
      <EmptyState icon={<IconStethoscope size={28} />} title={t('doctor.neverTitle')} why={t('doctor.neverWhy')} />
    );
  return (
    <div className="stack">
      {missing.length === 0 ? (
        <Panel title={t('doctor.missing')}>
          <Text>
            <IconCircleCheck size={16} aria-hidden /> {t('doctor.nothing')} <Ago at={scannedAt} />
          </Text>
        </Panel>
      ) : (
        <Panel title={t('doctor.missing')} flush>
          <MissingTable missing={missing} />
        </Panel>
      )}
      {advice.length > 0 && (
        <Panel title={t('doctor.advice')}>
          <ul>
            {advice.map((line) => (
              <li key={line.en}>{text(line)}</li>
            ))}
          </ul>
        </Panel>
      )}
      {statement !== null && (
        <Panel title={t('doctor.grant')}>
          <Text mb="xs">{t('doctor.grantWhy')}</Text>
          <CodeBlock code={JSON.stringify(statement, null, 2)} label={t('doctor.grant')} />
        </Panel>
      )}
      {policies.length > 0 && (
        <Panel title={t('doctor.blind')} flush>
          <DataTable
            label={t('doctor.blind')}
            rows={policies}
            rowKey={({ policyId }) => policyId}
            columns={[
              {
                key: 'severity',
                header: t('findings.fields.severity'),
                width: 'narrow',
                cell: ({ severity }) => <SeverityMark severity={severity} />,
              },
              {
                key: 'policy',
                header: t('findings.fields.policy'),
                width: 'rest',
                cell: ({ policyId, title }) => <Link to={`/policies/${policyId}`}>{text(title)}</Link>,
              },
              {
                key: 'actions',
                header: t('doctor.misses'),
                width: 'rest',
                cell: ({ actions }) => <span className="mono break">{actions.join(', ')}</span>,
              },
            ]}
          />
        </Panel>
      )}
      {others.length > 0 && <CoverageTable rows={others} isWhole />}
    </div>
  );
};

const MissingTable = ({ missing }: { readonly missing: readonly MissingPermission[] }) => {
  const { t } = useTranslation();
  const columns: Column<MissingPermission>[] = [
    {
      key: 'action',
      header: t('coverage.action'),
      width: 'narrow',
      cell: ({ action }) => <strong className="mono">{action}</strong>,
    },
    {
      key: 'deniedBy',
      header: t('doctor.refusedBy'),
      width: 'narrow',
      cell: ({ deniedBy }) => (deniedBy ? t(`coverage.policies.${deniedBy}`) : t('doctor.unsaid')),
    },
    {
      key: 'regions',
      header: t('coverage.region'),
      width: 'narrow',
      cell: ({ regions }) => <span className="break">{regions.join(', ')}</span>,
    },
    {
      key: 'detail',
      header: t('coverage.detail'),
      width: 'rest',
      cell: ({ detail, policies }) => (
        <>
          <span className="break">{detail}</span>
          <span className="sub">{t('doctor.blindPolicies', { count: policies.length })}</span>
        </>
      ),
    },
  ];
  return (
    <DataTable
      label={t('doctor.missing')}
      columns={columns}
      rows={missing}
      rowKey={({ action, deniedBy }) => `${action} ${deniedBy ?? ''}`}
    />
  );
};
