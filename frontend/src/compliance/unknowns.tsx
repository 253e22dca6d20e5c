import { UnknownReason, type ControlEvidence } from '@cspmexa/contracts';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useFormat } from '../format/use-format.js';
import { Panel } from '../shell/panel.js';
import { DataTable } from '../table/data-table.js';
import { useAccountName } from './use-account-name.js';

interface Props {
  readonly unknowns: ControlEvidence['unknowns'];
  readonly accountId: string | undefined;
}

/** Why verdicts are unknown: the calls that were refused or gave no answer, and where to see what to grant. */
export const Unknowns = ({ unknowns, accountId }: Props) => {
  const { t } = useTranslation();
  const format = useFormat();
  const nameOf = useAccountName();
  const wordOf = (reason: string): string => {
    const known = UnknownReason.safeParse(reason);
    return known.success ? t(`coverage.outcomes.${known.data}`) : reason;
  };
  return (
    <Panel
      title={t('compliance.unknowns')}
      flush
      aside={
        accountId && (
          <Link to={`/accounts/${accountId}?tab=permissions`}>
            {t('compliance.grant', { name: nameOf(accountId) })}
          </Link>
        )
      }
    >
      <p className="sub padded-line">{t('compliance.unknownsWhy')}</p>
      <DataTable
        label={t('compliance.unknowns')}
        rows={unknowns}
        rowKey={({ reason, action }) => `${reason} ${action}`}
        columns={[
          {
            key: 'reason',
            header: t('compliance.reason'),
            width: 'narrow',
            cell: ({ reason }) => wordOf(reason),
          },
          {
            key: 'action',
            header: t('compliance.missing'),
            width: 'rest',
            cell: ({ action }) => <strong className="mono break">{action}</strong>,
          },
          {
            key: 'count',
            header: t('compliance.verdicts'),
            align: 'end',
            width: 'narrow',
            cell: ({ count }) => format.number(count),
          },
        ]}
      />
    </Panel>
  );
};
