/** Which key signs when, and when it is time for another one. Pure. Times in milliseconds. */
import { accessTokenLifetime } from '@cspmexa/platform';

/** When a key signs. `retiredAt` may lie ahead: a key retires at the moment in which its successor begins. */
export interface KeyTimes {
  readonly signsFrom: number;
  readonly retiredAt: number | null;
}

/** For how long a key is published before it signs. Whoever verifies looks for an unknown key at most once in 30 seconds, and every replica of ours within `staleMs`. */
export const leadMs = 90_000;
/** For how long a replica believes what it has read of the keys. */
export const staleMs = 20_000;
/** For how long a retired key verifies: longer than its last token lives, with clocks that are apart. */
export const keptMs = 2 * accessTokenLifetime * 1_000;

/** The key that signs now; undefined when there is none. */
export const signerAt = <K extends KeyTimes>(keys: readonly K[], now: number): K | undefined =>
  keys
    .filter(({ signsFrom, retiredAt }) => signsFrom <= now && (retiredAt === null || retiredAt > now))
    .toSorted((a, b) => b.signsFrom - a.signsFrom)[0];

/** The key that waits for its time; undefined when none does. */
export const successorAt = <K extends KeyTimes>(keys: readonly K[], now: number): K | undefined =>
  keys.find(({ signsFrom, retiredAt }) => signsFrom > now && retiredAt === null);

/** Whether the key that signs now has done so for `days` and nobody waits to follow it. */
export function isDue(keys: readonly KeyTimes[], now: number, days: number): boolean {
  const signer = signerAt(keys, now);
  return signer !== undefined && now - signer.signsFrom >= days * 86_400_000 && !successorAt(keys, now);
}
