import { permissions, Role, rolePermissions, type Permission } from '@cspmexa/contracts';
import { IconCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { DataTable, type Column } from '../table/data-table.js';
import { usePermissionName } from './use-permission-name.js';

/** What each role may do: the same table that the servers decide by. */
export const Roles = () => {
  const { t } = useTranslation();
  const nameOf = usePermissionName();
  const columns: Column<Permission>[] = [
    {
      key: 'permission',
      header: t('members.permission'),
      width: 'rest',
      cell: (permission) => (
        <>
          {nameOf(permission)}
          <span className="sub mono">{permission}</span>
        </>
      ),
    },
    ...Role.options.map((role): Column<Permission> => ({
      key: role,
      header: t(`members.roles.${role}`),
      // Says the role beside the mark on a phone.
      align: 'end',
      width: 'narrow',
      cell: (permission) =>
        rolePermissions[role].has(permission) ? (
          <>
            <IconCheck size={16} aria-hidden />
            <span className="visually-hidden">{t('members.may')}</span>
          </>
        ) : (
          <>
            <span aria-hidden>–</span>
            <span className="visually-hidden">{t('members.mayNot')}</span>
          </>
        ),
    })),
  ];
  return (
    <div className="panel list" data-flush>
      <DataTable
        label={t('members.tabs.roles')}
        columns={columns}
        rows={permissions}
        rowKey={(permission) => permission}
      />
    </div>
  );
};
