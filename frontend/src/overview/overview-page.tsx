import type { Overview } from '@cspmexa/contracts';
import { Button, Group, Skeleton } from '@mantine/core';
import { IconCloudPlus, IconDeviceTv } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { z } from 'zod';
import { accountsQuery } from '../accounts/accounts-queries.js';
import { SandboxOffer } from '../accounts/sandbox-offer.js';
import { useFormat } from '../format/use-format.js';
import { useMe } from '../session/use-session.js';
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
import { enterTv, leaveFullScreen, useTv } from './tv.js';
import { UnseenPanel } from './unseen-panel.js';

const view = {
  days: z.enum(['7', '30', '90']),
  trend: z.enum(['table']),
  first: z.enum(['newest']),
  // `?tv` is enough, as people type it.
  tv: z.string().transform(() => 'on' as const),
};

/** The state of all accounts at a glance. Each number leads to what it counts. */
export const OverviewPage = () => {
  const { t } = useTranslation();
  const { values, ignored, change } = useUrlState(view);
  const days = values.days ?? '30';
  const overview = useQuery(overviewQuery(Number(days)));
  const accounts = useQuery(accountsQuery).data?.items;
  const isTv = values.tv === 'on';
  const leave = (): void => change({ tv: undefined });
  useTv(isTv, leave);
  return (
    <>
      {isTv ? (
        <TvHeader updatedAt={overview.dataUpdatedAt} onLeave={leave} />
      ) : (
        <PageHeader
          title={t('overview.title')}
          subtitle={t('overview.lead')}
          actions={
            <Button
              size="sm"
              variant="default"
              leftSection={<IconDeviceTv size={16} aria-hidden />}
              onClick={() => {
                enterTv();
                change({ tv: 'on' });
              }}
            >
              {t('overview.tv.enter')}
            </Button>
          }
        />
      )}
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
              <SeverityPanel overview={data} />
              <TrendPanel
                trend={data.trend}
                days={days}
                onDays={(next) => change({ days: view.days.parse(next) })}
                asTable={values.trend === 'table'}
                onTable={(asTable) => change({ trend: asTable ? 'table' : undefined })}
              />
              <FindingsPanel
                order={values.first ?? 'worst'}
                onOrder={(order) => change({ first: order === 'newest' ? order : undefined })}
              />
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

/** The head of the page on a screen on the wall: whose numbers these are, and as of when. */
const TvHeader = ({ updatedAt, onLeave }: { readonly updatedAt: number; readonly onLeave: () => void }) => {
  const { t } = useTranslation();
  const format = useFormat();
  const { tenant } = useMe();
  return (
    <PageHeader
      title={tenant.name}
      subtitle={updatedAt > 0 && t('overview.tv.updated', { at: format.time(new Date(updatedAt).toISOString()) })}
      actions={
        <Button
          size="sm"
          variant="subtle"
          color="gray"
          className="quiet"
          onClick={() => {
            leaveFullScreen();
            onLeave();
          }}
        >
          {t('overview.tv.leave')}
        </Button>
      }
    />
  );
};

const OverviewSkeleton = () => (
  <div className="overview">
    {['score', 'severity', 'trend', 'findings', 'services', 'accounts'].map((area) => (
      <Skeleton key={area} className={`panel area-${area} skeleton-panel`} />
    ))}
  </div>
);
