import type { Overview } from '@cspmexa/contracts';
import { Button, Group, Skeleton } from '@mantine/core';
import { IconCloudPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { z } from 'zod';
import { accountsQuery } from '../accounts/accounts-queries.js';
import { SandboxOffer } from '../accounts/sandbox-offer.js';
import { PageHeader } from '../shell/page-header.js';
import { EmptyState } from '../states/empty-state.js';
import { QueryView } from '../states/query-view.js';
import { IgnoredNotice } from '../table/ignored-notice.js';
import { useUrlState } from '../url/use-url-state.js';
import { AccountsPanel } from './accounts-panel.js';
import { FindingsPanel } from './findings-panel.js';
import { overviewQuery } from './overview-queries.js';
import { ScorePanel } from './score-panel.js';
import { ServicesPanel } from './services-panel.js';
import { SeverityPanel } from './severity-panel.js';
import { TrendPanel } from './trend-panel.js';
import { UnseenPanel } from './unseen-panel.js';

const view = { days: z.enum(['7', '30', '90']) };

/** The state of all accounts at a glance. Each number leads to what it counts. */
export const OverviewPage = () => {
  const { t } = useTranslation();
  const { values, ignored, change } = useUrlState(view);
  const days = values.days ?? '30';
  const overview = useQuery(overviewQuery(Number(days)));
  const accounts = useQuery(accountsQuery).data?.items;
  return (
    <>
      <PageHeader title={t('overview.title')} subtitle={t('overview.lead')} />
      <IgnoredNotice names={ignored} />
      {accounts?.length === 0 ? (
        <div className="panel">
          <EmptyState
            icon={<IconCloudPlus size={28} />}
            title={t('overview.emptyTitle')}
            why={t('overview.emptyWhy')}
            action={
              <Group justify="center" gap="sm">
                <Button component={Link} to="/accounts/new">
                  {t('accounts.add')}
                </Button>
                <SandboxOffer />
              </Group>
            }
          />
        </div>
      ) : (
        <QueryView query={overview} skeleton={<OverviewSkeleton />}>
          {(data: Overview) => (
            <div className="overview">
              <ScorePanel overview={data} />
              <SeverityPanel counts={data.bySeverity} />
              <TrendPanel trend={data.trend} days={days} onDays={(next) => change({ days: view.days.parse(next) })} />
              <FindingsPanel />
              <ServicesPanel services={data.byService} />
              <AccountsPanel accounts={data.byAccount} known={accounts ?? []} />
              <UnseenPanel accounts={data.byAccount} known={accounts ?? []} />
            </div>
          )}
        </QueryView>
      )}
    </>
  );
};

const OverviewSkeleton = () => (
  <div className="overview">
    {['score', 'severity', 'trend', 'findings', 'services', 'accounts'].map((area) => (
      <Skeleton key={area} className={`panel area-${area} skeleton-panel`} />
    ))}
  </div>
);
