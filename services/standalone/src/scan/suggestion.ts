/** What someone may have meant. */

/** Changes of one letter (put in, left out, replaced, swapped with the next) that turn one word into the other. */
export function distance(from: string, to: string): number {
  let before: number[] = [];
  let row = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let i = 1; i <= from.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= to.length; j += 1) {
      const same = from[i - 1] === to[j - 1];
      const swapped = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1];
      next[j] = Math.min(
        (row[j - 1] ?? 0) + (same ? 0 : 1),
        (row[j] ?? 0) + 1,
        (next[j - 1] ?? 0) + 1,
        swapped ? (before[j - 2] ?? 0) + 1 : Infinity,
      );
    }
    [before, row] = [row, next];
  }
  return row[to.length] ?? 0;
}

/** ` Did you mean …?` when a word is close to what was given; otherwise all of them, if they are few. */
export function suggestion(given: string, words: readonly string[]): string {
  const ranked = words
    .map((word) => ({ word, changes: distance(given.toLowerCase(), word) }))
    .sort((a, b) => a.changes - b.changes);
  const [nearest] = ranked;
  if (nearest && nearest.changes <= Math.max(1, Math.floor(nearest.word.length / 3)))
    return ` Did you mean ${nearest.word}?`;
  return words.length > 0 && words.length <= 12 ? ` There are ${words.join(', ')}.` : '';
}
