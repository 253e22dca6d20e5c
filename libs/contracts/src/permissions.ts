/** Who may do what. Roles are fixed; each route names the one permission it needs, and everything else is denied. */
import { z } from 'zod';

export const Role = z.enum(['admin', 'analyst', 'viewer', 'auditor']).describe('What a member may do in a tenant.');
export type Role = z.infer<typeof Role>;

/** Every permission that a route can ask for, as `noun:verb`. */
export const permissions = [
  'accounts:read',
  'accounts:write',
  'scans:read',
  'scans:run',
  'resources:read',
  'findings:read',
  'findings:triage',
  'policies:read',
  'policies:write',
  'compliance:write',
  'alerts:read',
  'alerts:write',
  'deliveries:read',
  'members:read',
  'members:write',
  'tenant:read',
  'tenant:write',
  'tokens:read',
  'tokens:write',
  'audit:read',
  'system:read',
  'system:write',
] as const;
export type Permission = (typeof permissions)[number];

const reads = permissions.filter((permission) => permission.endsWith(':read'));
const viewable = reads.filter(
  (permission) => !['members:read', 'tokens:read', 'audit:read', 'deliveries:read', 'system:read'].includes(permission),
);

/** The permissions of each role. An auditor reads everything and changes nothing. */
export const rolePermissions: Readonly<Record<Role, ReadonlySet<Permission>>> = {
  admin: new Set(permissions),
  analyst: new Set<Permission>([
    ...viewable,
    'deliveries:read',
    'scans:run',
    'findings:triage',
    'compliance:write',
    'alerts:write',
    'tokens:read',
    'tokens:write',
  ]),
  viewer: new Set(viewable),
  auditor: new Set(reads),
};

/** What an API token may be allowed to do: it never changes who may come in, nor makes tokens. */
export const tokenScopes = permissions.filter(
  (permission) =>
    !['members:write', 'tenant:write', 'tokens:read', 'tokens:write', 'system:write'].includes(permission),
) as [Permission, ...Permission[]];

/** True when a role may do it and, for an API token, its scope says so too. */
export const mayDo = (
  { role, scope }: { readonly role: Role; readonly scope?: readonly Permission[] | undefined },
  permission: Permission,
): boolean => rolePermissions[role].has(permission) && (scope === undefined || scope.includes(permission));
