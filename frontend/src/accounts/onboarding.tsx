import type { Account } from '@cspmexa/contracts';
import { Button, Tabs, Text } from '@mantine/core';
import { IconExternalLink } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { CodeBlock } from '../shell/code-block.js';
import { CopyText } from '../shell/copy-text.js';
import { Panel } from '../shell/panel.js';
import { QueryView } from '../states/query-view.js';
import { RowSkeleton } from '../states/row-skeleton.js';
import { onboardingQuery } from './accounts-queries.js';
import { ConnectionCheck } from './connection-check.js';

const json = (value: unknown): string => JSON.stringify(value, null, 2);

/** Three steps: the ExternalId, a role in AWS, and the check that it works. */
export const Onboarding = ({ account }: { readonly account: Account }) => {
  const { t } = useTranslation();
  const onboarding = useQuery(onboardingQuery(account.id));
  return (
    <div className="stack in-order">
      <QueryView query={onboarding} skeleton={<RowSkeleton rows={6} />}>
        {({ externalId, trustPolicy, permissionsPolicy, cloudFormation, terraform, quickCreateUrl }) => {
          const artefacts = [
            ['cloudFormation', cloudFormation],
            ['terraform', terraform],
            ['trustPolicy', json(trustPolicy)],
            ['permissionsPolicy', json(permissionsPolicy)],
          ] as const;
          return (
            <>
              {account.access.kind === 'role' && (
                <Panel title={t('connect.externalId')}>
                  <Text mb="xs">{t('connect.externalIdWhy')}</Text>
                  <span className="with-copy">
                    <code className="secretish break">{externalId}</code>
                    <CopyText value={externalId} label={t('connect.externalId')} />
                  </span>
                </Panel>
              )}
              <Panel title={t('connect.role')}>
                <Text mb="xs">{t('connect.roleWhy')}</Text>
                {quickCreateUrl && account.access.kind === 'role' && (
                  <div className="quick-create">
                    <Button
                      component="a"
                      href={quickCreateUrl}
                      target="_blank"
                      rel="noreferrer"
                      size="sm"
                      leftSection={<IconExternalLink size={16} aria-hidden />}
                    >
                      {t('connect.quickCreate')}
                    </Button>
                    <CopyText value={quickCreateUrl} label={t('connect.quickCreate')} />
                    <span className="sub">{t('connect.quickCreateWhy')}</span>
                  </div>
                )}
                <Tabs defaultValue="cloudFormation" keepMounted={false}>
                  <Tabs.List aria-label={t('connect.role')}>
                    {artefacts.map(([key]) => (
                      <Tabs.Tab key={key} value={key}>
                        {t(`connect.${key}`)}
                      </Tabs.Tab>
                    ))}
                  </Tabs.List>
                  {artefacts.map(([key, code]) => (
                    <Tabs.Panel key={key} value={key} pt="sm">
                      <CodeBlock code={code} label={t(`connect.${key}`)} />
                    </Tabs.Panel>
                  ))}
                </Tabs>
              </Panel>
            </>
          );
        }}
      </QueryView>
      <ConnectionCheck account={account} />
    </div>
  );
};
