import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { accountOption } from '../accounts/account-option.js';
import { accountsQuery } from '../accounts/accounts-queries.js';

interface Props {
  readonly label: string;
  /** What it says for "none in particular". */
  readonly all: string;
  /** Left out where the choice has to be one account. */
  readonly withAll?: boolean;
  readonly hideLabel?: boolean;
  readonly size?: 'xs' | 'sm';
  readonly value: string | null;
  readonly onChange: (accountId: string | null) => void;
}

/** One account, or all of them. */
export const AccountSelect = ({
  label,
  all,
  withAll = true,
  hideLabel = false,
  size = 'xs',
  value,
  onChange,
}: Props) => {
  const { t } = useTranslation();
  const accounts = useQuery(accountsQuery);
  const options = accounts.data?.items.map(accountOption) ?? [];
  // An account that is gone, or that is not there yet, is still what the address says.
  const known = value === null || options.some((option) => option.value === value);
  return (
    <Select
      size={size}
      className="account-select"
      {...(hideLabel ? { 'aria-label': label } : { label })}
      searchable={options.length > 8}
      // Thousands of lines would take a second to open; those that are not shown are found by typing.
      limit={200}
      allowDeselect={false}
      nothingFoundMessage={t('table.nothing')}
      data={[
        ...(withAll ? [{ value: '', label: all }] : []),
        ...options,
        ...(known ? [] : [{ value: value ?? '', label: value ?? '' }]),
      ]}
      value={value ?? (withAll ? '' : null)}
      onChange={(accountId) => onChange(accountId || null)}
    />
  );
};
