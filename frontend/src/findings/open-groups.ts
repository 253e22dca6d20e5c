/** Which groups are open, as the address says it: in few signs, however long the names of resources are. Pure. */
import { listOf } from '@cspmexa/contracts';
import { z } from 'zod';

/** More than this are not open at once: the one that was opened first closes. */
export const mostOpen = 20;

/** Keys as they are written: short plain ones as they are, others as a dot and a hash. */
export const OpenGroups = listOf(z.string().regex(/^(?:[a-z0-9][\w.@-]{0,63}|\.[0-9a-z]{1,11})$/i)).refine(
  (keys) => keys.length <= mostOpen,
);

/** A group's key as the address writes it. */
export const writtenKey = (key: string): string =>
  /^[a-z0-9][\w.@-]{0,63}$/i.test(key) ? key : `.${hashOf(key).toString(36)}`;

/** The open groups after one more was opened, or one of them was closed. */
export function withToggled(open: readonly string[], key: string): string[] {
  const written = writtenKey(key);
  return open.includes(written) ? open.filter((one) => one !== written) : [...open, written].slice(-mostOpen);
}

/** 53 bits of a text (cyrb53): two of a few thousand keys do not meet. */
function hashOf(text: string): number {
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    high = Math.imul(high ^ code, 2_654_435_761);
    low = Math.imul(low ^ code, 1_597_334_677);
  }
  high = Math.imul(high ^ (high >>> 16), 2_246_822_507) ^ Math.imul(low ^ (low >>> 13), 3_266_489_909);
  low = Math.imul(low ^ (low >>> 16), 2_246_822_507) ^ Math.imul(high ^ (high >>> 13), 3_266_489_909);
  return 4_294_967_296 * (2_097_151 & low) + (high >>> 0);
}
