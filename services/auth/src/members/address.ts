/** E-mail addresses as they are kept and compared. Pure. */

const isAscii = (text: string): boolean => /^\p{ASCII}*$/u.test(text);
const fold = (text: string): string => text.normalize('NFC').toLowerCase();

/**
 * An address in NFC and lower case. Null for one with a letter that folds into another script's: the Kelvin sign becomes a plain k,
 * and whoever owns that other address is somebody else.
 */
export function addressOf(email: string): string | null {
  const turns = [...email].some((letter) => !isAscii(letter) && isAscii(fold(letter)));
  return turns ? null : fold(email);
}
