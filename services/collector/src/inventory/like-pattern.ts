/** The words of a person as a pattern of SQL's LIKE. */

/** Matches texts that contain `search`, in lower case; `%`, `_` and `\` mean themselves. */
export const likePattern = (search: string): string =>
  `%${search
    .trim()
    .toLowerCase()
    .replace(/[\\%_]/g, '\\$&')}%`;
