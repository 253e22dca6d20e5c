import type { Permission } from '@cspmexa/contracts';
import type { ReactNode } from 'react';
import { useCan } from '../session/use-session.js';
import { NoPermission } from '../states/no-permission.js';

/** Shows its children to those who may see them, and says so to the others. */
export const Needs = ({ permission, children }: { readonly permission: Permission; readonly children: ReactNode }) =>
  useCan()(permission) ? children : <NoPermission />;
