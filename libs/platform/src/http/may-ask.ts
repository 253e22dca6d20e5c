/** Whether somebody known may ask a route. The gateway and every service decide by it. Pure. */
import { mayDo, type ErrorCode, type Route } from '@cspmexa/contracts';
import { isFresh, type PendingSession, type Session } from './session.js';

/**
 * Why they may not; undefined when they may. `now` in milliseconds. A machine may ask for what its scope names and nothing else: not for what
 * any member may do for themselves, nor for what needs a fresh proof, which it cannot give.
 */
export function refusalOf(
  { permission, stepUp }: Pick<Route, 'permission' | 'stepUp'>,
  who: Session | PendingSession,
  now: number,
): ErrorCode | undefined {
  if (permission === 'public') return undefined;
  if (permission === 'service') return 'unauthenticated';
  if (permission === 'mfa-pending') {
    if ('tokenName' in who && who.tokenName !== undefined) return 'forbidden';
    // Whoever has an authenticator proves it with that: another sign-in would be no proof.
    if (stepUp && 'lacks' in who && who.lacks === 'mfa') return 'mfa-required';
  } else {
    if ('lacks' in who) return 'unauthenticated';
    if (permission === 'signed-in' ? who.tokenName !== undefined : !mayDo(who, permission)) return 'forbidden';
    if (stepUp && who.tokenName !== undefined) return 'forbidden';
  }
  return stepUp && !isFresh(who, now) ? 'step-up-required' : undefined;
}
