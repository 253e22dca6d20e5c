import { Button, Text } from '@mantine/core';
import { IconBan, IconPlayerPlay } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { api } from '../api/client.js';
import { keys } from '../api/keys.js';
import { useCan } from '../session/use-session.js';
import { BackLink } from '../shell/back-link.js';
import { PageHeader } from '../shell/page-header.js';
import { Panel } from '../shell/panel.js';
import { ProblemAlert } from '../states/problem-alert.js';
import { QueryView } from '../states/query-view.js';
import { RowSkeleton } from '../states/row-skeleton.js';
import { CostTable } from './cost-table.js';
import { CoverageTable } from './coverage-table.js';
import { MissingGrant } from './missing-grant.js';
import { ScanChanges } from './scan-changes.js';
import { ScanExtent } from './scan-extent.js';
import { isResumable, isRunning } from './scan-progress.js';
import { ScanStateMark } from './scan-state-mark.js';
import { ScanSummary } from './scan-summary.js';
import { scanQuery } from './scans-queries.js';
import { UnitGrid } from './unit-grid.js';

/** One scan: how far it is, what it cost, and what it could not look at. */
export const ScanPage = () => {
  const { t } = useTranslation();
  const { scanId = '' } = useParams();
  const can = useCan();
  const mayRun = can('scans:run');
  const queries = useQueryClient();
  const scan = useQuery(scanQuery(scanId));
  const cancel = useMutation({
    mutationFn: () => api.cancelScan({ params: { scanId } }),
    onSettled: () => queries.invalidateQueries({ queryKey: keys.scans }),
  });
  const resume = useMutation({
    mutationFn: () => api.resumeScan({ params: { scanId } }),
    onSettled: () => queries.invalidateQueries({ queryKey: keys.scans }),
  });
  return (
    <QueryView query={scan} skeleton={<RowSkeleton rows={8} />}>
      {(data) => (
        <>
          <PageHeader
            back={<BackLink to="/scans" label={t('scans.title')} />}
            title={t('scans.of', { name: data.accountName })}
            subtitle={
              <>
                <ScanStateMark state={data.state} /> <span className="sub-inline mono">{data.awsAccountId}</span>
              </>
            }
            actions={
              mayRun &&
              (isResumable(data) ? (
                <Button
                  size="sm"
                  variant="default"
                  leftSection={<IconPlayerPlay size={16} aria-hidden />}
                  loading={resume.isPending}
                  onClick={() => resume.mutate()}
                >
                  {t('scans.resume')}
                </Button>
              ) : (
                isRunning(data.state) && (
                  <Button
                    size="sm"
                    variant="default"
                    leftSection={<IconBan size={16} aria-hidden />}
                    loading={cancel.isPending}
                    onClick={() => cancel.mutate()}
                  >
                    {t('scans.cancel')}
                  </Button>
                )
              ))
            }
          />
          <div className="stack in-order">
            <ProblemAlert error={cancel.error ?? resume.error} />
            {data.failure && (
              <Panel title={t('scans.failure')} className="danger-zone">
                <Text>{data.failure}</Text>
              </Panel>
            )}
            <ScanSummary scan={data} />
            <ScanExtent scan={data} />
            {!isRunning(data.state) && can('findings:read') && <ScanChanges scan={data} />}
            <CoverageTable rows={data.coverage} isWhole={data.state === 'complete'} />
            <MissingGrant scan={data} />
            <UnitGrid units={data.unitList} />
            <CostTable costs={data.costs} />
          </div>
        </>
      )}
    </QueryView>
  );
};
