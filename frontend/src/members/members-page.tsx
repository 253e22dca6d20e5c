import { Button, Tabs } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconUserPlus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { useCan } from '../session/use-session.js';
import { PageHeader } from '../shell/page-header.js';
import { Panel } from '../shell/panel.js';
import { IgnoredNotice } from '../table/ignored-notice.js';
import { useUrlState } from '../url/use-url-state.js';
import { InvitationForm } from './invitation-form.js';
import { Invitations } from './invitations.js';
import { Members } from './members.js';
import { Organisation } from './organisation.js';
import { Roles } from './roles.js';

const tabs = ['members', 'invitations', 'roles', 'organisation'] as const;
const view = { tab: z.enum(tabs), cursor: z.string().max(2_000) };

/** Who may sign in, and as what. */
export const MembersPage = () => {
  const { t } = useTranslation();
  const mayChange = useCan()('members:write');
  const { values, ignored, change } = useUrlState(view);
  const [inviting, { open, close }] = useDisclosure(false);
  const onCursor = (cursor: string | undefined, state: unknown): void => change({ cursor }, { state });
  const invite = mayChange && !inviting && (
    <Button size="sm" leftSection={<IconUserPlus size={16} aria-hidden />} onClick={open}>
      {t('members.invite')}
    </Button>
  );
  return (
    <>
      <PageHeader title={t('members.title')} subtitle={t('members.lead')} actions={invite} />
      <IgnoredNotice names={ignored} />
      {inviting && (
        <Panel title={t('members.invite')} className="spaced">
          <InvitationForm onDone={close} />
        </Panel>
      )}
      <Tabs
        value={values.tab ?? 'members'}
        onChange={(tab) => change({ tab: view.tab.parse(tab), cursor: undefined })}
        keepMounted={false}
      >
        <Tabs.List aria-label={t('members.title')}>
          {tabs.map((tab) => (
            <Tabs.Tab key={tab} value={tab}>
              {t(`members.tabs.${tab}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="members" pt="md">
          <Members cursor={values.cursor} onCursor={onCursor} />
        </Tabs.Panel>
        <Tabs.Panel value="invitations" pt="md">
          <Invitations cursor={values.cursor} onCursor={onCursor} action={invite} />
        </Tabs.Panel>
        <Tabs.Panel value="roles" pt="md">
          <Roles />
        </Tabs.Panel>
        <Tabs.Panel value="organisation" pt="md">
          <Organisation />
        </Tabs.Panel>
      </Tabs>
    </>
  );
};
