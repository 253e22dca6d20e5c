/** Which limits hold for a route. Pure: the contract decides. */
import type { Route } from '@cspmexa/contracts';
import type { WhenDown } from './rate-limits.js';

const signInPath = '/v1/auth/';

/** Whether a request of it is a step of a sign-in: it sends a browser to a provider, or comes back from there. */
export const isSignIn = ({ permission, method, path, status }: Route): boolean =>
  permission === 'public' && method === 'GET' && path.startsWith(signInPath) && status === 302;

/** What becomes of a request of it when nobody counts: whoever signs in or starts long work waits, everybody else goes on. */
export const whenDown = ({ path, cost }: Route): WhenDown =>
  cost === 'expensive' || path.startsWith(signInPath) ? 'closed' : 'open';
