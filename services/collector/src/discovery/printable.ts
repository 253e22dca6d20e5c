/** Texts of strangers, for the database and for people. */

/** Without control characters, and no longer than `most`. */
export const printable = (text: string, most: number): string =>
  text
    .replace(/[\p{Cc}\p{Cf}\p{Cs}]+/gu, ' ')
    .trim()
    .slice(0, most);
