/** A text without its accents and its case: people type them as they like. */
const plain = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{Diacritic}/gu, '')
    .toLowerCase();

/** Whether every word of a query is somewhere in a text, whatever its case and accents. An empty query is in every text. */
export function matches(query: string, text: string): boolean {
  const where = plain(text);
  return plain(query)
    .split(/\s+/)
    .every((word) => where.includes(word));
}
