import type { ViewChoice, ViewInput } from '@cspmexa/contracts';
import { Button, Menu } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import {
  IconBell,
  IconBookmark,
  IconChevronDown,
  IconDeviceFloppy,
  IconHome,
  IconHomeOff,
  IconPencil,
  IconPin,
  IconPinnedOff,
  IconTrash,
} from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { api } from '../api/client.js';
import { useCan, useMe } from '../session/use-session.js';
import { Confirm } from '../states/confirm.js';
import { viewUrl, type Shown } from './findings-view.js';
import { viewsQuery } from './views-queries.js';

const ViewDialog = lazy(async () => ({ default: (await import('./view-dialog.js')).ViewDialog }));

/** What can be done with what is shown: keep it as a view, and change, pin, share or delete the view that it is. */
export const ViewMenu = ({ shown }: { readonly shown: Shown }) => {
  const { t } = useTranslation();
  const can = useCan();
  const { member } = useMe();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [asked, setAsked] = useState<'new' | 'edit' | 'remove'>();
  const { kept, look, isChanged } = shown;
  const mayChange = kept !== undefined && (kept.mine || (kept.shared && member.role === 'admin'));

  const renew = () => queries.invalidateQueries({ queryKey: viewsQuery.queryKey });
  const close = (): void => setAsked(undefined);
  const save = useMutation({
    mutationFn: ({ id, ...body }: ViewInput & { id?: string | undefined }) =>
      id ? api.changeView({ params: { viewId: id }, body }) : api.addView({ body }),
    onSuccess: async (view) => {
      await renew();
      close();
      notifications.show({ message: t('triage.views.saved', { name: view.name }) });
      void navigate(viewUrl(view));
    },
  });
  const choose = useMutation({
    mutationFn: ({ id, ...body }: ViewChoice & { id: string }) => api.chooseView({ params: { viewId: id }, body }),
    onSettled: renew,
  });
  const remove = useMutation({
    mutationFn: (viewId: string) => api.removeView({ params: { viewId } }),
    onSuccess: async () => {
      void navigate('/findings?view=open');
      await renew();
      close();
      if (kept) notifications.show({ message: t('triage.views.removed', { name: kept.name }) });
    },
  });
  const input = (name: string, shared: boolean): ViewInput => ({ ...look, columns: [...look.columns], name, shared });
  const ask = (what: 'new' | 'edit' | 'remove') => () => {
    save.reset();
    remove.reset();
    setAsked(what);
  };

  return (
    <>
      <Menu position="bottom-end" width={300}>
        <Menu.Target>
          <Button
            size="sm"
            variant="default"
            leftSection={<IconBookmark size={16} aria-hidden />}
            rightSection={<IconChevronDown size={14} aria-hidden />}
            data-view-menu
          >
            {t('triage.views.manage')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown aria-label={t('triage.views.manage')} className="view-menu">
          {mayChange && isChanged && (
            <Menu.Item
              leftSection={<IconDeviceFloppy size={16} aria-hidden />}
              onClick={() => save.mutate({ id: kept.id, ...input(kept.name, kept.shared) })}
            >
              {t('triage.views.update', { name: kept.name })}
            </Menu.Item>
          )}
          <Menu.Item leftSection={<IconBookmark size={16} aria-hidden />} onClick={ask('new')}>
            {t('triage.views.save')}
          </Menu.Item>
          {can('alerts:write') && (
            <Menu.Item
              component={Link}
              to={`/alerts/rules/new?${new URLSearchParams({ q: look.q })}`}
              leftSection={<IconBell size={16} aria-hidden />}
            >
              {t('triage.views.alert')}
            </Menu.Item>
          )}
          {kept && (
            <>
              <Menu.Divider />
              <Menu.Item
                leftSection={kept.pinned ? <IconPinnedOff size={16} aria-hidden /> : <IconPin size={16} aria-hidden />}
                onClick={() => choose.mutate({ id: kept.id, pinned: !kept.pinned })}
              >
                {t(kept.pinned ? 'triage.views.unpin' : 'triage.views.pin')}
              </Menu.Item>
              <Menu.Item
                leftSection={
                  kept.isDefault ? <IconHomeOff size={16} aria-hidden /> : <IconHome size={16} aria-hidden />
                }
                onClick={() => choose.mutate({ id: kept.id, isDefault: !kept.isDefault })}
              >
                {t(kept.isDefault ? 'triage.views.dropDefault' : 'triage.views.makeDefault')}
              </Menu.Item>
            </>
          )}
          {mayChange && (
            <>
              <Menu.Item leftSection={<IconPencil size={16} aria-hidden />} onClick={ask('edit')}>
                {t('triage.views.edit', { name: kept.name })}
              </Menu.Item>
              <Menu.Item leftSection={<IconTrash size={16} aria-hidden />} onClick={ask('remove')}>
                {t('triage.views.remove', { name: kept.name })}
              </Menu.Item>
            </>
          )}
        </Menu.Dropdown>
      </Menu>
      {(asked === 'new' || asked === 'edit') && (
        <Suspense>
          <ViewDialog
            view={asked === 'edit' ? kept : undefined}
            isBusy={save.isPending}
            error={save.error}
            onClose={close}
            onSave={({ name, shared }) =>
              save.mutate(
                asked === 'edit' && kept
                  ? { id: kept.id, name, shared, q: kept.q, group: kept.group, sort: kept.sort, columns: kept.columns }
                  : input(name, shared),
              )
            }
          />
        </Suspense>
      )}
      {kept && (
        <Confirm
          opened={asked === 'remove'}
          title={t('triage.views.removeTitle')}
          confirm={t('triage.views.removeShort')}
          busy={remove.isPending}
          error={remove.error}
          onConfirm={() => remove.mutate(kept.id)}
          onClose={close}
        >
          {t('triage.views.removeWhy', { name: kept.name })}
        </Confirm>
      )}
    </>
  );
};
