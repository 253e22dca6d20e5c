import { MultiSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { accountOption } from '../accounts/account-option.js';
import { accountsQuery } from '../accounts/accounts-queries.js';

interface Props {
  readonly value: readonly string[];
  readonly onChange: (accountIds: string[]) => void;
}

/** The accounts that somebody may see; none chosen means every account. */
export const AccountScopeField = ({ value, onChange }: Props) => {
  const { t } = useTranslation();
  const accounts = useQuery(accountsQuery).data?.items ?? [];
  const known = new Set(accounts.map(({ id }) => id));
  return (
    <MultiSelect
      label={t('members.fields.accounts')}
      description={t('members.accountsHint')}
      placeholder={value.length === 0 ? t('members.everyAccount') : undefined}
      value={[...value]}
      data={[
        ...accounts.map(accountOption),
        // An account that was removed since, or that one may not see oneself, stays as it is.
        ...value.filter((id) => !known.has(id)).map((id) => ({ value: id, label: id })),
      ]}
      searchable
      clearable
      clearButtonProps={{ 'aria-label': t('table.clear') }}
      comboboxProps={{ withinPortal: true }}
      onChange={onChange}
    />
  );
};
