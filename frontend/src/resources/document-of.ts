/** What a text of JSON holds, URL-encoded as IAM writes policies or not; undefined for every other text. Pure. */
export function documentOf(text: string): unknown {
  if (!/^\s*([[{]|%7B|%5B)/i.test(text)) return undefined;
  try {
    const plain = text.trimStart().startsWith('%') ? decodeURIComponent(text) : text;
    const value: unknown = JSON.parse(plain);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
