import { Button, Tabs } from '@mantine/core';
import { IconRadar2 } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { z } from 'zod';
import { useCan } from '../session/use-session.js';
import { BackLink } from '../shell/back-link.js';
import { PageHeader } from '../shell/page-header.js';
import { QueryView } from '../states/query-view.js';
import { RowSkeleton } from '../states/row-skeleton.js';
import { IgnoredNotice } from '../table/ignored-notice.js';
import { useUrlState } from '../url/use-url-state.js';
import { AccountSettings } from './account-settings.js';
import { AccountSummary } from './account-summary.js';
import { accountQuery } from './accounts-queries.js';
import { Onboarding } from './onboarding.js';
import { Permissions } from './permissions.js';
import { Schedules } from './schedules.js';
import { useScanNow } from './use-scan-now.js';

const tabs = ['summary', 'connect', 'permissions', 'schedules', 'settings'] as const;
const view = { tab: z.enum(tabs) };

/** One account: its state, how to connect it, when it is scanned, its settings. */
export const AccountPage = () => {
  const { t } = useTranslation();
  const { accountId = '' } = useParams();
  const can = useCan();
  const { values, ignored, change } = useUrlState(view);
  const account = useQuery(accountQuery(accountId));
  const scan = useScanNow();
  const shown = tabs.filter((tab) => tab !== 'settings' || can('accounts:write'));
  return (
    <QueryView query={account} skeleton={<RowSkeleton rows={6} />}>
      {(data) => (
        <>
          <PageHeader
            back={<BackLink to="/accounts" label={t('accounts.title')} />}
            title={data.name}
            subtitle={<span className="mono">{data.awsAccountId ?? t('accounts.idUnknown')}</span>}
            actions={
              can('scans:run') && (
                <Button
                  size="sm"
                  leftSection={<IconRadar2 size={16} aria-hidden />}
                  loading={scan.isPending}
                  disabled={!data.enabled}
                  onClick={() => scan.mutate(data.id)}
                >
                  {t('accounts.scanNow')}
                </Button>
              )
            }
          />
          <IgnoredNotice names={ignored} />
          <Tabs
            value={values.tab ?? 'summary'}
            onChange={(tab) => change({ tab: view.tab.parse(tab) })}
            keepMounted={false}
          >
            <Tabs.List aria-label={data.name}>
              {shown.map((tab) => (
                <Tabs.Tab key={tab} value={tab}>
                  {t(`accounts.tabs.${tab}`)}
                </Tabs.Tab>
              ))}
            </Tabs.List>
            <Tabs.Panel value="summary" pt="md">
              <AccountSummary account={data} />
            </Tabs.Panel>
            <Tabs.Panel value="connect" pt="md">
              <Onboarding account={data} />
            </Tabs.Panel>
            <Tabs.Panel value="permissions" pt="md">
              <Permissions accountId={data.id} />
            </Tabs.Panel>
            <Tabs.Panel value="schedules" pt="md">
              <Schedules accountId={data.id} />
            </Tabs.Panel>
            <Tabs.Panel value="settings" pt="md">
              <AccountSettings account={data} />
            </Tabs.Panel>
          </Tabs>
        </>
      )}
    </QueryView>
  );
};
