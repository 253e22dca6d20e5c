import type { Policy } from '@cspmexa/contracts';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useText } from '../i18n/use-language.js';
import { SeverityMark } from '../severity/severity-mark.js';
import { DataTable, type Column } from '../table/data-table.js';
import { VerdictCounts } from './verdict-counts.js';

/** Policies with how many resources satisfy them. */
export const PoliciesTable = ({ policies }: { readonly policies: readonly Policy[] }) => {
  const { t } = useTranslation();
  const text = useText();
  const columns: Column<Policy>[] = [
    {
      key: 'severity',
      header: t('findings.fields.severity'),
      width: 'narrow',
      cell: ({ severity }) => <SeverityMark severity={severity} />,
    },
    {
      key: 'title',
      header: t('findings.fields.policy'),
      width: 'rest',
      cell: ({ id, title, off, adjusted }) => (
        <>
          <Link to={`/policies/${id}`} className="row-link">
            {text(title)}
          </Link>
          {off > 0 && <span className="chip spaced">{t('policies.offIn', { count: off })}</span>}
          {adjusted && <span className="chip spaced">{t('policies.adjusted')}</span>}
          <span className="sub mono break">{id}</span>
        </>
      ),
    },
    {
      key: 'service',
      header: t('findings.fields.service'),
      width: 'narrow',
      cell: ({ service }) => <span className="service">{service}</span>,
    },
    {
      key: 'controls',
      header: t('policies.controls'),
      wideOnly: true,
      cell: ({ controls }) => <span className="sub">{controls.slice(0, 3).join(', ') || '—'}</span>,
    },
    {
      key: 'counts',
      header: t('policies.resources'),
      width: 'narrow',
      cell: ({ counts }) => <VerdictCounts counts={counts} />,
    },
  ];
  return <DataTable label={t('policies.title')} columns={columns} rows={policies} rowKey={({ id }) => id} />;
};
