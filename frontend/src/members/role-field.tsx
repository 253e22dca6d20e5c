import { Role } from '@cspmexa/contracts';
import { NativeSelect } from '@mantine/core';
import { useTranslation } from 'react-i18next';

interface Props {
  readonly value: Role;
  readonly onChange: (role: Role) => void;
}

/** A role, with what it may do. */
export const RoleField = ({ value, onChange }: Props) => {
  const { t } = useTranslation();
  return (
    <NativeSelect
      label={t('members.fields.role')}
      description={t(`members.roleHints.${value}`)}
      value={value}
      data={Role.options.map((role) => ({ value: role, label: t(`members.roles.${role}`) }))}
      onChange={(event) => onChange(Role.parse(event.currentTarget.value))}
    />
  );
};
