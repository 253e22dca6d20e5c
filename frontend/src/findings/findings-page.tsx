import { Navigate, useLocation } from 'react-router';
import { DrawerOutlet } from '../shell/drawer-outlet.js';
import { FindingsBoard } from './findings-board.js';
import { translated } from './findings-view.js';

/** The findings; one of them opens beside the list as a drawer. Addresses from before there was a query become those of today. */
export const FindingsPage = () => {
  const { pathname, search, state } = useLocation();
  const today = translated(new URLSearchParams(search));
  if (today) return <Navigate to={{ pathname, search: `?${today}` }} state={state} replace />;
  return (
    <>
      <FindingsBoard />
      <DrawerOutlet />
    </>
  );
};
