/** The pages of the dashboard, in the order of the side bar. */
import type { Permission } from '@cspmexa/contracts';
import {
  IconBell,
  IconBook2,
  IconChecklist,
  IconCloud,
  IconFileExport,
  IconGauge,
  IconHistory,
  IconKey,
  IconRadar2,
  IconServer2,
  IconServerCog,
  IconShieldExclamation,
  IconUsers,
  type TablerIcon,
} from '@tabler/icons-react';

interface Place {
  readonly to: string;
  readonly key: string;
  readonly icon: TablerIcon;
  readonly permission: Permission;
  /** The letter that goes there after `g`. */
  readonly jump?: string;
}

export const places = [
  { to: '/', key: 'overview', icon: IconGauge, permission: 'findings:read', jump: 'o' },
  { to: '/findings', key: 'findings', icon: IconShieldExclamation, permission: 'findings:read', jump: 'f' },
  { to: '/resources', key: 'resources', icon: IconServer2, permission: 'resources:read', jump: 'r' },
  { to: '/compliance', key: 'compliance', icon: IconChecklist, permission: 'policies:read', jump: 'c' },
  { to: '/policies', key: 'policies', icon: IconBook2, permission: 'policies:read', jump: 'p' },
  { to: '/accounts', key: 'accounts', icon: IconCloud, permission: 'accounts:read', jump: 'a' },
  { to: '/scans', key: 'scans', icon: IconRadar2, permission: 'scans:read', jump: 's' },
  { to: '/alerts', key: 'alerts', icon: IconBell, permission: 'alerts:read', jump: 'l' },
  { to: '/exports', key: 'exports', icon: IconFileExport, permission: 'findings:read', jump: 'e' },
  { to: '/members', key: 'members', icon: IconUsers, permission: 'members:read', jump: undefined },
  { to: '/tokens', key: 'tokens', icon: IconKey, permission: 'tokens:read', jump: undefined },
  { to: '/audit', key: 'audit', icon: IconHistory, permission: 'audit:read', jump: undefined },
  { to: '/system', key: 'system', icon: IconServerCog, permission: 'system:read', jump: undefined },
] as const satisfies readonly (Omit<Place, 'jump'> & { jump: string | undefined })[];
