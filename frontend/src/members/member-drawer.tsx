import type { Member, MemberPatch } from '@cspmexa/contracts';
import { Button, Group, Stack, Switch, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client.js';
import { keys } from '../api/keys.js';
import { SideDrawer } from '../shell/side-drawer.js';
import { Confirm } from '../states/confirm.js';
import { ProblemAlert } from '../states/problem-alert.js';
import { AccountScopeField } from './account-scope-field.js';
import { RoleField } from './role-field.js';

type Last = 'remove' | 'resetMfa' | 'endSessions';

/** One member: role, accounts, and what ends their access. */
export const MemberDrawer = ({ member, onClose }: { readonly member: Member; readonly onClose: () => void }) => {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [role, setRole] = useState(member.role);
  const [isActive, setIsActive] = useState(member.status === 'active');
  const [accountIds, setAccountIds] = useState<readonly string[]>(member.accountIds);
  const [asking, setAsking] = useState<Last>();
  const params = { memberId: member.id };
  const done = async (message: string): Promise<void> => {
    notifications.show({ message });
    await queries.invalidateQueries({ queryKey: keys.members });
    onClose();
  };
  const patch: MemberPatch = { role, status: isActive ? 'active' : 'disabled', accountIds: [...accountIds] };
  const save = useMutation({
    mutationFn: () => api.changeMember({ params, body: patch }),
    onSuccess: () => done(t('actions.saved')),
  });
  const last = useMutation({
    mutationFn: (what: Last): Promise<undefined> =>
      ({ remove: api.removeMember, resetMfa: api.resetMemberMfa, endSessions: api.endMemberSessions })[what]({
        params,
      }),
    onSuccess: (_, what) => done(t(`members.did.${what}`)),
  });
  const email = member.email;
  return (
    <SideDrawer title={member.name ?? email} width={560} onClose={onClose}>
      <Stack gap="md">
        <Text size="sm" c="dimmed">
          {email}
        </Text>
        <RoleField value={role} onChange={setRole} />
        <AccountScopeField value={accountIds} onChange={setAccountIds} />
        <Switch
          label={t('members.mayComeIn')}
          description={t('members.mayComeInHint')}
          checked={isActive}
          onChange={(event) => setIsActive(event.currentTarget.checked)}
        />
        <ProblemAlert error={save.error} />
        <Group>
          <Button size="sm" loading={save.isPending} onClick={() => save.mutate()}>
            {t('actions.save')}
          </Button>
        </Group>
        <Group gap="xs" className="drawer-last">
          <Button size="sm" variant="default" onClick={() => setAsking('endSessions')}>
            {t('members.endSessions')}
          </Button>
          {member.mfa && (
            <Button size="sm" variant="default" onClick={() => setAsking('resetMfa')}>
              {t('members.resetMfa')}
            </Button>
          )}
          <Button size="sm" variant="default" onClick={() => setAsking('remove')}>
            {t('members.remove')}
          </Button>
        </Group>
      </Stack>
      <Confirm
        opened={asking !== undefined}
        title={asking ? t(`members.ask.${asking}`, { email }) : ''}
        confirm={asking ? t(`members.${asking}`) : ''}
        busy={last.isPending}
        error={last.error}
        onConfirm={() => asking && last.mutate(asking)}
        onClose={() => {
          setAsking(undefined);
          last.reset();
        }}
      >
        {asking && t(`members.why.${asking}`)}
      </Confirm>
    </SideDrawer>
  );
};
