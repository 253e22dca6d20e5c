import type { PolicyDetail, PolicySetting } from '@cspmexa/contracts';
import { Button, Group } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAccountName } from '../compliance/use-account-name.js';
import { Ago } from '../format/moment.js';
import { useText } from '../i18n/use-language.js';
import { Confirm } from '../states/confirm.js';
import { DataTable, type Column } from '../table/data-table.js';
import { useSetPolicy } from './policies-queries.js';

interface Props {
  readonly policy: PolicyDetail;
  /** Absent for those who may only look. */
  readonly onEdit?: ((accountId: string | null) => void) | undefined;
}

/** How a policy is set: where, to what, why, by whom and when. */
export const SettingList = ({ policy, onEdit }: Props) => {
  const { t } = useTranslation();
  const text = useText();
  const nameOf = useAccountName();
  const [leaving, setLeaving] = useState<PolicySetting | undefined>();
  const reset = useSetPolicy(policy.id, () => setLeaving(undefined));
  const parametersOf = (setting: PolicySetting): string[] =>
    Object.entries(setting.parameters).map(([name, value]) => {
      const parameter = policy.parameters.find((one) => one.name === name);
      if (!parameter) return `${name}: ${value}`;
      return `${text(parameter.title)}: ${t('policies.set.value', { value, unit: text(parameter.unit) })}`;
    });
  const columns: Column<PolicySetting>[] = [
    {
      key: 'whose',
      header: t('policies.set.whose'),
      cell: ({ accountId }) => (
        <strong className="break">{accountId ? nameOf(accountId) : t('policies.set.everyAccount')}</strong>
      ),
    },
    {
      key: 'what',
      header: t('policies.set.what'),
      width: 'rest',
      cell: (setting) => (
        <>
          {setting.enabled !== null && (
            <span className="chip">{t(setting.enabled ? 'policies.set.on' : 'policies.set.off')}</span>
          )}
          {parametersOf(setting).map((line) => (
            <span key={line} className="set-line">
              {line}
            </span>
          ))}
          {setting.reason && <span className="sub setting-reason">{setting.reason}</span>}
        </>
      ),
    },
    {
      key: 'who',
      header: t('policies.set.who'),
      cell: ({ by, at }) => (
        <>
          <span className="break">{by}</span>
          <span className="sub">
            <Ago at={at} />
          </span>
        </>
      ),
    },
    ...(onEdit
      ? [
          {
            key: 'actions',
            header: <span className="visually-hidden">{t('accounts.fields.actions')}</span>,
            width: 'narrow' as const,
            cell: (setting: PolicySetting) => (
              <Group gap={4} wrap="nowrap">
                <Button size="compact-xs" variant="subtle" onClick={() => onEdit(setting.accountId)}>
                  {t('policies.set.edit')}
                </Button>
                <Button size="compact-xs" variant="subtle" onClick={() => setLeaving(setting)}>
                  {t('policies.set.reset')}
                </Button>
              </Group>
            ),
          },
        ]
      : []),
  ];
  if (policy.settings.length === 0) return <p className="sub padded-line">{t('policies.set.none')}</p>;
  return (
    <>
      <DataTable
        label={t('policies.set.history')}
        columns={columns}
        rows={policy.settings}
        rowKey={({ accountId }) => accountId ?? ''}
      />
      <Confirm
        opened={leaving !== undefined}
        title={t('policies.set.resetTitle')}
        confirm={t('policies.set.reset')}
        busy={reset.isPending}
        error={reset.error}
        onConfirm={() => leaving && reset.mutate({ accountId: leaving.accountId, enabled: null, parameters: {} })}
        onClose={() => setLeaving(undefined)}
      >
        {t('policies.set.resetWhy')}
      </Confirm>
    </>
  );
};
