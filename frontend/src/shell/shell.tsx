import { AppShell, Burger, Button, Group } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { lazy, memo, Suspense, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, Outlet, useLocation } from 'react-router';
import { useLive } from '../live/use-live.js';
import { ShellKeys, openPalette } from '../keys/shell-keys.js';
import { showTimesIn } from '../format/time-zone.js';
import { useMemberLanguage } from '../i18n/use-member-language.js';
import { StepUp } from '../session/step-up.js';
import { useMe } from '../session/use-session.js';
import { RowSkeleton } from '../states/row-skeleton.js';
import { Brand } from './brand.js';
import { LiveMark } from './live-mark.js';
import { Navigation } from './navigation.js';
import { OfflineNotice } from './offline-notice.js';
import { SessionEnd } from './session-end.js';

const TopMenus = lazy(async () => ({ default: (await import('./top-menus.js')).TopMenus }));

/** Going elsewhere starts at the top. A drawer over a list is still the list. */
const StartAtTop = () => {
  const place = useLocation().pathname.split('/')[1];
  useEffect(() => {
    // Newer browsers answer with a promise, which React would take for a clean-up.
    void window.scrollTo(0, 0);
  }, [place]);
  return null;
};

/** It knows nothing of the address, so that it stays as it is while people go from page to page. */
const Frame = memo(({ isTv }: { readonly isTv: boolean }) => {
  const { t } = useTranslation();
  const [opened, { toggle, close }] = useDisclosure(false);
  const live = useLive();
  const { member, preferences } = useMe();
  useMemberLanguage(member.language);
  useEffect(() => showTimesIn(preferences.timeZone), [preferences.timeZone]);
  return (
    <AppShell
      header={{ height: 52 }}
      navbar={{ width: 212, breakpoint: 'md', collapsed: { mobile: !opened } }}
      padding={0}
      withBorder
      disabled={isTv}
      data-tv={isTv || undefined}
    >
      <a href="#main" className="skip-link">
        {t('shell.skip')}
      </a>
      <AppShell.Header className="topbar">
        <Group gap="sm" wrap="nowrap">
          <Burger
            opened={opened}
            onClick={toggle}
            hiddenFrom="md"
            size="sm"
            aria-label={t(opened ? 'shell.closeMenu' : 'shell.openMenu')}
            aria-expanded={opened}
          />
          <Link to="/" aria-label={t('shell.home')} className="brand-link">
            <Brand />
          </Link>
        </Group>
        <Group gap={6} wrap="nowrap">
          <Button
            variant="default"
            size="compact-sm"
            className="palette-button"
            leftSection={<IconSearch size={14} aria-hidden />}
            aria-keyshortcuts="Control+K Meta+K"
            onClick={openPalette}
          >
            {t('palette.open')}
          </Button>
          <LiveMark state={live} />
          <Suspense fallback={<span className="top-menus" />}>
            <TopMenus />
          </Suspense>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar className="sidebar" data-closed={!opened || undefined} aria-label={t('shell.navigation')}>
        <Navigation onGo={close} />
      </AppShell.Navbar>
      <StartAtTop />
      <StepUp />
      <ShellKeys />
      <SessionEnd />
      <OfflineNotice />
      <AppShell.Main className="main" id="main" tabIndex={-1}>
        <div className="page">
          <Suspense fallback={<RowSkeleton />}>
            <Outlet />
          </Suspense>
        </div>
      </AppShell.Main>
    </AppShell>
  );
});

/** The frame around every signed-in page; the overview on a screen on the wall has none. */
export const Shell = () => {
  const { pathname, search } = useLocation();
  return <Frame isTv={pathname === '/' && new URLSearchParams(search).has('tv')} />;
};
