import type { PolicyDetail } from '@cspmexa/contracts';
import { useTranslation } from 'react-i18next';
import { AccountSelect } from '../compliance/account-select.js';
import { useText } from '../i18n/use-language.js';
import { useCan, useMe } from '../session/use-session.js';
import { Panel } from '../shell/panel.js';
import { DataTable } from '../table/data-table.js';
import { settingFor } from './setting-draft.js';
import { SettingForm } from './setting-form.js';
import { SettingList } from './setting-list.js';

interface Props {
  readonly policy: PolicyDetail;
  /** For which account the form is; null: the tenant. */
  readonly accountId: string | null;
  readonly onAccount: (accountId: string | null) => void;
}

/** How a policy is set, and for those who may, the form that sets it. */
export const PolicySettings = ({ policy, accountId, onAccount }: Props) => {
  const { t } = useTranslation();
  const mayWrite = useCan()('policies:write');
  const { member } = useMe();
  // Who sees some accounts only sets it for those.
  const isLimited = member.accountIds.length > 0;
  const chosen = accountId ?? (isLimited ? (member.accountIds[0] ?? null) : null);
  return (
    <>
      <Panel title={t('policies.set.title')}>
        {mayWrite ? (
          <div className="setting">
            <p className="sub">{t('policies.set.lead')}</p>
            <AccountSelect
              label={t('policies.set.for')}
              all={t('policies.set.everyAccount')}
              withAll={!isLimited}
              value={chosen}
              onChange={onAccount}
            />
            <SettingForm key={`${policy.id} ${chosen ?? ''}`} policy={policy} accountId={chosen} />
          </div>
        ) : (
          <>
            <p className="sub gap-below">{t('policies.set.readOnly')}</p>
            <ParameterTable policy={policy} />
          </>
        )}
      </Panel>
      <Panel title={t('policies.set.history')} flush>
        <SettingList policy={policy} onEdit={mayWrite ? onAccount : undefined} />
      </Panel>
    </>
  );
};

/** The numbers of a policy as they are for the tenant, for those who may only look. */
const ParameterTable = ({ policy }: { readonly policy: PolicyDetail }) => {
  const { t } = useTranslation();
  const text = useText();
  const own = settingFor(policy.settings, null)?.parameters ?? {};
  if (policy.parameters.length === 0) return <p className="sub">{t('policies.set.noParameters')}</p>;
  return (
    <DataTable
      label={t('policies.set.title')}
      rows={policy.parameters}
      rowKey={({ name }) => name}
      columns={[
        { key: 'name', header: t('policies.set.parameter'), width: 'rest', cell: ({ title }) => text(title) },
        {
          key: 'now',
          header: t('policies.set.now'),
          align: 'end',
          cell: ({ name, default: usual, unit }) =>
            t('policies.set.value', { value: own[name] ?? usual, unit: text(unit) }),
        },
        {
          key: 'default',
          header: t('policies.set.default'),
          align: 'end',
          cell: ({ default: usual, unit }) => t('policies.set.value', { value: usual, unit: text(unit) }),
        },
        {
          key: 'allowed',
          header: t('policies.set.allowed'),
          align: 'end',
          cell: ({ min, max }) => t('policies.set.from', { min, max }),
        },
      ]}
    />
  );
};
