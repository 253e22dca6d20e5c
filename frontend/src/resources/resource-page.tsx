import { Alert } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { VerifyNow } from '../findings/verify-now.js';
import { useFormat } from '../format/use-format.js';
import { BackLink } from '../shell/back-link.js';
import { PageHeader } from '../shell/page-header.js';
import { QueryView } from '../states/query-view.js';
import { RowSkeleton } from '../states/row-skeleton.js';
import { Configuration } from './configuration.js';
import { FindingsPanel } from './findings-panel.js';
import { HistoryPanel } from './history-panel.js';
import { shortArn, useKindName } from './names.js';
import { RelationsPanel } from './relations-panel.js';
import { ResourceFacts } from './resource-facts.js';
import { resourceQuery } from './resources-queries.js';

/** One resource: its configuration, what it has to do with others, what is wrong with it, and how it changed. */
export const ResourcePage = () => {
  const { t } = useTranslation();
  const format = useFormat();
  const kindName = useKindName();
  const { resourceId = '' } = useParams();
  const resource = useQuery(resourceQuery(resourceId));
  return (
    <QueryView query={resource} skeleton={<RowSkeleton rows={8} />}>
      {(data) => (
        <div key={data.id}>
          <PageHeader
            back={<BackLink to="/resources" label={t('resources.title')} />}
            title={data.name || shortArn(data.arn)}
            subtitle={`${kindName(data.kind)} · ${data.region}`}
            actions={
              !data.deletedAt && (
                <VerifyNow
                  finding={{ accountId: data.accountId, resourceArn: data.arn }}
                  label={t('resources.scanNow')}
                />
              )
            }
          />
          {data.deletedAt && (
            <Alert className="notice" icon={<IconTrash size={16} />} role="status">
              {t('resources.deletedWhy', { at: format.dateTime(data.deletedAt) })}
            </Alert>
          )}
          <div className="resource-page">
            <div className="resource-aside">
              <ResourceFacts resource={data} />
              <FindingsPanel
                accountId={data.accountId}
                arn={data.arn}
                isWhole={data.deletedAt === null && !data.hasUnknown}
              />
              <RelationsPanel resourceId={data.id} accountId={data.accountId} />
            </div>
            <div className="resource-main">
              <Configuration resource={data} />
              <HistoryPanel resourceId={data.id} />
            </div>
          </div>
        </div>
      )}
    </QueryView>
  );
};
