import { Tabs } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation, useNavigate, useParams } from 'react-router';
import { At } from '../format/moment.js';
import { CodeBlock } from '../shell/code-block.js';
import { Facts } from '../shell/facts.js';
import { usePageTitle } from '../shell/page-title.js';
import { SideDrawer } from '../shell/side-drawer.js';
import { QueryView } from '../states/query-view.js';
import { RowSkeleton } from '../states/row-skeleton.js';
import { deliveryQuery } from './alerts-queries.js';
import { gathering, momentOf } from './delivery-facts.js';
import { DeliveryStateMark } from './delivery-state-mark.js';

/** One mail as its reader sees it. The HTML is shown in a frame that can run and reach nothing. */
export const DeliveryDrawer = () => {
  const { t } = useTranslation();
  const { deliveryId = '' } = useParams();
  const { search, state } = useLocation();
  const navigate = useNavigate();
  const delivery = useQuery(deliveryQuery(deliveryId));
  const title = delivery.data ? delivery.data.subject || t(gathering(delivery.data.kind)) : t('alerts.mail');
  usePageTitle(title, 1);
  return (
    <SideDrawer title={title} width={760} onClose={() => void navigate({ pathname: '/deliveries', search }, { state })}>
      <QueryView query={delivery} skeleton={<RowSkeleton rows={6} height={64} />}>
        {(data) => {
          const facts: [string, ReactNode][] = [
            [t('alerts.fields.state'), <DeliveryStateMark state={data.state} />],
            [t('alerts.fields.kind'), t(`alerts.kind.${data.kind}`)],
            [t('alerts.fields.recipient'), `${data.recipient} (${t(`alerts.languages.${data.language}`)})`],
            [t(data.state === 'queued' ? 'alerts.fields.due' : 'alerts.fields.at'), <At at={momentOf(data)} />],
            ...(data.failure ? [[t('alerts.fields.failure'), data.failure] satisfies [string, ReactNode]] : []),
            ...(data.providerMessageId
              ? [
                  [
                    t('alerts.fields.messageId'),
                    <span className="mono break">{data.providerMessageId}</span>,
                  ] satisfies [string, ReactNode],
                ]
              : []),
          ];
          return (
            <div className="stack">
              <Facts facts={facts} />
              {data.html === '' ? (
                <p>{t('alerts.notWritten')}</p>
              ) : (
                <Tabs defaultValue="html" keepMounted={false}>
                  <Tabs.List aria-label={t('alerts.mail')}>
                    <Tabs.Tab value="html">{t('alerts.html')}</Tabs.Tab>
                    <Tabs.Tab value="text">{t('alerts.text')}</Tabs.Tab>
                  </Tabs.List>
                  <Tabs.Panel value="html" pt="sm">
                    <iframe
                      className="mail"
                      sandbox=""
                      srcDoc={data.html}
                      title={data.subject}
                      referrerPolicy="no-referrer"
                    />
                  </Tabs.Panel>
                  <Tabs.Panel value="text" pt="sm">
                    <CodeBlock code={data.text} label={t('alerts.text')} />
                  </Tabs.Panel>
                </Tabs>
              )}
            </div>
          );
        }}
      </QueryView>
    </SideDrawer>
  );
};
