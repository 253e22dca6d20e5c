import type { ControlEvidence } from '@cspmexa/contracts';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useText } from '../i18n/use-language.js';
import { policyFindingsUrl } from '../policies/policy-findings.js';
import { VerdictCounts } from '../policies/verdict-counts.js';
import { SeverityMark } from '../severity/severity-mark.js';
import { DataTable, type Column } from '../table/data-table.js';

type Row = ControlEvidence['byPolicy'][number];

/** The policies that speak for a control, with their verdicts. */
export const ControlPolicies = ({
  policies,
  accountId,
}: {
  readonly policies: readonly Row[];
  readonly accountId: string | undefined;
}) => {
  const { t } = useTranslation();
  const text = useText();
  const columns: Column<Row>[] = [
    {
      key: 'severity',
      header: t('findings.fields.severity'),
      width: 'narrow',
      cell: ({ severity }) => <SeverityMark severity={severity} />,
    },
    {
      key: 'policy',
      header: t('findings.fields.policy'),
      width: 'rest',
      cell: ({ policyId, row, title, off }) => (
        <>
          <Link to={`/policies/${policyId}`}>{text(title)}</Link>
          {off && <span className="chip spaced">{t('compliance.policyOff')}</span>}
          <span className="sub mono break">{row ? `${policyId} · ${row}` : policyId}</span>
        </>
      ),
    },
    {
      key: 'counts',
      header: t('compliance.verdicts'),
      width: 'narrow',
      cell: ({ policyId, counts }) => (
        <VerdictCounts counts={counts} failing={policyFindingsUrl({ policyId, accountId })} />
      ),
    },
  ];
  return (
    <DataTable
      label={t('compliance.byPolicy')}
      columns={columns}
      rows={policies}
      rowKey={({ policyId, row }) => `${policyId} ${row ?? ''}`}
    />
  );
};
