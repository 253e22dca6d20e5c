/** The words of a person in a pattern of SQL's LIKE: `%`, `_` and `\` mean themselves. */
export const likeText = (text: string): string => text.replace(/[\\%_]/g, '\\$&');
