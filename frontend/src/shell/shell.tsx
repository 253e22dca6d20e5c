import { AppShell, Burger, Group } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Suspense, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, Outlet, useLocation } from 'react-router';
import { useLive } from '../live/use-live.js';
import { StepUp } from '../session/step-up.js';
import { RowSkeleton } from '../states/row-skeleton.js';
import { Brand } from './brand.js';
import { LanguageSwitch } from './language-switch.js';
import { LiveMark } from './live-mark.js';
import { Navigation } from './navigation.js';
import { ThemeSwitch } from './theme-switch.js';
import { useRememberLanguage } from './use-remember-language.js';
import { UserMenu } from './user-menu.js';

/** The frame around every signed-in page. */
export const Shell = () => {
  const { t } = useTranslation();
  const [opened, { toggle, close }] = useDisclosure(false);
  const remember = useRememberLanguage();
  const live = useLive();
  const { pathname } = useLocation();
  const place = pathname.split('/')[1];
  // A drawer over a list is still the list: only going elsewhere starts at the top.
  useEffect(() => {
    // Newer browsers answer with a promise, which React would take for a clean-up.
    void window.scrollTo(0, 0);
  }, [place]);
  return (
    <AppShell
      header={{ height: 52 }}
      navbar={{ width: 212, breakpoint: 'md', collapsed: { mobile: !opened } }}
      padding={0}
      withBorder
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
          <LiveMark state={live} />
          <LanguageSwitch onChoose={remember} />
          <ThemeSwitch />
          <UserMenu />
        </Group>
      </AppShell.Header>
      <AppShell.Navbar className="sidebar" aria-label={t('shell.navigation')}>
        <Navigation onGo={close} />
      </AppShell.Navbar>
      <StepUp />
      <AppShell.Main className="main" id="main" tabIndex={-1}>
        <div className="page">
          <Suspense fallback={<RowSkeleton />}>
            <Outlet />
          </Suspense>
        </div>
      </AppShell.Main>
    </AppShell>
  );
};
