/** Finds a name that comes twice in one JSON object: JSON.parse keeps the last one, another parser might have judged the first. */

/** The first name that repeats, or undefined. `json` may be malformed: then the parser says so. Reads each character at most twice, whatever the text. */
export function findDuplicateKey(json: string): string | undefined {
  /** The names of each open object; null for an open list. */
  const open: (Set<string> | null)[] = [];
  for (let at = 0; at < json.length; at += 1) {
    const char = json[at];
    if (char === '{') open.push(new Set());
    else if (char === '[') open.push(null);
    else if (char === '}' || char === ']') open.pop();
    else if (char === '"') {
      const end = endOfText(json, at);
      if (end === undefined) return undefined;
      const names = open.at(-1);
      if (names && isFollowedByColon(json, end)) {
        const name = unescape(json.slice(at, end));
        if (names.has(name)) return name;
        names.add(name);
      }
      at = end - 1;
    }
  }
  return undefined;
}

/** Where the text that begins with the quote at `from` has ended; undefined when it never does. */
function endOfText(json: string, from: number): number | undefined {
  for (let at = from + 1; at < json.length; at += 1) {
    if (json[at] === '\\') at += 1;
    else if (json[at] === '"') return at + 1;
  }
  return undefined;
}

function isFollowedByColon(json: string, from: number): boolean {
  let at = from;
  while (' \t\n\r'.includes(json[at] ?? '-')) at += 1;
  return json[at] === ':';
}

/** Two spellings of one name are one name. */
function unescape(text: string): string {
  if (!text.includes('\\')) return text.slice(1, -1);
  try {
    return String(JSON.parse(text));
  } catch {
    return text; // Malformed: the parser will say so.
  }
}
