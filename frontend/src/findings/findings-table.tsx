import type { Finding } from '@cspmexa/contracts';
import { useTranslation } from 'react-i18next';
import { Link, useLocation, useParams } from 'react-router';
import { Ago } from '../format/moment.js';
import { useText } from '../i18n/use-language.js';
import { SeverityMark } from '../severity/severity-mark.js';
import { StatusMark } from '../severity/status-mark.js';
import { DataTable, type Column } from '../table/data-table.js';
import { ResourceName } from './resource-name.js';

interface Props {
  readonly findings: readonly Finding[];
  readonly accountNames: ReadonlyMap<string, string>;
}

/** The list. The link of a row covers the row; it keeps the list's filters in the address. */
export const FindingsTable = ({ findings, accountNames }: Props) => {
  const { t } = useTranslation();
  const text = useText();
  const { search, state } = useLocation();
  const { findingId } = useParams();
  const columns: Column<Finding>[] = [
    {
      key: 'severity',
      header: t('findings.fields.severity'),
      width: 'narrow',
      cell: ({ severity }) => <SeverityMark severity={severity} />,
    },
    {
      key: 'finding',
      header: t('findings.fields.finding'),
      width: 'rest',
      cell: (finding) => (
        <>
          <Link
            to={{ pathname: `/findings/${finding.id}`, search }}
            state={state}
            className="row-link"
            data-finding={finding.id}
          >
            {text(finding.title)}
          </Link>
          <span className="finding-line">
            <ResourceName finding={finding} />
            <span className="finding-reason">{text(finding.reason)}</span>
          </span>
        </>
      ),
    },
    {
      key: 'status',
      header: t('findings.fields.status'),
      width: 'narrow',
      cell: ({ status, reopened }) => <StatusMark status={status} reopened={reopened} />,
    },
    {
      key: 'place',
      header: t('findings.fields.place'),
      width: 'narrow',
      cell: ({ service, region }) => (
        <>
          <span className="service">{service}</span> <span className="region">{region}</span>
        </>
      ),
    },
    {
      key: 'account',
      header: t('findings.fields.account'),
      width: 'narrow',
      wideOnly: true,
      cell: ({ accountId, awsAccountId }) => (
        <>
          <span className="account-name">{accountNames.get(accountId) ?? awsAccountId}</span>
          <span className="sub mono">{accountNames.has(accountId) ? awsAccountId : ''}</span>
        </>
      ),
    },
    {
      key: 'opened',
      header: t('findings.fields.opened'),
      width: 'narrow',
      cell: ({ openedAt }) => <Ago at={openedAt} />,
    },
  ];
  return (
    <DataTable
      label={t('findings.title')}
      columns={columns}
      rows={findings}
      rowKey={({ id }) => id}
      selected={({ id }) => id === findingId}
    />
  );
};
