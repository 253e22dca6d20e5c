/** Labels as people write them, `env=prod`, and as the API keeps them. Pure. */
export type Labels = Readonly<Record<string, string>>;

export const labelOf = (key: string, value: string): string => (value ? `${key}=${value}` : key);

/** Reads labels; the last of a key counts. What has no key, or is too long, is refused. */
export function labelsOf(texts: readonly string[]): { labels: Labels; refused: string[] } {
  const labels = new Map<string, string>();
  const refused: string[] = [];
  for (const text of texts) {
    const at = text.indexOf('=');
    const key = (at < 0 ? text : text.slice(0, at)).trim();
    const value = at < 0 ? '' : text.slice(at + 1).trim();
    if (!key || key.length > 60 || value.length > 200) refused.push(text);
    else labels.set(key, value);
  }
  return { labels: Object.fromEntries(labels), refused };
}
