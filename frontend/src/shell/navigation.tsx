import type { Permission } from '@cspmexa/contracts';
import {
  IconBell,
  IconBook2,
  IconCloud,
  IconGauge,
  IconHistory,
  IconKey,
  IconRadar2,
  IconServerCog,
  IconShieldExclamation,
  IconUsers,
  type TablerIcon,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { NavLink } from 'react-router';
import { useCan } from '../session/use-session.js';

const places = [
  { to: '/', key: 'overview', icon: IconGauge, permission: 'findings:read' },
  { to: '/findings', key: 'findings', icon: IconShieldExclamation, permission: 'findings:read' },
  { to: '/accounts', key: 'accounts', icon: IconCloud, permission: 'accounts:read' },
  { to: '/scans', key: 'scans', icon: IconRadar2, permission: 'scans:read' },
  { to: '/alerts', key: 'alerts', icon: IconBell, permission: 'alerts:read' },
  { to: '/policies', key: 'policies', icon: IconBook2, permission: 'policies:read' },
  { to: '/members', key: 'members', icon: IconUsers, permission: 'members:read' },
  { to: '/tokens', key: 'tokens', icon: IconKey, permission: 'tokens:read' },
  { to: '/audit', key: 'audit', icon: IconHistory, permission: 'audit:read' },
  { to: '/system', key: 'system', icon: IconServerCog, permission: 'system:read' },
] as const satisfies readonly { to: string; key: string; icon: TablerIcon; permission: Permission }[];

/** The places that the signed-in person may go to. */
export const Navigation = ({ onGo }: { readonly onGo: () => void }) => {
  const { t } = useTranslation();
  const can = useCan();
  return (
    <ul className="nav">
      {places
        .filter((place) => can(place.permission))
        .map(({ to, key, icon: Icon }) => (
          <li key={to}>
            <NavLink to={to} end={to === '/'} className="nav-link" onClick={onGo}>
              <Icon size={18} stroke={1.7} aria-hidden />
              {t(`nav.${key}`)}
            </NavLink>
          </li>
        ))}
    </ul>
  );
};
