/** Texts as PostgreSQL can store them: without NUL and lone surrogates, which it refuses in text and JSON. */
export const storableText = (value: string): string =>
  suspect.test(value) ? value.replace(/\p{Surrogate}|\0/gu, '\ufffd') : value;

const suspect = /[\0\ud800-\udfff]/;
