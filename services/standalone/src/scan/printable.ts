/** Text from the cloud at a terminal. */

/** Escapes what could steer the terminal or hide text in it: control characters, line ends and changes of direction. */
export const printable = (value: string): string =>
  value.replace(
    /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu,
    (char) => `\\u${char.codePointAt(0)?.toString(16).padStart(4, '0') ?? ''}`,
  );
