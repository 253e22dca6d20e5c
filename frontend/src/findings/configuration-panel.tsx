import type { FindingDetail } from '@cspmexa/contracts';
import { Text } from '@mantine/core';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { api } from '../api/client.js';
import { keys } from '../api/keys.js';
import { JsonView } from '../json/json-view.js';
import { useCan } from '../session/use-session.js';
import { Panel } from '../shell/panel.js';
import { RowSkeleton } from '../states/row-skeleton.js';
import { decisiveParts } from './configuration.js';

/** A resource of an account by its ARN, with its configuration; null when it is not in the inventory. */
const resourceByArnQuery = (accountId: string, arn: string) =>
  queryOptions({
    queryKey: [...keys.resources, 'by-arn', accountId, arn],
    queryFn: async ({ signal }) => {
      const { items } = await api.listResources({ query: { accountId, arn, limit: 1 } }, { signal });
      const [found] = items;
      return found ? api.getResource({ params: { resourceId: found.id } }, { signal }) : null;
    },
  });

/** The configuration that a finding rests on, with what fails marked in it, and the way to the resource. Its evidence where there is none. */
export const ConfigurationPanel = ({ finding }: { readonly finding: FindingDetail }) => {
  const { t } = useTranslation();
  const maySee = useCan()('resources:read');
  const resource = useQuery({ ...resourceByArnQuery(finding.accountId, finding.resourceArn), enabled: maySee });
  const decisive = resource.data ? decisiveParts(resource.data, finding.conditions) : undefined;
  const failing = finding.conditions.flatMap(({ holds, path }) => (!holds && path ? [path] : []));
  return (
    <Panel title={t('detail.configuration')}>
      {resource.isLoading ? (
        <RowSkeleton rows={4} />
      ) : decisive ? (
        <>
          <Text className="sub">{t('detail.configurationLead')}</Text>
          <JsonView value={decisive.value} label={t('detail.configuration')} highlight={decisive.failing} />
        </>
      ) : (
        <>
          {resource.data === null && <Text className="sub">{t('detail.configurationGone')}</Text>}
          <JsonView value={finding.evidence} label={t('findings.evidence')} highlight={failing} />
        </>
      )}
      {resource.data && (
        <p>
          <Link to={`/resources/${resource.data.id}`}>{t('detail.wholeResource')}</Link>
        </p>
      )}
    </Panel>
  );
};
