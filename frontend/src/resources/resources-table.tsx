import type { InventoryResource } from '@cspmexa/contracts';
import { IconEyeOff, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { z } from 'zod';
import { Ago } from '../format/moment.js';
import { DataTable, type Column } from '../table/data-table.js';
import { useKindName } from './names.js';
import { Tags } from './tags.js';

type Resource = z.infer<typeof InventoryResource>;

interface Props {
  readonly resources: readonly Resource[];
  readonly accountNames: ReadonlyMap<string, string>;
}

/** The inventory, one line for each resource. */
export const ResourcesTable = ({ resources, accountNames }: Props) => {
  const { t } = useTranslation();
  const kindName = useKindName();
  const columns: Column<Resource>[] = [
    {
      key: 'name',
      header: t('resources.fields.name'),
      width: 'rest',
      cell: ({ id, name, arn, hasUnknown, deletedAt }) => (
        <div className="resource-cell">
          <Link to={`/resources/${id}`} className="row-link break">
            {name || arn}
          </Link>
          {hasUnknown && (
            <span className="mark" data-tone="warn">
              <IconEyeOff size={14} aria-hidden />
              {t('resources.partly')}
            </span>
          )}
          {deletedAt && (
            <span className="mark" data-tone="bad">
              <IconTrash size={14} aria-hidden />
              {t('resources.is.deleted')}
            </span>
          )}
          <span className="resource mono" title={arn}>
            {arn}
          </span>
        </div>
      ),
    },
    {
      key: 'kind',
      header: t('resources.fields.kind'),
      width: 'narrow',
      cell: ({ kind, service }) => (
        <span className="resource-kind" title={kind}>
          <span className="service">{service}</span> {kindName(kind)}
        </span>
      ),
    },
    {
      key: 'account',
      header: t('resources.fields.account'),
      width: 'narrow',
      cell: ({ accountId, awsAccountId }) => (
        <span className="account-name" title={awsAccountId}>
          {accountNames.get(accountId) ?? awsAccountId}
        </span>
      ),
    },
    {
      key: 'region',
      header: t('resources.fields.region'),
      width: 'narrow',
      cell: ({ region }) => <span className="region">{region}</span>,
    },
    {
      key: 'tags',
      header: t('resources.fields.tags'),
      width: 'narrow',
      wideOnly: true,
      cell: ({ tags }) => <Tags tags={tags} most={2} />,
    },
    {
      key: 'changed',
      header: t('resources.fields.changed'),
      width: 'narrow',
      cell: ({ changedAt }) => <Ago at={changedAt} />,
    },
  ];
  return <DataTable label={t('resources.title')} columns={columns} rows={resources} rowKey={({ id }) => id} />;
};
