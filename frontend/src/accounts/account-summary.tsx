import type { Account } from '@cspmexa/contracts';
import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { findingsUrl } from '../findings/findings-view.js';
import { At } from '../format/moment.js';
import { scansQuery } from '../scans/scans-queries.js';
import { ScansTable } from '../scans/scans-table.js';
import { Facts } from '../shell/facts.js';
import { Panel } from '../shell/panel.js';
import { QueryView } from '../states/query-view.js';
import { RowSkeleton } from '../states/row-skeleton.js';
import { AccountStatus } from './account-status.js';
import { labelOf } from './labels.js';

/** What is known about an account, and its latest scans. */
export const AccountSummary = ({ account }: { readonly account: Account }) => {
  const { t } = useTranslation();
  const scans = useQuery(scansQuery({ accountId: account.id }, 5));
  const { services, regions } = account.scope;
  const facts: [string, ReactNode][] = [
    [t('accounts.fields.status'), <AccountStatus account={account} />],
    ...(account.statusDetail
      ? [[t('accounts.fields.statusDetail'), account.statusDetail] satisfies [string, ReactNode]]
      : []),
    [
      t('accounts.fields.access'),
      account.access.kind === 'role' ? (
        <span className="mono break">{account.access.roleArn}</span>
      ) : (
        t('accounts.form.default-chain')
      ),
    ],
    ...(account.access.kind === 'role' && account.access.viaAccountId
      ? [
          [
            t('accounts.hub'),
            <Link to={`/accounts/${account.access.viaAccountId}`}>{account.access.viaAccountId}</Link>,
          ] satisfies [string, ReactNode],
        ]
      : []),
    [
      t('scope.services'),
      services.length > 0 ? services.map((name) => t(`scope.names.${name}`)).join(', ') : t('accounts.allServices'),
    ],
    [t('scope.regions'), regions.length > 0 ? regions.join(', ') : t('accounts.allRegions')],
    ...(account.endpointUrl
      ? [
          [t('accounts.form.endpointUrl'), <span className="mono break">{account.endpointUrl}</span>] satisfies [
            string,
            ReactNode,
          ],
        ]
      : []),
    [
      t('labels.owners'),
      account.owners.length > 0 ? account.owners.join(', ') : <span className="sub">{t('people.nobody')}</span>,
    ],
    ...(Object.keys(account.tags).length > 0
      ? [
          [
            t('labels.tags'),
            Object.entries(account.tags).map(([key, value]) => (
              <span key={key} className="chip mono break">
                {labelOf(key, value)}
              </span>
            )),
          ] satisfies [string, ReactNode],
        ]
      : []),
    [t('accounts.fields.added'), <At at={account.createdAt} />],
  ];
  return (
    <div className="stack">
      <Panel
        title={t('accounts.tabs.summary')}
        aside={<Link to={findingsUrl({ accountId: account.id })}>{t('accounts.itsFindings')}</Link>}
      >
        <Facts facts={facts} />
      </Panel>
      <Panel
        title={t('accounts.latestScans')}
        flush
        aside={<Link to={`/scans?accountId=${account.id}`}>{t('actions.seeAll')}</Link>}
      >
        <QueryView query={scans} skeleton={<RowSkeleton rows={3} />}>
          {({ items }) =>
            items.length > 0 ? (
              <ScansTable scans={items} />
            ) : (
              <Text c="dimmed" p="md">
                {t('accounts.neverScanned')}
              </Text>
            )
          }
        </QueryView>
      </Panel>
    </div>
  );
};
