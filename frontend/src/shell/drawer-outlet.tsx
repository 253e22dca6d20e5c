import { Suspense } from 'react';
import { Outlet } from 'react-router';

/** Where a drawer opens over its list, which stays as it is while the drawer's code is loaded. */
export const DrawerOutlet = () => (
  <Suspense>
    <Outlet />
  </Suspense>
);
