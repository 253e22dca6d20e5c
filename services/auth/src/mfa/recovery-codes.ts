/** Recovery codes: 80 random bits each, for typing, kept as hashes. Pure but for the randomness. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** How many a member gets. */
export const recoveryCodeCount = 10;

/** Crockford's base32: no letter that looks like a digit or like another letter. */
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';

/** Ten new codes as they are shown: xxxx-xxxx-xxxx-xxxx. */
export const newRecoveryCodes = (): string[] =>
  Array.from({ length: recoveryCodeCount }, () => {
    // 5 bits of each of 16 random bytes: 80 bits, and every character is as likely as any other.
    const characters = [...randomBytes(16)].map((byte) => alphabet[byte & 31]).join('');
    return characters.replace(/(.{4})(?=.)/g, '$1-');
  });

/** As a code is kept: whoever reads the database cannot use it. The dashes, the case, and what looks like a digit do not matter. */
export const hashOfCode = (code: string): Uint8Array<ArrayBuffer> =>
  new Uint8Array(createHash('sha256').update(plain(code)).digest());

const plain = (code: string): string =>
  code.toLowerCase().replace(/[ -]/g, '').replace(/o/g, '0').replace(/[il]/g, '1');

/** The kept code that a typed one is, if any. It takes as long whichever it is. */
export function codeAmong<Kept extends { readonly hash: Uint8Array }>(
  kept: readonly Kept[],
  typed: string,
): Kept | undefined {
  const hash = hashOfCode(typed);
  let found: Kept | undefined;
  for (const each of kept) if (timingSafeEqual(each.hash, hash)) found = each;
  return found;
}
