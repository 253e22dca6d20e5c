/** Texts that hold JSON, as policy documents do. */

/** The longest text, and the deepest, that is taken for a document: AWS's longest policies have 20 kB. */
const longestDocument = 200_000;
const deepestDocument = 40;

/** What a text of JSON holds, URL-encoded as IAM writes it or not; undefined for everything else. */
export function documentOf(value: unknown): object | undefined {
  if (typeof value !== 'string' || value.length > longestDocument || !/^\s*(\{|\[|%7B|%5B)/i.test(value))
    return undefined;
  try {
    const text = value.trimStart().startsWith('%') ? decodeURIComponent(value) : value;
    const document: unknown = isDeep(text) ? undefined : JSON.parse(text);
    return typeof document === 'object' && document !== null ? document : undefined;
  } catch {
    return undefined;
  }
}

function isDeep(text: string): boolean {
  let depth = 0;
  for (const char of text) {
    if (char === '{' || char === '[') depth += 1;
    else if (char === '}' || char === ']') depth -= 1;
    if (depth > deepestDocument) return true;
  }
  return false;
}
