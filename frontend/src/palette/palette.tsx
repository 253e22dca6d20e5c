import { Spotlight, spotlight } from '@mantine/spotlight';
import '@mantine/spotlight/styles.css';
import { useDebouncedValue } from '@mantine/hooks';
import {
  IconBook2,
  IconCloud,
  IconLanguage,
  IconMoon,
  IconRefresh,
  IconSearch,
  IconServer2,
  IconShieldExclamation,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { useMantineColorScheme } from '@mantine/core';
import { accountsQuery } from '../accounts/accounts-queries.js';
import { useScanNow } from '../accounts/use-scan-now.js';
import { api } from '../api/client.js';
import { keys } from '../api/keys.js';
import { switchLanguage } from '../i18n/i18n.js';
import { useLanguage, useText } from '../i18n/use-language.js';
import { policiesQuery } from '../policies/policies-queries.js';
import { useCan } from '../session/use-session.js';
import { places } from '../shell/places.js';
import { useRememberLanguage } from '../shell/use-remember-language.js';
import { matches } from './matches.js';

interface Command {
  readonly id: string;
  readonly label: string;
  readonly detail?: string;
  readonly icon: ReactNode;
  readonly run: () => void;
}

/** What of one kind is shown at most. */
const most = 6;

/** Goes anywhere and does the common things: pages, accounts, policies, findings and resources by name. */
export const Palette = ({ onClose }: { readonly onClose: () => void }) => {
  const { t } = useTranslation();
  const text = useText();
  const language = useLanguage();
  const navigate = useNavigate();
  const can = useCan();
  const remember = useRememberLanguage();
  const { setColorScheme, colorScheme } = useMantineColorScheme();
  const [query, setQuery] = useState('');
  const [asked] = useDebouncedValue(query.trim(), 200);
  const scan = useScanNow();
  const accounts = useQuery({ ...accountsQuery, enabled: can('accounts:read') }).data?.items ?? [];
  const policies = useQuery({ ...policiesQuery, enabled: can('policies:read') }).data?.items ?? [];
  const searches = asked.length >= 2;
  const findings = useQuery({
    queryKey: [...keys.findings, 'palette', asked],
    queryFn: ({ signal }) => api.listFindings({ query: { search: asked, status: ['open'], limit: most } }, { signal }),
    enabled: searches && can('findings:read'),
  }).data?.items;
  const resources = useQuery({
    queryKey: [...keys.resources, 'palette', asked],
    queryFn: ({ signal }) => api.listResources({ query: { search: asked, limit: most } }, { signal }),
    enabled: searches && can('resources:read'),
  }).data?.items;

  // It opens as it is shown: its code was only loaded for that.
  useEffect(() => spotlight.open(), []);

  const go = (to: string) => () => void navigate(to);
  const groups: readonly { readonly label: string; readonly commands: readonly Command[] }[] = [
    {
      label: t('palette.pages'),
      commands: places
        .filter(({ permission }) => can(permission))
        .map(({ to, key, icon: Icon }) => ({
          id: to,
          label: t(`nav.${key}`),
          icon: <Icon size={18} stroke={1.7} />,
          run: go(to),
        }))
        .filter(({ label }) => matches(query, label)),
    },
    {
      label: t('palette.actions'),
      commands: [
        ...(can('scans:run')
          ? accounts.map(({ id, name }) => ({
              id: `scan-${id}`,
              label: t('palette.scan', { name }),
              icon: <IconRefresh size={18} stroke={1.7} />,
              run: () => scan.mutate(id),
            }))
          : []),
        {
          id: 'theme',
          label: t(colorScheme === 'dark' ? 'palette.light' : 'palette.dark'),
          icon: <IconMoon size={18} stroke={1.7} />,
          run: () => setColorScheme(colorScheme === 'dark' ? 'light' : 'dark'),
        },
        {
          id: 'language',
          label: t('palette.language'),
          icon: <IconLanguage size={18} stroke={1.7} />,
          run: () => {
            const next = language === 'pt' ? 'en' : 'pt';
            void switchLanguage(next);
            remember(next);
          },
        },
      ].filter(({ label }) => matches(query, label)),
    },
    {
      label: t('nav.accounts'),
      commands: (query ? accounts : [])
        .filter(({ name, awsAccountId }) => matches(query, `${name} ${awsAccountId ?? ''}`))
        .slice(0, most)
        .map(({ id, name, awsAccountId }) => ({
          id,
          label: name,
          detail: awsAccountId ?? '',
          icon: <IconCloud size={18} stroke={1.7} />,
          run: go(`/accounts/${id}`),
        })),
    },
    {
      label: t('nav.policies'),
      commands: (query ? policies : [])
        .filter(({ id, title }) => matches(query, `${text(title)} ${id}`))
        .slice(0, most)
        .map(({ id, title }) => ({
          id,
          label: text(title),
          detail: id,
          icon: <IconBook2 size={18} stroke={1.7} />,
          run: go(`/policies/${id}`),
        })),
    },
    {
      label: t('nav.findings'),
      commands: [
        ...(findings ?? []).map(({ id, title, resourceName, resourceArn }) => ({
          id,
          label: text(title),
          detail: resourceName ?? resourceArn,
          icon: <IconShieldExclamation size={18} stroke={1.7} />,
          run: go(`/findings/${id}`),
        })),
        ...(searches && can('findings:read')
          ? [
              {
                id: 'search-findings',
                label: t('palette.searchFindings', { text: asked }),
                icon: <IconSearch size={18} stroke={1.7} />,
                run: go(`/findings?q=${encodeURIComponent(asked)}`),
              },
            ]
          : []),
      ],
    },
    {
      label: t('nav.resources'),
      commands: (resources ?? []).map(({ id, name, arn, kind }) => ({
        id,
        label: name ?? arn,
        detail: kind,
        icon: <IconServer2 size={18} stroke={1.7} />,
        run: go(`/resources/${id}`),
      })),
    },
  ];
  const shown = groups.filter(({ commands }) => commands.length > 0);

  return (
    <Spotlight.Root
      query={query}
      onQueryChange={setQuery}
      onSpotlightClose={onClose}
      shortcut={null}
      maxHeight={460}
      scrollable
      aria-label={t('palette.title')}
    >
      <Spotlight.Search
        placeholder={t('palette.placeholder')}
        aria-label={t('palette.placeholder')}
        leftSection={<IconSearch size={18} aria-hidden />}
      />
      <Spotlight.ActionsList>
        {shown.map(({ label, commands }) => (
          <Spotlight.ActionsGroup key={label} label={label}>
            {commands.map(({ id, label: name, detail, icon, run }) => (
              <Spotlight.Action
                key={id}
                label={name}
                {...(detail ? { description: detail } : {})}
                leftSection={<span aria-hidden>{icon}</span>}
                onClick={run}
                highlightQuery
              />
            ))}
          </Spotlight.ActionsGroup>
        ))}
        {shown.length === 0 && <Spotlight.Empty>{t('palette.nothing')}</Spotlight.Empty>}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  );
};
