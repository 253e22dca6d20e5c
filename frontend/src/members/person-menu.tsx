import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useMe } from '../session/use-session.js';
import { peopleQuery } from './people-queries.js';

interface Props {
  readonly label: string;
  /** An e-mail address; null: nobody. */
  readonly value: string | null;
  readonly onChange: (email: string | null) => void;
  readonly error?: string | undefined;
  readonly disabled?: boolean;
  readonly size?: 'xs' | 'sm';
  /** Opens at once: for a menu that a key has called. */
  readonly open?: boolean;
}

/** Chooses one of the people of the tenant, oneself first. Somebody who is no longer a member stays as they are. */
export const PersonMenu = ({ label, value, onChange, error, disabled = false, size = 'sm', open = false }: Props) => {
  const { t } = useTranslation();
  const { member } = useMe();
  const people = useQuery(peopleQuery).data?.items ?? [];
  const others = people.filter(({ email }) => email !== member.email);
  const known = [member, ...others].map(({ email, name }) => ({
    value: email,
    label: email === member.email ? t('people.me', { name: name ?? email }) : name ? `${name} · ${email}` : email,
  }));
  const isKnown = value === null || known.some((one) => one.value === value);
  return (
    <Select
      label={label}
      size={size}
      searchable
      clearable
      autoFocus={open}
      {...(open ? { defaultDropdownOpened: true, 'data-autofocus': true } : {})}
      placeholder={t('people.nobody')}
      nothingFoundMessage={t('people.none')}
      data={isKnown ? known : [...known, { value, label: value }]}
      value={value}
      onChange={onChange}
      error={error}
      disabled={disabled}
    />
  );
};
