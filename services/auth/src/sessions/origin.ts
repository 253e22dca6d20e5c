/** Whether a request that is carried by a cookie comes from our own pages. */
import { isLoopback } from '../loopback.js';

/** True when the browser says that the page is ours. A request without an Origin must at least say that it is of the same site and origin. */
export function isOurOrigin(
  publicUrl: string,
  headers: { origin?: string | undefined; fetchSite?: string | undefined },
): boolean {
  if (headers.fetchSite !== undefined && headers.fetchSite !== 'same-origin') return false;
  if (headers.origin === undefined) return headers.fetchSite === 'same-origin';
  const ours = new URL(publicUrl);
  if (headers.origin === ours.origin) return true;
  if (!URL.canParse(headers.origin)) return false;
  const theirs = new URL(headers.origin);
  // One machine has several names for itself.
  return (
    isLoopback(publicUrl) && isLoopback(theirs.origin) && theirs.protocol === ours.protocol && theirs.port === ours.port
  );
}
