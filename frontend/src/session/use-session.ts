import type { Me, Permission } from '@cspmexa/contracts';
import { queryOptions, useSuspenseQuery } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import { api, session } from '../api/client.js';
import { keys } from '../api/keys.js';
import type { SessionState } from './session.js';

export const meQuery = queryOptions({ queryKey: keys.me, queryFn: () => api.getMe(), staleTime: 300_000 });

/** Whether somebody is signed in; renders again when that changes. */
export const useSessionState = (): SessionState => useSyncExternalStore(session.subscribe, () => session.state);

/** Who is signed in. Only inside the signed-in part of the page. */
export const useMe = (): Me => useSuspenseQuery(meQuery).data;

/** Whether the signed-in person may do something. The server decides again. */
export function useCan(): (permission: Permission) => boolean {
  const { permissions } = useMe();
  return (permission) => permissions.includes(permission);
}
